"""Any acts in any order, all undone, all redone."""

import ast
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, ParamSpec

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from glossator.domain.article import ArticleDraft
from glossator.domain.code import Code, CodeKind
from glossator.domain.codebook import BadName
from glossator.domain.import_record import AnnotationRecord, ImportRecord
from glossator.domain.mention import Order
from glossator.domain.query import parse
from glossator.store import history as turns
from glossator.store import operations
from glossator.store.errors import Missing, Refused
from glossator.store.history.imports import Import
from glossator.store.history.operation import Operation
from glossator.store.ingest.annotated import AnchoredAnnotation, add_annotated_articles
from glossator.store.ingest.versions import IncomingArticle, ingest_articles
from glossator.store.operations import entities, labels, lexicon, saved_searches, tags, versions
from glossator.store.operations.articles import archive_articles, delete_articles, restore_articles, set_language
from glossator.store.operations.codebook_import import import_codes
from glossator.store.operations.tagging import tag_articles, tag_search_results, untag_articles
from glossator.store.workspace import Workspace
from glossator.text.anchor import Anchor, BadSpan, anchor
from glossator.text.boundaries import enclosing_span, split_at
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span
from tests.store.dumps import Dump, dump
from tests.store.operations import all_acts
from tests.store.scene import Scene, add, done, place, set_scene, ticking

if TYPE_CHECKING:
    pass

P = ParamSpec("P")

_DRAFT: Final = ArticleDraft(
    "T", "The ferry Aurora left Port Selby on Monday. Captain Mira Okafor waved.\n\nIt takes nine hours. Mira Okafor."
)
_NEWER: Final = ArticleDraft("U", "The ferry Aurora left Port Selby on Monday. Captain Okafor did not wave.")
_WORDS: Final = ("Aurora", "Port Selby", "Monday", "Captain Mira", "nine hours", "waved")
_LABELS: Final = ("PERSON", "ORG", "DATE", None)
_TAGS: Final = ("people/crew", "sea", "Sea", "vessels/ferries")

_picks = st.integers(0, 9)
_paths = st.sampled_from(["people", "People/Crew", "sea", "vessels", "vessels/ferries", "sea/new", "new"])
_names = st.sampled_from(["PERSON", "ORG", "org", "PRODUCT", "GPE", "VESSEL"])
_entities = st.sampled_from(["Aurora", "the aurora", "Mira Okafor", "Trust"])
_notes = st.sampled_from(["", "a", "ab", "once more"])


