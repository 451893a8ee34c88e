"""The ids of operations by the names that earlier versions stored, for migration 0006."""

import json
from collections.abc import Mapping
from typing import Final

IDS: Final[Mapping[str, str]] = {
    "": "history.unnamed",
    "accept": "annotation.accept",
    "add_alias": "entity.add_alias",
    "add_annotated": "articles.add_annotated",
    "add_article": "article.add",
    "add_article_tags": "article.add_tags",
    "add_articles": "articles.add",
    "add_all_annotated": "articles.add_annotated",
    "add_tags": "annotation.add_tags",
    "always": "lexicon.always",
    "analyse": "annotation.suggest",
    "annotate": "annotation.create",
    "apply_ruling": "lexicon.apply",
    "archive_articles": "article.archive",
    "archive_label": "label.archive",
    "archive_tag": "tag.archive",
    "bring_back_articles": "article.restore",
    "bring_back_label": "label.restore",
    "bring_back_tag": "tag.restore",
    "carry_over": "article.carry_over",
    "colour_label": "label.colour",
    "colour_tag": "tag.colour",
    "delete": "annotation.delete",
    "delete_articles": "article.delete",
    "describe_label": "label.describe",
    "describe_tag": "tag.describe",
    "drop_orphans": "orphan.drop",
    "forget": "lexicon.forget",
    "forget_search": "search.delete",
    "import": "article.import",
    "import_rows": "annotation.import",
    "key_label": "label.bind",
    "key_tag": "tag.bind",
    "learn_again": "lexicon.learn",
    "link": "entity.link",
    "make_label": "label.create",
    "make_tag": "tag.create",
    "merge": "annotation.merge",
    "merge_entities": "entity.merge",
    "merge_labels": "label.merge",
    "merge_tags": "tag.merge",
    "move_boundaries": "annotation.move",
    "move_tag": "tag.move",
    "never": "lexicon.never",
    "place_orphan": "orphan.place",
    "place_orphans": "orphans.place",
    "propagate": "annotation.propagate",
    "reject": "annotation.reject",
    "relabel": "annotation.relabel",
    "remove_alias": "entity.remove_alias",
    "rename_entity": "entity.rename",
    "rename_label": "label.rename",
    "rename_tag": "tag.rename",
    "save_search": "search.save",
    "split": "annotation.split",
    "split_entity": "entity.split",
    "tag": "annotation.tag",
    "tag_article": "article.tag",
    "tag_articles": "articles.tag",
    "tag_found": "search.tag",
    "take_codebook": "codebook.import",
    "take_codes_along": "codebook.add",
    "take_in": "articles.ingest",
    "take_lexicon": "lexicon.import",
    "unlink": "entity.unlink",
    "untag": "annotation.untag",
    "untag_article": "article.untag",
    "untag_articles": "articles.untag",
    "write_article_note": "article.note",
    "write_entity_note": "entity.note",
    "write_note": "annotation.note",
    "write_tag_note": "tag.note",
}
"""Other names stay as they are."""
_JSON: Final = json.dumps(IDS)

STATEMENTS: Final = (
    f"UPDATE history SET act = (SELECT value FROM json_each('{_JSON}') WHERE key = act) "
    f"WHERE act IN (SELECT key FROM json_each('{_JSON}'))",
    # An undo or redo out of turn was stored with the name of the operation: "undo_accept".
    *(
        f"UPDATE history SET act = 'history.{turn}' WHERE act GLOB '{turn}_*' AND undoes IS NOT NULL"
        for turn in ("undo", "redo")
    ),
)
