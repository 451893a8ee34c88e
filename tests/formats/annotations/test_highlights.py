"""Highlights of readers and tables: Kindle, Readwise, Taguette, QualCoder, Zotero."""

import json

import pytest

from tests.formats.annotations.reading import kinds, quoted, remainder

ENGLISH = "- Your Highlight on page 12 | location 170-171 | Added on Sunday, 1 March 2026 10:00:00"


def clippings(*entries: tuple[str, str, str]) -> str:
    return "\ufeff" + "".join(f"{title}\r\n{line}\r\n\r\n{words}\r\n==========\r\n" for title, line, words in entries)


@pytest.mark.parametrize(
    ("line", "made"),
    [
        (ENGLISH, "2026-03-01T10:00:00Z"),
        ("- Your Highlight Location 18-19 | Added on Tuesday, November 19, 2013 1:23:50 PM", "2013-11-19T13:23:50Z"),
        ("- Your Highlight Location 18-19 | Added on Tuesday, November 19, 2013 12:03:50 AM", "2013-11-19T00:03:50Z"),
        ("- Highlight Loc. 563-64  | Added on Saturday, 29 April 17 21:23:29 GMT-02:23", "2017-04-29T21:23:29Z"),
        ("- Highlight on Page 20 | Added on Monday, November 14, 2011, 10:24 AM", "2011-11-14T10:24:00Z"),
        ("- La subrayado en la página 8-8 | Añadido el martes, 12 de abril de 2022 20:08:43", "2022-04-12T20:08:43Z"),
        (
            "- Ihre Markierung bei Position 2-4 | Hinzugefügt am Samstag, 21. März 2015 um 16:35:10 Uhr",
            "2015-03-21T16:35:10Z",
        ),
        ("- Votre surlignement sur la page 2 | Ajouté le mercredi 16 août 2017 02:14:10", "2017-08-16T02:14:10Z"),
        (
            "- La tua evidenziazione a pagina 3 | Aggiunto in data martedì 7 maggio 2019 09:01:02",
            "2019-05-07T09:01:02Z",
        ),
        ("- Seu destaque ou posição 333-334 | Adicionado: sábado, 16 de maio de 2015 13:16:48", "2015-05-16T13:16:48Z"),
        ("- 您在位置 #2800-2801的标注 | 添加于 2014年8月4日星期一 下午10:13:22", "2014-08-04T22:13:22Z"),
        ("- 位置No. 4404-4404のハイライト |作成日: 2023年8月10日木曜日 18:36:08", "2023-08-10T18:36:08Z"),
        ("- Ваш выделенный отрывок в месте 6–8 | Добавлено: четверг, 9 мая 2019 г. в 1:02:03", "2019-05-09T01:02:03Z"),
    ],
)
def test_dates_of_kindles_in_their_languages(line: str, made: str) -> None:
    (found,) = quoted("kindle", clippings(("Ferry Nights (Ida Kern)", line, "Ada left.")))
    assert [(each.quote.exact, each.record.created_at) for each in found.annotations] == [("Ada left.", made)]


def test_notes_of_kindles_are_on_their_highlights_and_books_apart() -> None:
    book, other = "Ferry Nights: A Novel (Oskel Books) (Kern, Ida)", "Selby"
    found = quoted(
        "kindle",
        clippings(
            (book, ENGLISH, "Ada left."),
            (book, "- Your Highlight on page 12 | location 171-175 | Added on x 10:00:01", "left. She"),
            (book, "- Your Note on page 12 | location 171 | Added on Sunday, 1 March 2026 10:01:00", "who says so?"),
            (book, "- Your Note on page 90 | location 900 | Added on Sunday, 1 March 2026 10:01:00", "of the book"),
            (other, "- Ihr Lesezeichen auf Seite 30 | bei Position 400 | Hinzugefügt am x", ""),
            (other, ENGLISH, "One."),
        ),
    )
    first, second = found
    assert first.article.titles[0] == "Ferry Nights: A Novel (Oskel Books)"
    assert {"Ferry Nights: A Novel", "Ferry Nights"} < {*first.article.titles}
    assert [(each.quote.exact, each.record.note) for each in first.annotations] == [
        ("Ada left.", "who says so?"),
        ("left. She", ""),
    ]
    assert first.notes == ("of the book",)
    assert (second.article.titles, len(second.annotations)) == (("Selby",), 1)


def test_what_kindles_have_besides_is_counted() -> None:
    data = clippings(
        ("Ferry", ENGLISH, "Ada left."),
        ("Ferry", "- Your Bookmark on page 3 | Added on Sunday, 1 March 2026 10:00:00", ""),
        ("Ferry", ENGLISH, "<You have reached the clipping limit for this item>"),
        ("Ferry", "- Your Highlight on page 3 | Added on the day before", "One."),
        ("no clipping", "at all", "x"),
    )
    counted = remainder("kindle", data)
    assert kinds(counted.left_out) == {
        "bookmark": 1,
        "date that is not understood": 1,
        "highlight that the publisher’s limit has cut off": 1,
    }
    assert kinds(counted.problems) == {"entry that is not understood": 1}


