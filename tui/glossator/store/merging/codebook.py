"""Merging labels, tags, entities, the lexicon and saved searches."""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from glossator.domain.codebook import folded_name
from glossator.store.merging.context import MergeContext
from glossator.store.merging.row_map import Unmapped, named_label
from glossator.store.merging.three_way import latest, merge_columns, merge_verdicts
from glossator.store.operations.entities import merge_entities
from glossator.store.operations.labels import merge_labels
from glossator.store.operations.tags import merge_tag_rows
from glossator.store.rows import Row
from glossator.text.folding import fold

_COLUMNS: Final = {
    "labels": ("colour", "key", "description", "archived"),
    "tags": ("description", "colour", "key", "archived", "note"),
    "entities": ("label", "note", "reference"),
}
_NAMES: Final = {"labels": "name", "tags": "path", "entities": "name"}
_NOUNS: Final = {"labels": "label", "tags": "tag", "entities": "entity"}


def merge_codebook(merge: MergeContext) -> None:
    """Merge labels, tags and entities, except for deletions, which `delete_codes` makes when nothing uses them."""
    for table in ("labels", "tags", "entities"):
        if table == "labels":
            # Pipelines add labels that have no entries in the history.
            numbers = [number for (number,) in merge.there.execute("SELECT id FROM labels ORDER BY id")]
        else:
            numbers = [key[0] for key in merge.timeline.keys(table)]
        merge.rows.find(table, numbers)
        _follow_merges(merge, table)
        renames: list[tuple[int, str]] = []
        for (number,) in merge.timeline.keys(table):
            renames += _merge_code(merge, table, number)
        _rename(merge, table, renames)
        # Last, because a new one may have the name that another had before.
        for number in numbers:
            adopt(merge, table, number)


def adopt(merge: MergeContext, table: str, number: int) -> int | None:
    """Return the id here of a label, tag or entity there, which is added if necessary; None where it is deleted there.

    Labels and tags of the same name are the same, and the uid there becomes an alias. Entities of the same name may be
    different ones, and are proposed to the analyst.
    """
    found = merge.rows.id(table, number)
    if found is not None:
        return found
    row = _there(merge, table, number)
    if row is None:
        return None
    name = str(row[_NAMES[table]])
    if table == "labels":
        same = named_label(merge.db, name)
        here: int | None = None if same is None else _one(merge, "SELECT id FROM labels WHERE name = ?", same)
    elif table == "tags":
        tags = merge.db.execute("SELECT id, path FROM tags ORDER BY id").fetchall()
        here = next((known for known, path in tags if folded_name(path) == folded_name(name)), None)
    else:
        here = None
        _propose(merge, name)
    if here is not None:
        merge.rows.learn(table, number, here)
        _add_alias(merge, row["uid"], str(_one(merge, f"SELECT uid FROM {table} WHERE id = ?", here)))
        if merge.timeline.now(table, (number,)) is not None:
            # Their names only differ in case.
            list(_merge_code(merge, table, number))
        return here
    values = {name: value for name, value in row.items() if name != "id"}
    if values.get("label") is not None:
        values["label"] = merge.rows.label(values["label"])
    if values.get("key") and merge.db.execute(f"SELECT 1 FROM {table} WHERE key = ?", [values["key"]]).fetchone():
        merge.list(f"The key “{values['key']}” of the {_NOUNS[table]} “{name}” is in use here and was not taken.")
        values["key"] = ""
    made = merge.record.insert(table, values)
    merge.rows.learn(table, number, made)
    merge.counts.taken += 1
    return made


def _add_alias(merge: MergeContext, foreign: str, local: str) -> None:
    if foreign != local and not _one(merge, "SELECT 1 FROM uid_aliases WHERE foreign_uid = ?", foreign):
        merge.record.insert("uid_aliases", {"foreign_uid": foreign, "local_uid": local})


def _propose(merge: MergeContext, name: str) -> None:
    names = "SELECT name FROM entities UNION SELECT alias FROM aliases"
    if any(fold(known) == fold(name) for (known,) in merge.db.execute(names).fetchall()):
        merge.counts.proposed.append(f"Two entities have the name “{name}”. Merge them if they are the same.")


def _there(merge: MergeContext, table: str, number: int) -> Row | None:
    cursor = merge.there.execute(f"SELECT * FROM {table} WHERE id = ?", (number,))
    found = cursor.fetchone()
    return None if found is None else dict(zip([name for name, *_ in cursor.description], found, strict=True))


def _one(merge: MergeContext, question: str, *values: Any) -> Any:
    found = merge.db.execute(question, list(values)).fetchone()
    return None if found is None else found[0]


