"""Training a spaCy pipeline on what analysts decided, with rehearsal.

Only the component that finds entities is trained. Rehearsal means that, between the decided texts, it is also trained
on what the base pipeline itself finds in other texts: without that it learns the decisions and forgets the rest.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final

from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.ner import docbin
from glossator.ner.local_pipeline import load_language
from glossator.ner.pipelines import TRAINED, NoPipeline, Pipeline
from glossator.ner.postprocessing import labels_known_as
from glossator.ner.scored_parser import PARSER
from glossator.text.paragraphs import chunks
from glossator.text.pluralize import counted

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import EntityRecognizer
    from spacy.tokens import Doc
    from thinc.api import Optimizer

_SEED: Final = 20
# Words of other texts; more are kept in memory and take time, and differ little.
_MOST_REHEARSED: Final = 200_000
_TOKEN_TO_VECTOR: Final = "tok2vec"
# What meta.json has of the base pipeline and does not hold of the new one.
_NOT_INHERITED: Final = ("author", "email", "url", "performance", "requirements")


@dataclass(frozen=True, slots=True)
class TrainingSchedule:
    """How a pipeline is trained.

    Attributes:
        epochs: how often it goes through the decided texts.
        learn_rate: that of the optimiser.
        dropout: the share of features that are left out of each update.
        batch: tokens in an update.
        rehearsal: tokens of other texts for each decided token, in each epoch.
    """

    epochs: int = 2
    learn_rate: float = 1e-4
    dropout: float = 0.1
    batch: int = 1_000
    rehearsal: float = 1.0

    def most_rehearsed(self, decided: int) -> int:
        """Return the most words of other texts that are of use, for a number of decided words."""
        return min(_MOST_REHEARSED, round(decided * self.rehearsal * self.epochs))


SCHEDULE: Final = TrainingSchedule()
"""The schedule that gave most on texts that are not used for anything else; see benchmarks/README.md."""


def train(
    base: Pipeline,
    articles: Sequence[AnnotatedArticle],
    others: Sequence[str],
    folder: Path,
    *,
    name: str,
    decisions: int,
    schedule: TrainingSchedule = SCHEDULE,
    progress: Callable[[int], object] = lambda _: None,
) -> None:
    """Train a pipeline and write it to a folder. The same arguments give the same pipeline.

    Args:
        base: the pipeline to start from.
        articles: what is decided, with nothing else among the annotations; spans in `undecided` are not learned from.
        others: texts without decisions, for rehearsal.
        folder: an existing, empty folder.
        name: of the new pipeline, with letters, digits and underscores, without the language.
        decisions: how many there are, for the description.
        schedule: how to train.
        progress: called with the number of each epoch, from 1, before it begins.

    Raises:
        NoPipeline: when the base pipeline cannot be loaded, or has nothing that can be trained.
        OSError: when the folder cannot be written.
    """
    from thinc.api import fix_random_seed

    nlp = load_language(base)
    parser = _trainable(nlp, base)
    decided = decided_docs(nlp, articles)
    rehearsed = list(nlp.pipe(chunk.of(text) for text in others for chunk in chunks(text)))
    for label in sorted({one.label_ for doc in decided for one in doc.ents}):
        parser.add_label(label)
    fix_random_seed(_SEED)
    optimizer = nlp.resume_training()
    optimizer.learn_rate = schedule.learn_rate
    for epoch, docs in enumerate(_epochs(decided, rehearsed, schedule), start=1):
        progress(epoch)
        for some in _batches(docs, schedule.batch):
            _update(nlp, some, optimizer, schedule.dropout)
    _describe(nlp, base, name, decisions)
    with nlp.use_params(optimizer.averages):
        nlp.to_disk(folder)


def pipeline_name(folder: Path, base: Pipeline) -> str:
    """Return the name of a new pipeline, without its language, made of the name of its folder.

    It is not that of the base pipeline, so that their suggestions can be distinguished.
    """
    language = base.name.partition("_")[0]
    name = re.sub(r"[^a-z0-9]+", "_", folder.absolute().name.lower()).strip("_").removeprefix(f"{language}_")
    return f"{name}_trained".lstrip("_") if not name or f"{language}_{name}" == base.name else name


def decided_docs(nlp: "Language", articles: Sequence[AnnotatedArticle]) -> "list[Doc]":
    """Return the pieces of articles, as they are analysed, in which something is decided.

    The entities of tokens in undecided text are missing, so that nothing is learned from it. A label has the name that
    it has in the pipeline, such as PER for PERSON.
    """
    known = labels_known_as(nlp.get_pipe(PARSER).labels)  # type: ignore[attr-defined]  # spaCy types a component as any callable
    # Only tokens are made here, which needs no limit.
    nlp.max_length = 1 << 62
    found = []
    for whole in docbin.docs((_with_labels(one, known) for one in articles), (), nlp):
        for chunk in chunks(whole.text):
            tokens = whole.char_span(chunk.start, chunk.end, alignment_mode="contract")
            if tokens is not None and any(token.ent_iob for token in tokens):
                found.append(tokens.as_doc())
    return found


def _with_labels(found: AnnotatedArticle, names: Mapping[str, str]) -> AnnotatedArticle:
    """Return an article whose annotations have other labels where `names` has some."""
    renamed = (replace(one, label=names.get(one.label or "", one.label)) for one in found.annotations)
    return replace(found, annotations=tuple(renamed))


def _trainable(nlp: "Language", base: Pipeline) -> "EntityRecognizer":
    """Return the component to train; remove what is disabled, and the vectors of tokens that only others used."""
    from spacy.pipeline import EntityRecognizer

    parser = nlp.get_pipe(PARSER) if PARSER in nlp.pipe_names else None
    if not isinstance(parser, EntityRecognizer):
        raise NoPipeline(f"{base.module} has no component “{PARSER}” that can be trained. Choose another with --model.")
    for name in set(nlp.component_names) - set(nlp.pipe_names):
        nlp.remove_pipe(name)
    if _TOKEN_TO_VECTOR in nlp.pipe_names:
        vectors = nlp.get_pipe(_TOKEN_TO_VECTOR)
        if PARSER not in getattr(vectors, "listening_components", ()):
            nlp.remove_pipe(_TOKEN_TO_VECTOR)
    return parser


def _epochs(decided: "Sequence[Doc]", rehearsed: "Sequence[Doc]", schedule: TrainingSchedule) -> "Iterator[list[Doc]]":
    """Yield the texts of each epoch in a random order: all decided ones, and the next of those for rehearsal."""
    chance = random.Random(_SEED)
    others = cycle(chance.sample(rehearsed, len(rehearsed)))
    most = sum(map(len, decided)) * schedule.rehearsal if rehearsed else 0
    for _ in range(schedule.epochs):
        docs, size = list(decided), 0
        while size < most:
            docs.append(next(others))
            size += len(docs[-1])
        chance.shuffle(docs)
        yield docs


def _batches(docs: "Sequence[Doc]", most: int) -> "Iterator[list[Doc]]":
    """Yield documents in batches of about `most` tokens."""
    batch: list[Doc] = []
    for doc in docs:
        batch.append(doc)
        if sum(map(len, batch)) >= most:
            yield batch
            batch = []
    if batch:
        yield batch


def _update(nlp: "Language", docs: "Sequence[Doc]", optimizer: "Optimizer", dropout: float) -> None:
    """Update the pipeline once."""
    from spacy.training import Example

    nlp.update([Example(nlp.make_doc(doc.text), doc) for doc in docs], drop=dropout, sgd=optimizer)


def _describe(nlp: "Language", base: Pipeline, name: str, decisions: int) -> None:
    """Set what meta.json says of the new pipeline."""
    for key in _NOT_INHERITED:
        nlp.meta.pop(key, None)
    nlp.meta["name"] = name
    nlp.meta["version"] = "1.0.0"
    nlp.meta["description"] = (
        f"{base.name} {base.version}, trained on {counted(decisions, 'decision')} of analysts with Glossator"
    )
    nlp.meta[TRAINED] = {"base": base.name, "base_version": base.version, "decisions": decisions}
