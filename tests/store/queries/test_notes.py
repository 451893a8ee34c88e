import pytest

from glossator.store import operations
from glossator.store.operations import entities
from glossator.store.queries.notes import NoteFound, NoteTarget, notes
from tests.store.scene import Scene, done


@pytest.fixture
def noted(scene: Scene) -> Scene:
    made = done(scene.workspace, entities.link, [scene.captain], "Mira Okafor")
    done(scene.workspace, operations.write_entity_note, made, "Sailed with Orbán’s fleet.")
    done(scene.workspace, operations.write_tag_note, "people/crew", "Who is on board.")
    done(scene.workspace, operations.write_article_note, scene.article.id, "Two sources on the Fleet.")
    done(scene.workspace, operations.write_note, scene.plain, "Fleet speed: 12 kn.")
    done(scene.workspace, operations.write_note, scene.ship, "ORBA\u0301N again, of the fleet")
    return scene


def _found(scene: Scene, typed: str) -> list[tuple[NoteTarget, str]]:
    return [(note.about, note.name) for note in scene.workspace.ask(notes, typed, 10)]


def test_notes_on_everything_are_found_whatever_case_and_accents(noted: Scene) -> None:
    on_all = [
        (NoteTarget.ENTITY, "Mira Okafor"),
        (NoteTarget.ARTICLE, "Ferry to Lumen"),
        (NoteTarget.ANNOTATION, "Aurora"),
        (NoteTarget.ANNOTATION, "nine hours"),
    ]
    assert _found(noted, "FLEET") == on_all
    assert _found(noted, "orban fleet") == [on_all[0], on_all[2]]
    assert _found(noted, "board") == [(NoteTarget.TAG, "people/crew")]
    assert _found(noted, "nothing such") == []
    assert len(_found(noted, " ")) == 5


def test_a_note_tells_where_it_is(noted: Scene) -> None:
    (found,) = noted.workspace.ask(notes, "speed", 10)
    plain = noted.now(noted.plain)
    uid, title = noted.article.uid, noted.article.title
    assert found == NoteFound(NoteTarget.ANNOTATION, plain.uid, "nine hours", "Fleet speed: 12 kn.", uid, title)


def test_notes_come_page_by_page(noted: Scene) -> None:
    whole = noted.workspace.ask(notes, "", 10)
    assert [*noted.workspace.ask(notes, "", 2), *noted.workspace.ask(notes, "", 10, 2)] == whole