def _merge_code(merge: MergeContext, table: str, number: int) -> Iterator[tuple[int, str]]:
    """Merge the columns of a code that is here and there, and yield its id and new name if it is to be renamed."""
    here, theirs = merge.rows.id(table, number), merge.timeline.now(table, (number,))
    if here is None or theirs is None:
        return
    mine = merge.record.row(table, here)
    base = merge.timeline.base(table, (number,))
    if table == "entities":
        theirs = {**theirs, "label": merge.rows.label(theirs["label"])}
        base = None if base is None else {**base, "label": _known_label(merge, base["label"])}
    base = merge.base(table, here, base, mine)
    outcome = merge_columns(base, theirs, mine, _COLUMNS[table], (merge.author, merge.record.analyst))
    name = _NAMES[table]
    if "reference" in outcome.conflicts:
        outcome.conflicts.remove("reference")
        outcome.values["reference"] = "; ".join(sorted({mine["reference"], theirs["reference"]} - {""}))
    key = outcome.values.get("key")
    if key and _one(merge, f"SELECT 1 FROM {table} WHERE key = ? AND id <> ?", key, here):
        outcome.values.pop("key")
        outcome.conflicts.append("key")
    if outcome.values:
        merge.record.update(table, here, **outcome.values)
        merge.counts.taken += 1
    merge.counts.joined += outcome.joined
    merge.counts.agreed += outcome.is_agreed
    for column in outcome.conflicts:
        merge.list(f"The {column} of the {_NOUNS[table]} “{mine[name]}” was changed in both; yours stays.")
    if base is None or theirs[name] in (base[name], mine[name]):
        return
    if mine[name] == base[name]:
        yield here, theirs[name]
        return
    merge.list(f"“{base[name]}” was renamed to “{mine[name]}” here and “{theirs[name]}” there; yours stays.")
    _keep_name(merge, table, here, str(mine[name]), str(theirs[name]))


def _keep_name(merge: MergeContext, table: str, here: int, mine: str, theirs: str) -> None:
    """Keep a name that a code has there as a former name or alias."""
    if table == "labels" and named_label(merge.db, theirs) is None:
        merge.record.insert("former_labels", {"name": theirs, "label": mine})
    if table == "entities" and not _one(merge, "SELECT 1 FROM aliases WHERE entity = ? AND alias = ?", here, theirs):
        merge.record.insert("aliases", {"entity": here, "alias": theirs})


def _known_label(merge: MergeContext, name: str | None) -> str | None:
    try:
        return merge.rows.label(name)
    except Unmapped:
        return name


def _rename(merge: MergeContext, table: str, renames: list[tuple[int, str]]) -> None:
    """Rename codes; one that gets the name of another is merged into that, unless that gets another name itself."""
    column = _NAMES[table]
    waiting = dict(renames)
    while waiting:
        ready = [(here, new) for here, new in waiting.items() if _holder(merge, table, here, new) not in waiting]
        if not ready:
            # They exchange their names.
            here = next(iter(waiting))
            merge.record.update(table, here, **{column: f"{waiting[here]} (renamed {here})"})
            continue
        for here, new in ready:
            del waiting[here]
            other = _holder(merge, table, here, new)
            if other is None:
                merge.record.update(table, here, **{column: new})
                if table == "labels":
                    _forget_former(merge, new)
            else:
                _merge_codes(merge, table, here, other)
            merge.counts.taken += 1
            merge.rows.forget(table)


def _merge_codes(merge: MergeContext, table: str, here: int, into: int) -> None:
    """Merge one code here into another."""
    rows = merge.record.row(table, here), merge.record.row(table, into)
    if table == "tags":
        merge_tag_rows(merge.record, *rows)
    elif table == "entities":
        merge_entities(merge.record, here, into)
    elif folded_name(rows[0]["name"]) != folded_name(rows[1]["name"]):
        # Labels are found by name; pipelines may have added one that differs in case only.
        merge_labels(merge.record, str(rows[0]["name"]), str(rows[1]["name"]))
        _add_alias(merge, rows[0]["uid"], rows[1]["uid"])


def _forget_former(merge: MergeContext, name: str) -> None:
    for number, known in merge.db.execute("SELECT id, name FROM former_labels").fetchall():
        if folded_name(known) == folded_name(name):
            merge.record.delete("former_labels", number)


def _holder(merge: MergeContext, table: str, here: int, name: str) -> int | None:
    """Return the id of another code that has a name; None without one, and for entities, which may share names."""
    if table == "entities":
        return None
    column = _NAMES[table]
    found = merge.db.execute(f"SELECT id, {column} FROM {table} WHERE id <> ?", [here]).fetchall()
    return next((number for number, known in found if folded_name(known) == folded_name(name)), None)


