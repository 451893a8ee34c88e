"""Random operations of any kind, each made from a seed and what is in the workspace: the same for the same two."""

import importlib
import json
import pkgutil
import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.domain.code import Code, CodeKind
from glossator.domain.codebook import BadName
from glossator.domain.import_record import AnnotationRecord, ImportRecord
from glossator.domain.lexicon import BadForm
from glossator.domain.mention import Order
from glossator.domain.query import parse
from glossator.formats.tables.annotation_table import cell_variants
from glossator.store import history, operations
from glossator.store.errors import StoreError
from glossator.store.history.operation import Operation
from glossator.store.ingest import annotation_table, versions
from glossator.store.ingest.annotated import AnchoredAnnotation, add_annotated_articles
from glossator.store.ingest.row_authors import GivenRow
from glossator.store.ingest.versions import IncomingArticle
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.operations.entities import GroupToLink
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.store.queries.search import search
from glossator.store.workspace import Workspace
from glossator.text.anchor import Anchor, BadSpan, anchor
from glossator.text.boundaries import enclosing_span, split_at
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span
from tests.store.scene import SOON, ticking

REFUSED: Final = (StoreError, BadName, BadForm, BadSpan)
"""What an operation may be refused with."""

_SENTENCES: Final = (
    "The ferry Aurora left Port Selby on Monday.",
    "Captain Mira Okafor waved to the Aurora Trust.",
    "It takes nine hours to Lumen, said Mira Okafor.",
    "The Trust bought the Aurora in May.",
    "Nobody waved.",
)
_WORDS: Final = ("Aurora", "Port Selby", "Monday", "Mira Okafor", "Captain Mira", "nine hours", "Trust", "Lumen", "May")
_LABELS: Final = ("PERSON", "ORG", "org", "PRODUCT", "GPE", "VESSEL", "Vessel", "DATE")
_TAGS: Final = ("people", "People/Crew", "sea", "sea/new", "vessels", "vessels/ferries", "new")
_NAMES: Final = ("Aurora", "the aurora", "Mira Okafor", "Trust")
_NOTES: Final = ("", "a", "ab", "once more")
_PIPELINES: Final = ("en_one", "en_two")


