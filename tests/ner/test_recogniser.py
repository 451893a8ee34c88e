from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from glossator.ner.pipelines import PACKAGED, NoPipeline, Pipeline, find_pipeline
from glossator.text.anchor import anchor
from glossator.text.paragraphs import chunks, paragraphs
from glossator.text.span import Span, snap

if TYPE_CHECKING:
    from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.recogniser import FoundEntity

_ARTICLE = (
    "👩🏻\u200d🚒🇺🇦 On Monday, Angela Merkel met Emmanuel Macron in Berlin.\n\n"
    "“Apple paid $3 billion,” said Tim Cook 👨\u200d👩\u200d👧 of California in e\u0301te\u0301 2019.\n\n"
    "東京 – the United Nations sent 2,500 soldiers to Kenya."
)


@pytest.fixture(scope="session")
def recogniser() -> "LocalPipeline":
    """The small pipeline, which takes a while to load."""
    from glossator.ner.local_pipeline import LocalPipeline

    return LocalPipeline(find_pipeline(PACKAGED))


def quoted(text: str, found: Sequence["FoundEntity"]) -> set[tuple[str, str]]:
    return {(text[start:end], label) for start, end, label, _ in found}


def parts(text: str, most: int = 4_000) -> list[str]:
    return [piece.of(text) for piece in chunks(text, most)]


def test_only_what_finds_entities_is_loaded(recogniser: "LocalPipeline") -> None:
    assert recogniser.pipeline == find_pipeline(PACKAGED)
    assert recogniser._nlp.pipe_names == ["tok2vec"], "the parser is run by glossator.ner.scored_parser"


def test_suggestions_are_at_the_words_they_are_about_with_emoji_before_them(recogniser: "LocalPipeline") -> None:
    texts = parts(_ARTICLE)
    found = recogniser.suggest(texts)
    assert set().union(*map(quoted, texts, found)) >= {
        ("Monday", "DATE"),
        ("Angela Merkel", "PERSON"),
        ("Emmanuel Macron", "PERSON"),
        ("Berlin", "GPE"),
        ("California", "GPE"),
        ("2,500", "CARDINAL"),
        ("Kenya", "GPE"),
    }


def test_every_suggestion_can_be_anchored_within_its_piece(recogniser: "LocalPipeline") -> None:
    starts = [paragraph.start for paragraph in paragraphs(_ARTICLE)]
    short = list(chunks(_ARTICLE, 40))
    for piece, found in zip(short, recogniser.suggest([piece.of(_ARTICLE) for piece in short]), strict=True):
        for start, end, *_ in found:
            assert 0 <= start < end <= len(piece)
            made = anchor(_ARTICLE, Span(piece.start + start, piece.start + end), starts)
            assert made.quote == _ARTICLE[made.span.start : made.span.end]
            assert snap(_ARTICLE, made.span) == made.span


def test_pieces_come_back_each_with_its_own_in_the_order_given(recogniser: "LocalPipeline") -> None:
    asked = [f"{place} {'again ' * number}saw Angela Merkel." for number in range(20) for place in ("Kenya", "Berlin")]
    answers = recogniser.suggest(asked)
    assert [len(text) for text in asked] == [found[-1][1] + 1 for found in answers]
    assert all((text.split()[0], "GPE") in quoted(text, found) for text, found in zip(asked, answers, strict=True))


def test_the_same_text_gets_the_same_suggestions_whatever_is_read_with_it(recogniser: "LocalPipeline") -> None:
    texts = parts(_ARTICLE)
    assert recogniser.suggest(texts) == [found for text in texts for found in recogniser.suggest([text])]


def test_text_without_words_gets_no_suggestions(recogniser: "LocalPipeline") -> None:
    assert recogniser.suggest([]) == []
    assert recogniser.suggest(["…", "\u200b\u202e"]) == [[], []]


def test_a_pipeline_without_a_part_that_finds_entities_is_refused(recogniser: "LocalPipeline", tmp_path: Path) -> None:
    import spacy

    from glossator.ner.local_pipeline import LocalPipeline

    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(NoPipeline, match=r"blank has no component that finds entities. Choose another with --model"):
        LocalPipeline(find_pipeline(str(tmp_path / "blank")))


def test_rules_are_a_part_that_finds_entities(recogniser: "LocalPipeline", tmp_path: Path) -> None:
    import spacy

    from glossator.ner.local_pipeline import LocalPipeline
    from glossator.ner.recogniser import FoundEntity

    blank = spacy.blank("en")
    ruler = blank.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "VESSEL", "pattern": "Aurora"}])  # type: ignore[attr-defined] # a component is any callable
    blank.to_disk(tmp_path / "ruled")
    text = "👩🏻\u200d✈️ The Aurora."
    found = LocalPipeline(find_pipeline(str(tmp_path / "ruled"))).suggest([text])
    assert found == [[FoundEntity(text.index("Aurora"), text.index("Aurora") + 6, "VESSEL")]]


@pytest.mark.parametrize("module", ["no_such_pipeline", "/nowhere/at/all"])
def test_a_pipeline_that_cannot_be_loaded_is_refused_in_one_line(recogniser: "LocalPipeline", module: str) -> None:
    from glossator.ner.local_pipeline import LocalPipeline

    with pytest.raises(NoPipeline, match=f"spaCy cannot load {module}: ") as caught:
        LocalPipeline(Pipeline(module, "x", "1", ("ner",), Path(module)))
    assert "\n" not in str(caught.value)


def test_a_folder_that_only_looks_like_a_pipeline_is_refused(recogniser: "LocalPipeline", tmp_path: Path) -> None:
    from glossator.ner.local_pipeline import LocalPipeline

    meta = '{"lang": "en", "name": "hollow", "version": "1", "pipeline": ["ner"]}'
    (tmp_path / "meta.json").write_text(meta, encoding="utf-8")
    with pytest.raises(NoPipeline, match="spaCy cannot load"):
        LocalPipeline(find_pipeline(str(tmp_path)))


def test_finding_a_pipeline_needs_no_spacy() -> None:
    import subprocess
    import sys

    program = (
        "import sys; from glossator.ner.pipelines import find_pipeline, installed_pipelines; "
        "find_pipeline(); installed_pipelines(); print('spacy' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_words_of_the_first_texts_stay_and_those_of_later_ones_go(
    recogniser: "LocalPipeline", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recogniser, "_kept", 99_990)
    recogniser.suggest(["Halvardsholm is an island."])
    recogniser.suggest(["Brennavik is a village."])
    assert "Halvardsholm" in recogniser._nlp.vocab.strings
    assert "Brennavik" not in recogniser._nlp.vocab.strings
