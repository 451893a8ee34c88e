"""Verdicts: what each analyst decided about an annotation, and disputes, where they decided differently."""

from collections.abc import Iterable
from dataclasses import dataclass

from glossator.domain.annotation import Annotation, Status
from glossator.domain.lexicon import Ruling
from glossator.text.span import Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision of one analyst about an annotation.

    Attributes:
        status: accepted or rejected.
        label: None for a highlight.
        span: None where the annotation is about the whole article.
        at: when it was decided, ISO 8601 in UTC.
    """

    analyst: str
    status: Status
    label: str | None
    span: Span | None
    at: str

    @property
    def choice(self) -> tuple[Status, str | None, Span | None]:
        """What was decided; rejections are alike, whatever they reject."""
        return (self.status, None, None) if self.status is Status.REJECTED else (self.status, self.label, self.span)

    def __str__(self) -> str:
        """Return the verdict as in the table of annotations, such as “Amina: accepted ORG”."""
        return f"{self.analyst}: {self.status}{f' {self.label}' if self.label else ''}"


@dataclass(frozen=True, slots=True)
class Dispute:
    """An annotation on which analysts disagree and that is not adjudicated.

    Attributes:
        annotation: it, with its standing value, which is the latest verdict.
        article: the uid of its article.
        title: the title of its article.
        verdicts: at least two, by analyst.
    """

    annotation: Annotation
    article: str
    title: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class LexiconVerdict:
    """What one analyst entered for a form of the lexicon; `label` is None unless it is always suggested."""

    analyst: str
    ruling: Ruling
    label: str | None
    at: str


@dataclass(frozen=True, slots=True)
class LexiconDispute:
    """A form of the lexicon for which analysts entered different things, by analyst; none of them applies."""

    form: str
    verdicts: tuple[LexiconVerdict, ...]


@dataclass(frozen=True, slots=True)
class Adjudication:
    """What was decided about a disputed annotation, by whom, and why."""

    analyst: str
    status: Status
    label: str | None
    span: Span | None
    note: str
    at: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What several analysts decided about an annotation, by analyst, and what was adjudicated, if anything."""

    verdicts: tuple[Verdict, ...]
    adjudication: Adjudication | None = None


@dataclass(frozen=True, slots=True)
class DisputeSide:
    """A decision, and the analysts who made it, in alphabetical order; `verdict` is that of the first."""

    verdict: Verdict
    analysts: tuple[str, ...]


def sides(verdicts: Iterable[Verdict]) -> tuple[DisputeSide, ...]:
    """Return the different decisions, those of most analysts first, and of as many by the first analyst."""
    found: dict[tuple[Status, str | None, Span | None], list[Verdict]] = {}
    for verdict in sorted(verdicts, key=lambda one: one.analyst):
        found.setdefault(verdict.choice, []).append(verdict)
    grouped = [DisputeSide(alike[0], tuple(one.analyst for one in alike)) for alike in found.values()]
    return tuple(sorted(grouped, key=lambda side: -len(side.analysts)))