def _follow_merges(merge: MergeContext, table: str) -> None:
    """Merge the codes here that were merged into others there."""
    for (number,) in merge.timeline.keys(table):
        base = merge.timeline.base(table, (number,))
        here = merge.rows.id(table, number)
        if base is None or here is None or merge.timeline.now(table, (number,)) is not None:
            continue
        into = _merged_into(merge, table, base)
        if into is None or into == here or not _one(merge, f"SELECT 1 FROM {table} WHERE id = ?", here):
            continue
        _merge_codes(merge, table, here, into)
        merge.counts.taken += 1
        merge.rows.forget(table)


def _merged_into(merge: MergeContext, table: str, base: Row) -> int | None:
    """Return the id here of the code that a deleted one there was merged into; None where it was only deleted."""
    if table == "labels":
        found = merge.there.execute(
            "SELECT l.id FROM former_labels AS f JOIN labels AS l ON l.name = f.label WHERE f.name = ?", (base["name"],)
        ).fetchone()
    else:
        uid: str | None = base["uid"]
        found = None
        for _ in range(8):
            row = merge.there.execute("SELECT local_uid FROM uid_aliases WHERE foreign_uid = ?", (uid,)).fetchone()
            if row is None:
                break
            uid = row[0]
            found = merge.there.execute(f"SELECT id FROM {table} WHERE uid = ?", (uid,)).fetchone() or found
    return None if found is None else adopt(merge, table, int(found[0]))


def delete_codes(merge: MergeContext) -> None:
    """Delete codes here that were deleted there, if nothing here uses them."""
    used = {
        "labels": "SELECT 1 FROM annotations WHERE label = (SELECT name FROM labels WHERE id = ?1) UNION ALL "
        "SELECT 1 FROM entities WHERE label = (SELECT name FROM labels WHERE id = ?1) UNION ALL "
        "SELECT 1 FROM lexicon WHERE label = (SELECT name FROM labels WHERE id = ?1) UNION ALL "
        "SELECT 1 FROM verdicts WHERE label = (SELECT name FROM labels WHERE id = ?1) UNION ALL "
        "SELECT 1 FROM adjudications WHERE label = (SELECT name FROM labels WHERE id = ?1) UNION ALL "
        "SELECT 1 FROM lexicon_verdicts WHERE label = (SELECT name FROM labels WHERE id = ?1) UNION ALL "
        "SELECT 1 FROM former_labels WHERE label = (SELECT name FROM labels WHERE id = ?1)",
        "tags": "SELECT 1 FROM annotation_tags WHERE tag = ?1 UNION ALL SELECT 1 FROM article_tags WHERE tag = ?1",
        "entities": "SELECT 1 FROM annotations WHERE entity = ?1",
    }
    for table in ("entities", "tags", "labels"):
        for (number,) in merge.timeline.keys(table):
            here = merge.rows.id(table, number)
            if here is None or merge.timeline.now(table, (number,)) is not None:
                continue
            row = merge.db.execute(f"SELECT {_NAMES[table]} FROM {table} WHERE id = ?", [here]).fetchone()
            if row is None or merge.timeline.base(table, (number,)) is None:
                continue
            if merge.rows.is_another(table, number, here):
                continue
            if (table, (here,)) in merge.changed_here or merge.db.execute(used[table], [here]).fetchone():
                merge.list(f"The {_NOUNS[table]} “{row[0]}” was deleted there and is used here; it stays.")
                continue
            for (alias,) in merge.db.execute("SELECT id FROM aliases WHERE entity = ?", [here]).fetchall():
                if table == "entities":
                    merge.record.delete("aliases", alias)
            merge.record.delete(table, here)
            merge.counts.taken += 1


_LEXICON: Final = ("lexicon_verdicts", "lexicon")
_Ruling: TypeAlias = tuple[str, str | None, str]


