from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tui.model.anchor import anchor
from tui.model.annotation import Suggestion
from tui.model.paragraphs import paragraphs, pieces
from tui.model.span import Span, snap
from tui.recognition.pipelines import NoPipeline, Pipeline, find_pipeline

if TYPE_CHECKING:
    from tui.recognition.recogniser import Recogniser

_ARTICLE = (
    "👩🏻\u200d🚒🇺🇦 On Monday, Angela Merkel met Emmanuel Macron in Berlin.\n\n"
    "“Apple paid $3 billion,” said Tim Cook 👨\u200d👩\u200d👧 of California in e\u0301te\u0301 2019.\n\n"
    "東京 – the United Nations sent 2,500 soldiers to Kenya."
)


@pytest.fixture(scope="session")
def recogniser() -> "Recogniser":
    """The default pipeline, which takes a while to load."""
    from tui.recognition.recogniser import Recogniser

    return Recogniser(find_pipeline())


def quoted(text: str, suggestions: Sequence[Suggestion]) -> set[tuple[str, str]]:
    return {(suggestion.span.of(text), suggestion.label) for suggestion in suggestions}


def test_only_what_finds_entities_is_loaded(recogniser: "Recogniser") -> None:
    assert recogniser.pipeline == find_pipeline()
    assert set(recogniser._nlp.pipe_names) == {"tok2vec", "ner"}


def test_suggestions_are_at_the_words_they_are_about_with_emoji_before_them(recogniser: "Recogniser") -> None:
    found = [one for _, some in recogniser.suggest(_ARTICLE, list(pieces(_ARTICLE))) for one in some]
    assert quoted(_ARTICLE, found) >= {
        ("Monday", "DATE"),
        ("Angela Merkel", "PERSON"),
        ("Emmanuel Macron", "PERSON"),
        ("Berlin", "GPE"),
        ("California", "GPE"),
        ("2,500", "CARDINAL"),
        ("Kenya", "GPE"),
    }


def test_every_suggestion_can_be_anchored_within_its_piece(recogniser: "Recogniser") -> None:
    starts = [paragraph.start for paragraph in paragraphs(_ARTICLE)]
    for piece, found in recogniser.suggest(_ARTICLE, list(pieces(_ARTICLE, 40))):
        for suggestion in found:
            assert piece.start <= suggestion.span.start < suggestion.span.end <= piece.end
            made = anchor(_ARTICLE, suggestion.span, starts)
            assert made.quote == _ARTICLE[made.span.start : made.span.end]
            assert snap(_ARTICLE, made.span) == made.span


def test_pieces_come_back_each_with_its_own_in_the_order_given(recogniser: "Recogniser") -> None:
    text = "\n\n".join(f"Report {number}: Angela Merkel went to Kenya." for number in range(40))
    asked = list(reversed(paragraphs(text)))
    answers = list(recogniser.suggest(text, asked))
    assert [piece for piece, _ in answers] == asked
    assert all(("Kenya", "GPE") in quoted(text, found) for _, found in answers)


def test_the_same_text_gets_the_same_suggestions_whatever_is_read_with_it(recogniser: "Recogniser") -> None:
    whole = list(pieces(_ARTICLE))
    together = list(recogniser.suggest(_ARTICLE, whole))
    alone = [answer for piece in whole for answer in recogniser.suggest(_ARTICLE, [piece])]
    assert together == alone


def test_text_without_words_gets_no_suggestions(recogniser: "Recogniser") -> None:
    text = "…\n\n\u200b\u202e\n\n👩🏻\u200d🚒"
    assert list(recogniser.suggest(text, [])) == []
    assert [found for _, found in recogniser.suggest(text, [Span(0, 1), Span(3, 5)])] == [[], []]


def test_a_pipeline_without_a_part_that_finds_entities_is_refused(recogniser: "Recogniser", tmp_path: Path) -> None:
    import spacy

    from tui.recognition.recogniser import Recogniser

    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(NoPipeline, match="blank has no part that finds entities; name another with --model"):
        Recogniser(find_pipeline(str(tmp_path / "blank")))


def test_rules_are_a_part_that_finds_entities(recogniser: "Recogniser", tmp_path: Path) -> None:
    import spacy

    from tui.recognition.recogniser import Recogniser

    blank = spacy.blank("en")
    ruler = blank.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "VESSEL", "pattern": "Aurora"}])  # type: ignore[attr-defined] # a component is any callable
    blank.to_disk(tmp_path / "ruled")
    text = "👩🏻\u200d✈️ The Aurora."
    ((_, found),) = Recogniser(find_pipeline(str(tmp_path / "ruled"))).suggest(text, [Span(0, len(text))])
    assert found == [Suggestion(Span(text.index("Aurora"), text.index("Aurora") + 6), "VESSEL")]


@pytest.mark.parametrize("module", ["no_such_pipeline", "/nowhere/at/all"])
def test_a_pipeline_that_cannot_be_loaded_is_refused_in_one_line(recogniser: "Recogniser", module: str) -> None:
    from tui.recognition.recogniser import Recogniser

    with pytest.raises(NoPipeline, match=f"spaCy cannot load {module}: ") as told:
        Recogniser(Pipeline(module, "x", "1", ("ner",)))
    assert "\n" not in str(told.value)


def test_a_folder_that_only_looks_like_a_pipeline_is_refused(recogniser: "Recogniser", tmp_path: Path) -> None:
    from tui.recognition.recogniser import Recogniser

    meta = '{"lang": "en", "name": "hollow", "version": "1", "pipeline": ["ner"]}'
    (tmp_path / "meta.json").write_text(meta, encoding="utf-8")
    with pytest.raises(NoPipeline, match="spaCy cannot load"):
        Recogniser(find_pipeline(str(tmp_path)))


def test_finding_a_pipeline_needs_no_spacy() -> None:
    import subprocess
    import sys

    program = (
        "import sys; from tui.recognition.pipelines import find_pipeline, installed_pipelines; "
        "find_pipeline(); installed_pipelines(); print('spacy' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