def draft(number: int) -> ArticleDraft:
    """Return one of the articles that there may be; those of neighbouring numbers are versions of one another."""
    chance = random.Random(number // 3)
    sentences = chance.choices(_SENTENCES, k=5)
    del sentences[number % 3 : number % 3 + 1]
    text = " ".join(sentences[:2]) + "\n\n" + " ".join(sentences[2:])
    return ArticleDraft(f"Article {number // 3}", text, metadata=(("section", "Sea"), ("page", str(number))))


@dataclass(frozen=True, slots=True)
class Choice:
    """Chooses what an operation is about, of what is in the workspace."""

    chance: random.Random
    connection: sqlite3.Connection
    analyst: str

    def one(self, question: str, *values: object) -> Any:
        """Return one of the values that a question has for an answer; 0 where there is none."""
        found = [value for (value,) in self.connection.execute(question, values).fetchall()]
        return self.chance.choice(found) if found else 0

    def annotation(self, condition: str = "true") -> int:
        """Return an annotation, often one of the newest, so that analysts meet."""
        newest = "ORDER BY updated_at DESC LIMIT 6" if self.chance.random() < 0.5 else ""
        return int(self.one(f"SELECT id FROM annotations WHERE {condition} {newest}"))

    def annotations(self, most: int = 4) -> list[int]:
        """Return some annotations."""
        return sorted({self.annotation() for _ in range(self.chance.randint(1, most))})

    def disputed(self) -> int:
        """Return an annotation on which several analysts have decided, or any."""
        return int(self.one("SELECT annotation FROM verdicts")) or self.annotation()

    def article(self) -> int:
        """Return an article."""
        return int(self.one("SELECT id FROM articles"))

    def text(self, article: int) -> str:
        """Return the text of an article."""
        found = self.connection.execute("SELECT text FROM articles WHERE id = ?", [article]).fetchone()
        return str(found[0]) if found else "Nobody waved."

    def place(self, article: int) -> Anchor:
        """Return a place in an article, of words that others may choose as well."""
        text = self.text(article)
        words = [word for word in _WORDS if word in text] or ["Nobody", "waved"]
        word = self.chance.choice([word for word in words if word in text] or [text[:3]])
        places = [start for start in range(len(text)) if text.startswith(word, start)]
        return _anchored(text, Span(start := self.chance.choice(places), start + len(word)))

    def span(self, annotation: int) -> tuple[int, Span] | None:
        """Return the article and the span of an annotation."""
        found = self.connection.execute(
            'SELECT article, start, "end" FROM annotations WHERE id = ? AND start IS NOT NULL', [annotation]
        ).fetchone()
        return None if found is None else (found[0], Span(*found[1:]))

    def label(self) -> str:
        """Return the name of a label, which may be there."""
        known = self.one("SELECT name FROM labels UNION SELECT name FROM former_labels")
        return self.chance.choice((*_LABELS, str(known)))

    def tag(self) -> str:
        """Return the path of a tag, which may be there."""
        return self.chance.choice((*_TAGS, str(self.one("SELECT path FROM tags") or "sea")))

    def name(self) -> str:
        """Return the name of an entity, which may be there."""
        return self.chance.choice(_NAMES)

    def entity(self) -> int:
        """Return an entity."""
        return int(self.one("SELECT id FROM entities"))

    def note(self) -> str:
        """Return a note."""
        return self.chance.choice(_NOTES)

    def form(self) -> str:
        """Return a form of the lexicon, which may be there."""
        return self.chance.choice(_WORDS)

    def colour(self) -> str:
        """Return a colour."""
        return self.chance.choice(("#102030", "#405060"))

    def going_on(self, act: str) -> int | None:
        """Return the analyst's last operation, for one of the same kind to go on with, or None."""
        found = self.connection.execute(
            "SELECT max(batch) FROM history WHERE analyst = ? AND act = ?", [self.analyst, act]
        ).fetchone()
        return None if self.chance.random() < 0.3 else found[0]


Make: TypeAlias = Callable[[Choice], Sequence[Any] | None]


def _anchored(text: str, span: Span) -> Anchor:
    return anchor(text, span, [paragraph.start for paragraph in paragraphs(text)])


def _split(choice: Choice) -> Sequence[Any] | None:
    annotation = choice.annotation('"end" - start > 1')
    if (found := choice.span(annotation)) is None:
        return None
    text = choice.text(found[0])
    parts = split_at(text, found[1], choice.chance.randint(found[1].start + 1, found[1].end - 1))
    return annotation, *(_anchored(text, part) for part in parts)


def _merge(choice: Choice) -> Sequence[Any] | None:
    one, two = choice.annotation(), choice.annotation()
    spans = choice.span(one), choice.span(two)
    if spans[0] is None or spans[1] is None:
        return None
    text = choice.text(spans[0][0])
    return one, two, _anchored(text, enclosing_span(spans[0][1], spans[1][1]))


def _places(choice: Choice) -> list[tuple[int, Anchor]]:
    articles = [choice.article() for _ in range(3)]
    return [(article, choice.place(article)) for article in articles]


def _found(choice: Choice) -> Sequence[Any]:
    return list(search(choice.connection, parse(f'"{choice.form()}"'), Order.DATE)), choice.tag()


def _codes(choice: Choice) -> Sequence[Any]:
    kind = choice.chance.choice(list(CodeKind))
    name = choice.label if kind is CodeKind.LABEL else choice.tag
    names = dict.fromkeys(name() for _ in range(2))
    colour = choice.chance.choice(("", choice.colour()))
    archived = choice.chance.choice((None, True, False))
    return ([Code(kind, each, choice.note(), colour, archived=archived) for each in names],)


def _orphan(choice: Choice) -> tuple[int, Anchor]:
    orphan, article = (choice.connection.execute("SELECT id, article FROM orphans").fetchall() or [(0, 0)])[0]
    return orphan, choice.place(article)


def _rows(choice: Choice) -> Sequence[Any]:
    """Return rows of an article as another program may have changed them."""
    cursor = choice.connection.execute(
        "SELECT * FROM flat WHERE article_id = ? ORDER BY updated_at DESC LIMIT 4",
        [choice.one("SELECT uid FROM articles")],
    )
    names = [name for name, *_ in cursor.description]
    rows = []
    for place, found in enumerate(cursor.fetchall()):
        cells = {name: "" if value is None else str(value) for name, value in zip(names, found, strict=True)}
        cells |= choice.chance.choice(
            (
                {"label": choice.label()},
                {"status": choice.chance.choice(list(Status))},
                {"note": choice.note()},
                {"entity": choice.name()},
                {"tags": choice.tag()},
                {"annotation_id": f"a_{choice.chance.getrandbits(60):012x}"[:14]},
                {},
            )
        )
        if choice.chance.random() < 0.6:
            cells["updated_at"] = "2027-01-01T00:00:00Z"
        rows.append(GivenRow(f"row {place}", cells))
    if not rows:
        rows = [GivenRow("row 0", {"article_id": "t_000000000000"})]
    return rows, cell_variants


def _side(choice: Choice) -> tuple[int, str]:
    """Return an annotation on which several analysts have decided, and one of them."""
    annotation = choice.disputed()
    return annotation, str(choice.one("SELECT analyst FROM verdicts WHERE annotation = ?", annotation) or "ann")


MAKES: Final[dict[str, Make]] = {
    "accept": lambda choice: (choice.annotations(),),
    "reject": lambda choice: (choice.annotations(),),
    "relabel": lambda choice: (choice.annotation(), choice.chance.choice((None, choice.label()))),
    "delete": lambda choice: (choice.annotation(),),
    "annotate": lambda choice: ((article := choice.article()), choice.place(article), choice.label()),
    "move_boundaries": lambda choice: (
        (annotation := choice.annotation()),
        choice.place((choice.span(annotation) or (choice.article(),))[0]),
    ),
    "split": _split,
    "merge": _merge,
    "write_note": lambda choice: (choice.annotation(), choice.note(), choice.going_on("annotation.note")),
    "write_article_note": lambda choice: (choice.article(), choice.note(), choice.going_on("article.note")),
    "write_entity_note": lambda choice: (choice.entity(), choice.note(), choice.going_on("entity.note")),
    "write_tag_note": lambda choice: (choice.tag(), choice.note(), choice.going_on("tag.note")),
    "propagate": lambda choice: (choice.annotation(), _places(choice), choice.annotations()),
    "always_suggest": lambda choice: (choice.form(), choice.label()),
    "never_suggest": lambda choice: (choice.form(),),
    "apply_lexicon": lambda choice: (choice.form(),),
    "forget_form": lambda choice: (choice.form(),),
    "relearn_form": lambda choice: (choice.form(),),
    "import_forms": lambda choice: ([(choice.form(), choice.chance.choice((None, choice.label()))) for _ in range(2)],),
    "tag": lambda choice: (choice.annotation(), choice.tag()),
    "add_tags": lambda choice: (choice.annotation(), [choice.tag(), choice.tag()]),
    "add_article_tags": lambda choice: (choice.article(), [choice.tag(), choice.tag()]),
    "untag": lambda choice: (
        (annotation := choice.one("SELECT annotation FROM annotation_tags")),
        choice.one("SELECT path FROM tags JOIN annotation_tags ON tag = id WHERE annotation = ?", annotation) or "sea",
    ),
    "tag_article": lambda choice: (choice.article(), choice.tag()),
    "untag_article": lambda choice: (choice.article(), choice.tag()),
    "set_language": lambda choice: ([choice.article()], choice.chance.choice(("", "en", "fr"))),
    "tag_articles": lambda choice: ([choice.article()], choice.tag()),
    "untag_articles": lambda choice: ([choice.article()], choice.tag()),
    "tag_search_results": _found,
    "make_tag": lambda choice: (choice.tag(), choice.note()),
    "rename_tag": lambda choice: (choice.tag(), choice.tag()),
    "move_tag": lambda choice: (choice.tag(), choice.chance.choice(("", choice.tag()))),
    "merge_tags": lambda choice: (choice.tag(), choice.tag()),
    "archive_tag": lambda choice: (choice.tag(),),
    "restore_tag": lambda choice: (choice.tag(),),
    "describe_tag": lambda choice: (choice.tag(), choice.note()),
    "colour_tag": lambda choice: (choice.tag(), choice.colour()),
    "bind_tag_key": lambda choice: (choice.tag(), choice.chance.choice("sv")),
    "make_label": lambda choice: (choice.label(), choice.note()),
    "rename_label": lambda choice: (choice.label(), choice.label()),
    "merge_labels": lambda choice: (choice.label(), choice.label()),
    "archive_label": lambda choice: (choice.label(),),
    "restore_label": lambda choice: (choice.label(),),
    "describe_label": lambda choice: (choice.label(), choice.note()),
    "colour_label": lambda choice: (choice.label(), choice.colour()),
    "bind_label_key": lambda choice: (choice.label(), choice.chance.choice("qw")),
    "link": lambda choice: (choice.annotations(), choice.chance.choice((choice.name(), choice.entity()))),
    "link_groups": lambda choice: (
        [
            GroupToLink(choice.annotations(), choice.name(), label, entity)
            for label, entity in (("PERSON", None), ("ORG", choice.chance.choice((None, choice.entity()))))
        ],
    ),
    "unlink": lambda choice: (choice.annotations(),),
    "rename_entity": lambda choice: (choice.entity(), choice.name()),
    "add_alias": lambda choice: (choice.entity(), choice.name()),
    "remove_alias": lambda choice: (choice.entity(), choice.name()),
    "merge_entities": lambda choice: (choice.entity(), choice.entity()),
    "split_entity": lambda choice: (choice.annotations(1), choice.name()),
    "import_codes": _codes,
    "add_codes": _codes,
    "archive_articles": lambda choice: ([choice.article()],),
    "restore_articles": lambda choice: ([choice.one("SELECT article FROM archived_articles") or choice.article()],),
    "save_search": lambda choice: (choice.name(), choice.chance.choice(("ferry", "label:ORG")), "date"),
    "delete_search": lambda choice: (choice.name(),),
    "carry_over": lambda choice: (choice.article(), choice.article()),
    "place_orphan": _orphan,
    "place_orphans": lambda choice: ([_orphan(choice)],),
    "drop_orphans": lambda choice: ([_orphan(choice)[0]],),
    "import_rows": _rows,
    "adjudicate": lambda choice: (
        choice.disputed(),
        choice.chance.choice((Status.ACCEPTED, Status.REJECTED)),
        choice.label(),
        None,
        choice.note(),
    ),
    "take_side": lambda choice: _side(choice),
    "take_sides": lambda choice: ([_side(choice)],),
    "adjudicate_form": lambda choice: (choice.form(), choice.analyst),
    "assign_articles": lambda choice: ([(choice.article(), choice.chance.choice(("ann", "bea")))],),
    "clear_assignments": lambda choice: ([choice.article()],),
    "end_blind_coding": lambda choice: ([choice.article()],),
    "delete_articles": lambda choice: ([choice.article() for _ in range(choice.chance.randint(1, 2))],),
}
"""What each act is done with."""


def all_acts() -> dict[str, Operation[..., Any]]:
    """Return the operations of the package, and the import of rows of a table, by the names of their functions."""
    modules = [
        *(
            importlib.import_module(f"{operations.__name__}.{one.name}")
            for one in pkgutil.iter_modules(operations.__path__)
        ),
        annotation_table,
    ]
    return {
        name: found
        for module in modules
        for name, found in vars(module).items()
        if isinstance(found, Operation) and found.run.__module__ == module.__name__
    }


ACTS: Final = all_acts()


def _undo_one(workspace: Workspace, choice: Choice) -> Any:
    batch = choice.one(
        "SELECT DISTINCT batch FROM history ORDER BY batch DESC LIMIT ?", choice.chance.choice((3, 12, 60))
    )
    return workspace.perform(history.undo_operation, int(batch)).result(SOON)


def _analyse(workspace: Workspace, choice: Choice) -> Any:
    """Store what a pipeline finds in some articles, which it may have begun to read before."""
    reads = []
    for article in {choice.article() for _ in range(2)}:
        if (text := choice.text(article)) and article:
            labels = ("PERSON", "ORG", "PRODUCT", "SHIP")
            suggested = [StoredSuggestion(choice.place(article), choice.chance.choice(labels), 0.5) for _ in range(3)]
            relabelled = [StoredSuggestion(one.anchor, choice.chance.choice(labels), 0.5) for one in suggested]
            relabelled += [
                StoredSuggestion(_anchored(text, Span(start, end)), choice.chance.choice(labels), 0.5)
                for start, end in choice.connection.execute(
                    'SELECT start, "end" FROM annotations WHERE article = ? AND run IS NOT NULL', [article]
                ).fetchall()
            ]
            finished = choice.chance.random() < 0.1
            reads.append(AnalysedPart(article, [Span(0, len(text))], suggested, relabelled, finished=finished))
    return workspace.store_analysis(choice.chance.choice(_PIPELINES), str(choice.chance.randrange(4)), reads).result(
        SOON
    )


def _coming(choice: Choice) -> list[IncomingArticle]:
    coming = [IncomingArticle(draft(choice.chance.randrange(9)), version_of="") for _ in range(2)]
    if choice.chance.random() < 0.3:
        coming = [IncomingArticle(coming[0].draft, version_of=str(choice.one("SELECT uid FROM articles") or ""))]
    return coming


def _arrivals(choice: Choice) -> list[tuple[ImportRecord, list[AnchoredAnnotation]]]:
    one = draft(choice.chance.randrange(9))
    spans = [start for word in _WORDS if (start := one.text.find(word)) >= 0]
    annotations = tuple(
        AnnotationRecord(
            Span(start, start + 3), choice.label(), tags=(choice.tag(),), entity=choice.name(), note=choice.note()
        )
        for start in choice.chance.sample(spans, min(2, len(spans)))
    )
    placed = [AnchoredAnnotation(each, _anchored(one.text, each.span)) for each in annotations if each.span]
    arrival = ImportRecord(one, annotations, tags=(choice.tag(),), note=choice.note())
    return [(arrival, placed)]


def _import(workspace: Workspace, choice: Choice) -> Any:
    """Import articles, articles with annotations, rows of a table and codes, in one or more transactions."""
    bring_in = LazyWorkspace(workspace.path, workspace.author, workspace, "new/").add_to_import
    for _ in range(choice.chance.randint(1, 3)):
        kind = choice.chance.randrange(5)
        # What is refused does not end an import.
        with suppress(*REFUSED):
            if kind < 2:
                bring_in(versions.ingest_articles, _coming(choice)).result(SOON)
            elif kind == 2:
                bring_in(add_annotated_articles, _arrivals(choice)).result(SOON)
            elif kind == 3:
                theirs = choice.chance.random() < 0.5
                bring_in(ACTS["import_rows"], *_rows(choice), take_theirs=theirs).result(SOON)
            else:
                bring_in(ACTS["add_codes"], *_codes(choice)).result(SOON)
    return None


def _undo_import(workspace: Workspace, choice: Choice) -> Any:
    """Undo an import, or undo what undid one."""
    batch = choice.one(
        "SELECT batch FROM imports UNION SELECT history.batch FROM history JOIN imports ON undoes = imports.batch "
        "WHERE act = 'history.undo'"
    )
    return workspace.perform(history.undo_operation, int(batch)).result(SOON)


Do: TypeAlias = Callable[[Workspace, Choice], Any]


def _act(name: str) -> Do:
    def do(workspace: Workspace, choice: Choice) -> Any:
        made = MAKES[name](choice)
        return None if made is None else workspace.perform(ACTS[name], *made).result(SOON)

    return do


OTHERS: Final[dict[str, Do]] = {
    "undo": lambda workspace, _: workspace.perform(history.undo).result(SOON),
    "redo": lambda workspace, _: workspace.perform(history.redo).result(SOON),
    "undo_operation": _undo_one,
    "undo_import": _undo_import,
    "analyse": _analyse,
    "ingest_articles": lambda workspace, choice: workspace.perform(versions.ingest_articles, _coming(choice)).result(
        SOON
    ),
    "add_annotated_article": lambda workspace, choice: workspace.perform(
        add_annotated_articles, _arrivals(choice)
    ).result(SOON),
    "import": _import,
}
"""What is done besides acts."""

OPERATIONS: Final[dict[str, Do]] = {**{name: _act(name) for name in MAKES}, **OTHERS}
"""All that can be done."""

_TURNS: Final = ("undo", "redo", "undo_operation", "undo_import")


def some(chance: random.Random, count: int, names: Sequence[str] = ()) -> list[str]:
    """Return the names of operations, as chance has it; or only some of `names`, where there are any.

    A few kinds come often, so that they meet, and with them undo and redo.
    """
    if names:
        return chance.choices(names, k=count)
    kinds = chance.sample(sorted(OPERATIONS.keys() - set(_TURNS)), chance.choice((4, 10, 30)))
    return chance.choices([*kinds, *_TURNS], [*(3 / len(kinds) for _ in kinds), 0.6, 0.4, 0.8, 0.2], k=count)


def perform(workspace: Workspace, name: str, seed: int) -> Any:
    """Do an operation, made from a seed.

    Raises:
        one of REFUSED: when it cannot be done.
    """
    with closing(sqlite3.connect(workspace.path)) as connection:
        choice = Choice(random.Random(seed), connection, workspace.author.analyst)
        return OPERATIONS[name](workspace, choice)


def set_up(path: Path) -> None:
    """Make a workspace with two articles, which a pipeline has begun to read."""
    with Workspace(path, ticking("ann", 7), create=True) as workspace:
        workspace.perform(versions.ingest_articles, [IncomingArticle(draft(0)), IncomingArticle(draft(3))]).result(SOON)
        for seed in range(3):
            perform(workspace, "analyse", seed)


def rows_of(connection: sqlite3.Connection, tables: Sequence[str]) -> dict[tuple[str, str], str]:
    """Return the rows of tables as JSON, with labels by id, by table and key."""
    labels = {name: number for number, name in connection.execute("SELECT id, name FROM labels")}
    found = {}
    for table in tables:
        cursor = connection.execute(f"SELECT * FROM {table}")
        names = [name for name, *_ in cursor.description]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            if row.get("label") is not None:
                row["label"] = labels[row["label"]]
            key = values[:2] if table.endswith("_tags") else values[:1]
            found[table, json.dumps(key)] = json.dumps(row)
    return found