def merge_lexicon(merge: MergeContext) -> None:
    """Merge the lexicon; where analysts entered different things for a form, none of them applies."""
    forms: dict[str, None] = {}
    for table in _LEXICON:
        for key in merge.timeline.keys(table):
            row = merge.timeline.now(table, key) or merge.timeline.base(table, key)
            if row is not None:
                forms[row["form"]] = None
    for form in forms:
        theirs = _rulings(*(_entries_there(merge, table, form, now=True) for table in _LEXICON))
        base = _rulings(*(_entries_there(merge, table, form, now=False) for table in _LEXICON))
        mine = _rulings(*([*merge.db.query(f"SELECT * FROM {table} WHERE form = ?", [form])] for table in _LEXICON))
        ids = [
            (table, (number,))
            for table in _LEXICON
            for (number,) in merge.db.execute(f"SELECT id FROM {table} WHERE form = ?", [form]).fetchall()
        ]
        if merge.was_merged_there and ids and not any(one in merge.changed_here for one in ids):
            base = mine
        if merge.rows.renamed:
            theirs = {
                who if ruling == base.get(who) else merge.rows.renamed.get(who, who): ruling
                for who, ruling in theirs.items()
            }
        merged = merge_verdicts(base, theirs, mine)
        merge.counts.agreed += theirs == mine and theirs != base
        if merged != mine:
            _set_rulings(merge, form, merged)
            merge.counts.taken += 1


def _entries_there(merge: MergeContext, table: str, form: str, *, now: bool) -> list[Row]:
    """Return the rows there of a form, as they are or as they were."""
    cursor = merge.there.execute(f"SELECT * FROM {table} WHERE form = ?", (form,))
    names = [name for name, *_ in cursor.description]
    rows = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
    found: dict[tuple[int, ...], Row] = {(row["id"],): row for row in rows}
    if not now:
        for key in merge.timeline.keys(table):
            found.pop(key, None)
            base = merge.timeline.base(table, key)
            if base is not None and base["form"] == form:
                found[key] = base
    return [{**row, "label": _known_label(merge, row["label"])} for row in found.values()]


def _rulings(disputed: list[Row], standing: list[Row]) -> dict[str, _Ruling]:
    """Return what each analyst entered for a form: the disputed entries, else the one that applies."""
    return {row["analyst"]: (row["ruling"], row["label"], row["at"]) for row in disputed or standing}


def _set_rulings(merge: MergeContext, form: str, rulings: dict[str, _Ruling]) -> None:
    record = merge.record
    for (number,) in merge.db.execute("SELECT id FROM lexicon_verdicts WHERE form = ? ORDER BY id", [form]).fetchall():
        record.delete("lexicon_verdicts", number)
    here = _one(merge, "SELECT id FROM lexicon WHERE form = ?", form)
    if not rulings:
        if here is not None:
            record.delete("lexicon", here)
        return
    who, (ruling, label, at) = latest(rulings)
    is_disputed = len({(ruling, label) for ruling, label, _ in rulings.values()}) > 1
    if is_disputed:
        ruling, label = "forgotten", None
        merge.counts.lexicon_disputes += 1
    values = {"ruling": ruling, "label": label, "origin": "edited", "analyst": who, "at": at}
    if here is None:
        record.insert("lexicon", {"form": form, **values})
    else:
        record.update("lexicon", here, **values)
    if is_disputed:
        record.insert_all(
            "lexicon_verdicts",
            [
                {"form": form, "ruling": given[0], "label": given[1], "analyst": analyst, "at": given[2]}
                for analyst, given in sorted(rulings.items())
            ],
        )


def merge_saved_searches(merge: MergeContext) -> None:
    """Merge saved searches; where both changed one, both are kept, theirs with the name of its analyst."""
    for key in merge.timeline.keys("saved_searches"):
        theirs, base = merge.timeline.now("saved_searches", key), merge.timeline.base("saved_searches", key)
        if theirs is None and base is None:
            continue
        name = (theirs or base or {})["name"]
        found = list(merge.db.query("SELECT * FROM saved_searches WHERE name = ?", [name]))
        mine = found[0] if found else None
        same = ("query", "sort")
        if theirs is None:
            if mine is not None and base is not None and all(mine[one] == base[one] for one in same):
                merge.record.delete("saved_searches", mine["id"])
                merge.counts.taken += 1
            continue
        values = {one: theirs[one] for one in ("name", "query", "sort", "analyst", "saved_at")}
        values["analyst"] = merge.rows.renamed.get(values["analyst"], values["analyst"])
        if mine is None:
            merge.record.insert("saved_searches", values)
        elif all(mine[one] == theirs[one] for one in same):
            merge.counts.agreed += base is not None
            continue
        elif base is not None and all(mine[one] == base[one] for one in same):
            merge.record.update("saved_searches", mine["id"], **values)
        elif base is not None and all(theirs[one] == base[one] for one in same):
            continue
        else:
            other = f"{name} ({values['analyst']})"
            if _one(merge, "SELECT 1 FROM saved_searches WHERE name = ?", other):
                continue
            merge.record.insert("saved_searches", {**values, "name": other})
            merge.list(f"Both have a saved search “{name}”; theirs is “{other}”.")
        merge.counts.taken += 1