def test_readwise() -> None:
    header = "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at"
    header += ",Document tags"
    rows = [
        '"Ada said: ""No.""\nAnd left.",Ferry,Ida,B1,"who, me?",yellow,"a, b",page,3,2026-03-01 10:15:30+00:00,sea',
        ",Ferry,Ida,,all of it,,,,,,",
        "One.,Selby,Ove,,,,,,,,",
    ]
    ferry, selby = quoted("readwise", "\n".join((header, *rows)))
    (each,) = ferry.annotations
    assert each.quote.exact == 'Ada said: "No."\nAnd left.'
    assert (each.record.note, each.record.tags) == ("who, me?", ("a", "b", "colour/yellow"))
    assert each.record.created_at == "2026-03-01T10:15:30Z"
    assert (ferry.tags, ferry.notes, selby.article.titles) == (("sea",), ("all of it",), ("Selby",))
    assert kinds(remainder("readwise", f"{header},Mood\n{rows[2]},glad\n").left_out) == {"“mood” of highlight": 1}


def test_taguette_has_a_row_for_each_tag_of_a_highlight() -> None:
    data = "id,document,tag,content\r\n1,ferry.txt,people,Ada\r\n1,ferry.txt,places.sea,Ada\r\n"
    data += "2,ferry.txt,,left\r\n3,b,x,Ada\r\n"
    ferry, other = quoted("taguette-csv", data)
    assert [(each.quote.exact, each.record.tags) for each in ferry.annotations] == [
        ("Ada", ("people", "places.sea")),
        ("left", ()),
    ]
    assert (ferry.article.titles, other.article.titles) == (("ferry.txt",), ("b",))


def test_qualcoder_reports_of_files_and_of_cases() -> None:
    data = '\ufeff"Case","Filename","Coder","Coded","Id","Codename","Coded_Memo","Category","FileVar_age"\r\n'
    data += '"c1","ferry.docx","ida","Ada left.","ctid:1","people","who?","all","7"\r\n'
    data += '"c1","ferry.docx","ida","image","imid:2","people","","all",""\r\n'
    (found,) = quoted("qualcoder-csv", data)
    (each,) = found.annotations
    assert (found.article.name, each.quote.exact) == ("ferry.docx", "Ada left.")
    assert (each.record.analyst, each.record.tags, each.record.note) == ("ida", ("people",), "who?")
    assert kinds(remainder("qualcoder-csv", data).left_out) == {
        "“filevar_age” of coding": 1,
        "coding of a picture or recording": 1,
    }


def test_zotero_items_of_its_server_and_of_better_bibtex() -> None:
    marked = {
        "itemType": "annotation",
        "parentItem": "PDF1",
        "annotationType": "highlight",
        "annotationText": "Ada left.",
        "annotationComment": "who says so?",
        "annotationColor": "#ffd400",
        "tags": [{"tag": "people"}],
        "dateAdded": "2026-03-01T10:00:00Z",
    }
    drawn = {**marked, "annotationType": "ink", "annotationText": "", "annotationComment": "", "tags": []}
    article = {"key": "ART1", "itemType": "report", "title": "Ferry", "url": "https://paper.example/1"}
    attachment = {"key": "PDF1", "itemType": "attachment", "parentItem": "ART1", "title": "ferry.pdf"}
    of_server = [{"key": each.get("key", "X"), "data": each} for each in (article, attachment, marked, drawn)]
    nested = {"items": [{**article, "attachments": [{**attachment, "annotations": [marked, drawn]}]}]}
    for data in (of_server, nested):
        (found,) = quoted("zotero", data)
        (each,) = found.annotations
        assert found.article.addresses == ("https://paper.example/1",)
        assert found.article.titles == ("Ferry", "ferry.pdf")
        assert (each.quote.exact, each.record.note) == ("Ada left.", "who says so?")
        assert each.record.tags == ("colour/yellow", "people")
        assert kinds(remainder("zotero", data).left_out) == {"annotation of the type “ink”": 1}


def test_zotero_notes() -> None:
    links = "([Kern, 2026](zotero://select/library/items/A)) ([pdf](zotero://open-pdf/library/items/P?annotation=B))"
    data = f"# Ferry\n\n“Ada “Vane” left.” {links} who says so?\n\nMy own words.\n\n"
    data += f"# Annotations  \n(3/1/2026)\n\n“One.” {links}\n"
    ferry, untitled = quoted("zotero", data)
    assert [(each.quote.exact, each.record.note) for each in ferry.annotations] == [
        ("Ada “Vane” left.", "who says so?")
    ]
    assert (ferry.article.titles, untitled.article.titles) == (("Ferry",), ())
    assert [each.words for each in remainder("zotero", data).left_out] == [3]


def test_json_that_nests_without_end_is_refused_or_read_in_bounded_time() -> None:
    deep = json.loads("[" * 500 + json.dumps({"annotationType": "highlight", "annotationText": "x"}) + "]" * 500)
    assert len(quoted("zotero", deep)) <= 1