class Analyst(RuleBasedStateMachine):
    """One analyst at one workspace, who also undoes and redoes, and closes and opens it in between.

    Attributes:
        states: what the file was after each act that stands or can be redone.
        at: which of them it is now.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="analyst-"))
        self.scene: Scene
        self.sitting: int | None = None
        self.states: list[Dump] = []
        self.at = 0

    @initialize()
    def open(self) -> None:
        self.workspace = Workspace(self.folder / "any.db", ticking("ann", seed=0), create=True)
        self.scene = set_scene(self.workspace, _DRAFT)
        self.newer = add(self.workspace, _NEWER).id
        # What sets the scene is not to be undone: another analyst goes on.
        self.workspace.author = ticking("bea", seed=1)
        self.opened = 1
        self.states = [dump(self.scene.path)]

    def teardown(self) -> None:
        try:
            if self.states:
                assert self.workspace.problems() == []
                self._there_and_back()
                assert self.workspace.problems() == []
                self.workspace.close()
        finally:
            shutil.rmtree(self.folder)

    def _there_and_back(self) -> None:
        while self.at > 0:
            self.undo()
        while self.at < len(self.states) - 1:
            self.redo()

    def _do(self, act: Operation[P, Any], *args: P.args, **kwargs: P.kwargs) -> None:
        with suppress(Refused, Missing, BadName):
            done(self.workspace, act, *args, **kwargs)
        self._look()

    def _look(self) -> None:
        now = dump(self.scene.path)
        if now != self.states[self.at]:
            del self.states[self.at + 1 :]
            self.states.append(now)
            self.at += 1

    def _one(self, pick: int) -> int:
        ids = [one.id for one in self.workspace.annotations(self.scene.article.id)]
        return ids[pick % len(ids)] if ids else 0

    @rule(picks=st.lists(_picks, min_size=1, max_size=3), act=st.sampled_from([operations.accept, operations.reject]))
    def decide(self, picks: list[int], act: Operation[[list[int]], Any]) -> None:
        self._do(act, [self._one(pick) for pick in picks])

    @rule(pick=_picks, label=st.sampled_from(_LABELS))
    def relabel(self, pick: int, label: str | None) -> None:
        self._do(operations.relabel, self._one(pick), label)

    @rule(words=st.sampled_from(_WORDS), label=st.sampled_from(_LABELS))
    def annotate(self, words: str, label: str | None) -> None:
        self._do(operations.annotate, self.scene.article.id, self.scene.at(words), label)

    @rule(pick=_picks)
    def delete(self, pick: int) -> None:
        self._do(operations.delete, self._one(pick))

    @rule(pick=_picks, path=st.sampled_from(_TAGS), act=st.sampled_from([operations.tag, operations.untag]))
    def tag(self, pick: int, path: str, act: Operation[[int, str], Any]) -> None:
        self._do(act, self._one(pick), path)

    @rule(pick=_picks, paths=st.lists(st.sampled_from(_TAGS), min_size=2, max_size=4))
    def add_tags(self, pick: int, paths: list[str]) -> None:
        self._do(operations.add_tags, self._one(pick), paths)
        self._do(operations.add_article_tags, self.scene.article.id, paths)

    @rule(path=st.sampled_from(_TAGS), act=st.sampled_from([operations.tag_article, operations.untag_article]))
    def tag_article(self, path: str, act: Operation[[int, str], Any]) -> None:
        self._do(act, self.scene.article.id, path)

    @rule(pick=_picks, text=_notes)
    def note(self, pick: int, text: str) -> None:
        self._do(operations.write_note, self._one(pick), text)

    @rule(pick=_picks, typed=st.lists(_notes, min_size=2, max_size=4))
    def sit_over_a_note(self, pick: int, typed: list[str]) -> None:
        batch, annotation = None, self._one(pick)
        with suppress(Missing):
            for text in typed:
                batch = done(self.workspace, operations.write_note, annotation, text, batch)
                if dump(self.scene.path) != self.states[self.at]:
                    # Even when it is typed back in the end, it came after what was undone.
                    del self.states[self.at + 1 :]
        self._look()

    @rule(text=_notes)
    def note_on_the_article(self, text: str) -> None:
        self._do(operations.write_article_note, self.scene.article.id, text)

    @rule(act=st.sampled_from([tags.rename_tag, tags.move_tag, tags.merge_tags]), one=_paths, other=_paths)
    def arrange_tags(self, act: Operation[[str, str], Any], one: str, other: str) -> None:
        self._do(act, one, other)

    @rule(act=st.sampled_from([tags.make_tag, tags.archive_tag, tags.restore_tag]), path=_paths)
    def keep_tags(self, act: Operation[[str], Any], path: str) -> None:
        self._do(act, path)

    @rule(
        act=st.sampled_from([tags.describe_tag, tags.bind_tag_key, operations.write_tag_note]),
        path=_paths,
        said=st.sampled_from(["s", "v", ""]),
    )
    def speak_of_tags(self, act: Operation[[str, str], Any], path: str, said: str) -> None:
        self._do(act, path, said)

    @rule(act=st.sampled_from([labels.rename_label, labels.merge_labels]), one=_names, other=_names)
    def arrange_labels(self, act: Operation[[str, str], Any], one: str, other: str) -> None:
        self._do(act, one, other)

    @rule(act=st.sampled_from([labels.make_label, labels.archive_label, labels.restore_label]), name=_names)
    def keep_labels(self, act: Operation[[str], Any], name: str) -> None:
        self._do(act, name)

    @rule(picks=st.lists(_picks, min_size=1, max_size=3, unique=True), name=_entities)
    def link(self, picks: list[int], name: str) -> None:
        self._do(entities.link, sorted({self._one(pick) for pick in picks}), name)

    @rule(picks=st.lists(_picks, min_size=1, max_size=3, unique=True), name=_entities)
    def link_groups(self, picks: list[int], name: str) -> None:
        mentions = sorted({self._one(pick) for pick in picks})
        self._do(entities.link_groups, [entities.GroupToLink(mentions, name, "ORG", None)])

    @rule(pick=_picks, name=_entities)
    def split_entity(self, pick: int, name: str) -> None:
        self._do(entities.split_entity, [self._one(pick)], name)

    @rule(pick=_picks)
    def unlink(self, pick: int) -> None:
        self._do(entities.unlink, [self._one(pick)])

    @rule(
        act=st.sampled_from(
            [entities.rename_entity, entities.add_alias, entities.remove_alias, operations.write_entity_note]
        ),
        entity=st.integers(1, 3),
        name=_entities,
    )
    def name_entities(self, act: Operation[[int, str], Any], entity: int, name: str) -> None:
        self._do(act, entity, name)

    @rule(entity=st.integers(1, 3), into=st.integers(1, 3))
    def merge_entities(self, entity: int, into: int) -> None:
        self._do(entities.merge_entities, entity, into)

    @rule(pick=_picks, words=st.sampled_from(_WORDS))
    def move_boundaries(self, pick: int, words: str) -> None:
        self._do(operations.move_boundaries, self._one(pick), self.scene.at(words))

    @rule(pick=_picks, data=st.data())
    def split(self, pick: int, data: st.DataObject) -> None:
        text, span = self.scene.article.text, self._span(self._one(pick))
        if span is not None and len(span) > 1:
            with suppress(BadSpan):
                parts = split_at(text, span, data.draw(st.integers(span.start + 1, span.end - 1)))
                self._do(operations.split, self._one(pick), *(self._anchor(part) for part in parts))

    @rule(pick=_picks, other=_picks)
    def merge(self, pick: int, other: int) -> None:
        one, two = self._span(self._one(pick)), self._span(self._one(other))
        if one is not None and two is not None:
            with suppress(BadSpan):
                self._do(operations.merge, self._one(pick), self._one(other), self._anchor(enclosing_span(one, two)))

    @rule(
        pick=_picks,
        words=st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3),
        agreeing=st.lists(_picks, max_size=2),
    )
    def propagate(self, pick: int, words: list[str], agreeing: list[int]) -> None:
        places = [(self.scene.article.id, self.scene.at(one)) for one in words]
        self._do(operations.propagate, self._one(pick), places, [self._one(one) for one in agreeing])

    def _span(self, annotation: int) -> Span | None:
        found = self.workspace.annotation(annotation)
        return found.span if found else None

    def _anchor(self, span: Span) -> Anchor:
        text = self.scene.article.text
        return anchor(text, span, [paragraph.start for paragraph in paragraphs(text)])

    @rule(
        act=st.sampled_from(
            [operations.never_suggest, operations.apply_lexicon, operations.forget_form, operations.relearn_form]
        ),
        form=st.sampled_from(_WORDS),
    )
    def rule_on_a_form(self, act: Operation[[str], Any], form: str) -> None:
        self._do(act, form)

    @rule(form=st.sampled_from(_WORDS), label=st.sampled_from(["PERSON", "ORG", "VESSEL"]))
    def always(self, form: str, label: str) -> None:
        self._do(operations.always_suggest, form, label)

    @rule(forms=st.dictionaries(st.sampled_from(_WORDS), st.sampled_from(["ORG", "SHIP", None]), min_size=1))
    def take_lexicon(self, forms: dict[str, str | None]) -> None:
        self._do(lexicon.import_forms, list(forms.items()))

    @rule(
        names=st.lists(_names, min_size=1, max_size=2, unique=True),
        kind=st.sampled_from(CodeKind),
        colour=st.sampled_from(["", "#102030"]),
    )
    def take_codebook(self, names: list[str], kind: CodeKind, colour: str) -> None:
        self._do(import_codes, [Code(kind, name, "brought in", colour) for name in names])

    @rule(act=st.sampled_from([tag_articles, untag_articles]), path=st.sampled_from(_TAGS))
    def tag_articles(self, act: Operation[[list[int], str], Any], path: str) -> None:
        self._do(act, [self.scene.article.id], path)

    @rule(language=st.sampled_from(["", "en", "fr"]))
    def state_language(self, language: str) -> None:
        self._do(set_language, [self.scene.article.id], language)

    @rule(
        act=st.sampled_from([labels.describe_label, labels.bind_label_key]),
        name=_names,
        said=st.sampled_from(["q", ""]),
    )
    def speak_of_labels(self, act: Operation[[str, str], Any], name: str, said: str) -> None:
        self._do(act, name, said)

    @rule(name=_names, path=_paths, colour=st.sampled_from(["#102030", "#405060"]))
    def colour(self, name: str, path: str, colour: str) -> None:
        self._do(labels.colour_label, name, colour)
        self._do(tags.colour_tag, path, colour)

    @rule(act=st.sampled_from([archive_articles, restore_articles]))
    def archive_many(self, act: Operation[[list[int]], Any]) -> None:
        self._do(act, [self.scene.article.id])

    @rule(name=_names, query=st.sampled_from(["ferry", "label:ORG"]))
    def keep_a_search(self, name: str, query: str) -> None:
        self._do(saved_searches.save_search, name, query, "date")

    @rule(which=st.integers(0, 2))
    def delete_articles(self, which: int) -> None:
        ids = [self.scene.article.id, self.newer]
        self._do(delete_articles, ids[which : which + 1] or ids)

    @rule(count=st.integers(1, 2), again=st.booleans())
    def bring_in(self, count: int, again: bool) -> None:
        importing = Import("news/").part(ingest_articles)
        texts = [_DRAFT.text] * again + [f"{_DRAFT.text} Number {number}." for number in range(count)]
        for text in texts:
            done(self.workspace, importing, [IncomingArticle(ArticleDraft("V", text))])
        self._look()

    @rule(words=st.sampled_from(_WORDS), label=st.sampled_from(["PERSON", "VESSEL"]), path=st.sampled_from(_TAGS))
    def bring_in_annotated(self, words: str, label: str, path: str) -> None:
        one = AnnotationRecord(self.scene.at(words).span, label, tags=(path,), entity="Trust")
        arrival = ImportRecord(ArticleDraft("W", self.scene.article.text), (one,), tags=(path,), note="brought")
        placed = [AnchoredAnnotation(one, self.scene.at(words))]
        self._do(Import("news.jsonl").part(add_annotated_articles), [(arrival, placed)])

    @rule(name=_names)
    def forget_a_search(self, name: str) -> None:
        self._do(saved_searches.delete_search, name)

    @rule()
    def carry_over(self) -> None:
        self._do(versions.carry_over, self.scene.article.id, self.newer)

    @rule(pick=_picks)
    def drop_an_orphan(self, pick: int) -> None:
        self._do(versions.drop_orphans, [pick])

    @rule(pick=_picks)
    def place_an_orphan(self, pick: int) -> None:
        self._do(versions.place_orphan, pick, place(_NEWER.text, "Okafor"))

    @rule(picks=st.lists(_picks, min_size=1, max_size=2))
    def place_orphans(self, picks: list[int]) -> None:
        self._do(versions.place_orphans, [(pick, place(_NEWER.text, "Okafor")) for pick in picks])

    @rule(words=st.sampled_from(_WORDS), path=st.sampled_from(_TAGS))
    def tag_found(self, words: str, path: str) -> None:
        self._do(tag_search_results, list(self.workspace.search(parse(f'"{words}"'), Order.DATE)), path)

    @rule(back=st.integers(0, 8))
    def undo_an_older_act(self, back: int) -> None:
        known = self.workspace.history(100)
        self._undo_one(known[0].batch, known[min(back, len(known) - 1)].batch)

    def _undo_one(self, newest: int, batch: int) -> None:
        try:
            done(self.workspace, turns.undo_operation, batch)
        except (Refused, Missing):
            pass
        else:
            if self.workspace.history(1)[0].batch == newest:
                # It was the last act, which undo takes back in its turn.
                self.at -= 1
                assert dump(self.scene.path) == self.states[self.at]
        self._look()

    @precondition(lambda self: self.at > 0)
    @rule()
    def undo(self) -> None:
        done(self.workspace, turns.undo)
        self.at -= 1
        assert dump(self.scene.path) == self.states[self.at]

    @precondition(lambda self: self.at < len(self.states) - 1)
    @rule()
    def redo(self) -> None:
        done(self.workspace, turns.redo)
        self.at += 1
        assert dump(self.scene.path) == self.states[self.at]

    @rule()
    def reopen(self) -> None:
        self.workspace.close()
        self.opened += 1
        self.workspace = Workspace(self.scene.path, ticking("bea", seed=self.opened))

    @invariant()
    def nothing_is_left_to_undo_or_redo_at_the_ends(self) -> None:
        if not self.states:
            return
        for turn, over in ((turns.undo, self.at == 0), (turns.redo, self.at == len(self.states) - 1)):
            if over:
                with suppress(Missing):
                    done(self.workspace, turn)
                    raise AssertionError("there should be nothing to take back or do again")


# What is in the history for the record, and what stores a table that came back, of which each cell is taken back in the
# tests of that.
_TESTED_ELSEWHERE: Final = frozenset(
    (
        *("add_codes", "adjudicate", "adjudicate_form", "import_rows", "take_side", "take_sides"),
        *("assign_articles", "clear_assignments", "end_blind_coding"),
    )
)


def test_every_act_is_among_those_that_are_done() -> None:
    nodes = list(ast.walk(ast.parse(Path(__file__).read_text("utf-8"))))
    used = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    used |= {node.id for node in nodes if isinstance(node, ast.Name)}
    assert all_acts().keys() - _TESTED_ELSEWHERE - used == set()


TestAnyActs = Analyst.TestCase
# A failure is reported as it was found: making it smaller takes minutes.
TestAnyActs.settings = settings(max_examples=20, stateful_step_count=30, phases=[Phase.generate])
