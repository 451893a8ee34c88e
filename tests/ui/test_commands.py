import re
from typing import Any

import pytest
from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys
from textual.keys import key_to_character as typed_by

from glossator.ui.commands import COMMANDS, BadKeys, with_keys
from glossator.ui.keymap import Command, bindings, key_label

_BY_ID = {command.id: command for command in COMMANDS}


def keys_of(wanted: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {command.id: command.keys for command in with_keys(wanted)}


def sentences(wanted: dict[str, str]) -> list[str]:
    with pytest.raises(BadKeys) as caught:
        with_keys(wanted)
    return str(caught.value).split("; ")


def test_ids_are_verbs_in_snake_case_and_none_is_there_twice() -> None:
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", command.id) for command in COMMANDS)
    assert len(_BY_ID) == len(COMMANDS)


def test_no_two_commands_share_a_key_or_a_title() -> None:
    keys = [key for command in COMMANDS for key in command.keys]
    assert sorted(set(keys)) == sorted(keys)
    assert len({command.title for command in COMMANDS}) == len(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_a_command_says_what_it_does(command: Command[Any]) -> None:
    assert command.keys
    assert re.fullmatch(r"[A-Z][\w ]*", command.title)
    assert re.fullmatch(r"[A-Z].*\.", command.help)
    assert "\n" not in command.help


def test_the_keys_as_they_come_are_such_as_a_user_could_ask_for() -> None:
    assert with_keys({command.id: " ".join(command.keys) for command in COMMANDS}) == COMMANDS


@pytest.mark.parametrize("key", [key for command in COMMANDS for key in command.keys])
def test_textual_knows_the_key(key: str) -> None:
    last = key.rpartition("+")[2]
    known = {name.value for name in Keys} | set(KEY_NAME_REPLACEMENTS.values())
    assert len(last) == 1 or key in known or last in known or typed_by(last) is not None


def test_without_wishes_nothing_changes() -> None:
    assert with_keys({}) == COMMANDS


def test_wanted_keys_replace_the_others() -> None:
    before = {command.id: command.keys for command in COMMANDS}
    after = keys_of({"accept": "f9 ctrl+y", "delete": ""})
    assert after == {**before, "accept": ("f9", "ctrl+y"), "delete": ()}


def test_everything_else_about_a_command_stays() -> None:
    (accept,) = [command for command in with_keys({"accept": "f9"}) if command.id == "accept"]
    assert accept.title == _BY_ID["accept"].title
    assert accept.footer


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("]", "right_square_bracket"),
        ("?", "question_mark"),
        ("-", "minus"),
        ("é", "é"),
        ("f5", "f5"),
        ("ctrl+left", "ctrl+left"),
        ("alt+x", "alt+x"),
        ("minus", "minus"),
        ("insert", "insert"),
    ],
)
def test_a_key_may_be_written_as_the_sign_that_it_types(typed: str, name: str) -> None:
    free = dict.fromkeys(("key_help", "next_annotation", "shrink_right", "shrink_right_character"), "")
    assert keys_of({**free, "accept": typed})["accept"] == (name,)


def test_commands_may_exchange_their_keys() -> None:
    after = keys_of({"accept": "x", "reject": "a"})
    assert (after["accept"], after["reject"]) == (("x",), ("a",))


def test_a_key_may_be_taken_from_a_command_that_gets_another() -> None:
    after = keys_of({"accept": "space", "next_undecided": "f9"})
    assert (after["accept"], after["next_undecided"]) == (("space",), ("f9",))


def test_a_clash_names_both() -> None:
    assert sentences({"accept": "x"}) == ["“x” is bound to both accept and reject"]
    assert sentences({"accept": "]"}) == ["“]” is bound to both next_annotation and accept"]


def test_a_command_that_is_not_there_is_reported() -> None:
    assert sentences({"acept": "a"}) == ["unknown command “acept”"]


@pytest.mark.parametrize("key", ["spcae", "ctrl+", "ctrl", "control+a", "f25", "ab", "CTRL+a", "ctrl+é+", "+a"])
def test_what_is_no_key_is_reported(key: str) -> None:
    assert sentences({"accept": key}) == [f"“{key}” for accept is not a key"]


@pytest.mark.parametrize("key", ["ctrl+i", "ctrl+m", "ctrl+h", "ctrl+c", "ctrl+p"])
def test_keys_that_terminals_or_textual_take_are_refused(key: str) -> None:
    assert sentences({"accept": key}) == [f"“{key}” cannot be bound: terminals or Textual use it"]


def test_escape_in_disguise_is_refused() -> None:
    assert "cannot be bound" in sentences({"accept": "ctrl+left_square_bracket"})[0]


def test_all_that_is_wrong_is_reported_once() -> None:
    assert sentences({"acept": "a", "accept": "zz f9", "reject": "u"}) == [
        "unknown command “acept”",
        "“zz” for accept is not a key",
        "“u” is bound to both reject and undo",
    ]


@pytest.mark.parametrize(
    ("key", "said"),
    [("a", "a"), ("G", "G"), ("right_square_bracket", "]"), ("ctrl+r", "ctrl+r"), ("space", "space"), ("slash", "/")],
)
def test_keys_are_spoken_as_people_write_them(key: str, said: str) -> None:
    assert key_label(key) == said


def test_a_binding_stands_for_its_command() -> None:
    made = bindings(COMMANDS)
    assert all(isinstance(binding, Binding) for binding in made)
    assert [binding.id for binding in made] == [command.id for command in COMMANDS]
    for binding, command in zip(made, COMMANDS, strict=True):
        assert binding.action == f"command('{command.id}')"
        assert binding.key == ",".join(command.keys)
        assert binding.show is command.footer
        assert binding.key_display == key_label(command.keys[0])
