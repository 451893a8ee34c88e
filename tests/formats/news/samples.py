"""Deliveries of news databases, invented, in the shapes that the databases have."""

OLD_NEXIS = """
Download Request: Selected Items: 1-2


                               1 of 2 DOCUMENTS


                               The Selby Tidewatch
                                 (Selby)

                            March 4, 2025 Tuesday
                              Late Edition

The ferry and
the pier

BYLINE: By ADA VANE

SECTION: HARBOUR; Pg. 3

LENGTH: 33 words

The ferry to Lumen left the old pier of Selby on Tuesday morning, and the mayor
Orla Quill watched it from the sea wall.

NOTE that nobody waved.

LOAD-DATE: March 5, 2025

LANGUAGE: ENGLISH

SUBJECT: FERRIES (90%); PIERS (71%)

CORRECTION: An earlier text

misspelt her name.

PUBLICATION-TYPE: Newspaper

                     Copyright 2025 Selby Press
                        All Rights Reserved

                               2 of 2 DOCUMENTS


                               Lumen Post

                              5. März 2025

Zweiter Titel

LÄNGE: 4 Wörter

Die Fähre kam zurück.

THEMA: FÄHREN (90%); SELBY (78%)

SPRACHE: Deutsch
"""

NEW_NEXIS = (
    *("Date and Time: Friday, 7 March 2025", "Job Number: 12345", "Documents (2)", "1. The ferry", "2. The pier"),
    *("Client/Matter: -None-", "The ferry", "The Selby Tidewatch", "March 4, 2025 Tuesday 9:20 AM GMT"),
    *("Copyright 2025 Selby Press All Rights Reserved", "Section: HARBOUR; Version:2", "Length:\xa033 words"),
    *(
        "Byline: Ada Vane",
        "Highlight: It left.",
        "Body",
        "The ferry left Selby.",
        "Load times were long.",
        "Load-Date: March 5, 2025",
    ),
    *("End of Document", "The pier", "Lumen Post", "March 5, 2025 Wednesday", "Length: 4 words", "Body"),
    *("The pier stayed.", "Graphic", "A photograph of Orla Quill", "End of Document"),
)


def factiva_row(code: str, value: str) -> str:
    return f"<tr><td><b>{code}</b>&nbsp;</td><td>{value}</td></tr>"


FACTIVA = "".join(
    f'<div class="article enArticle"><table>{"".join(map(factiva_row, *zip(*rows, strict=True)))}</table></div><br/>'
    for rows in (
        (
            *(
                ("SE", "Harbour"),
                ("HD", "<b>The ferry</b>"),
                ("BY", "By Ada Vane"),
                ("WC", "33 words"),
                ("PD", "4 March 2025"),
            ),
            *(
                ("SN", "The Selby Tidewatch"),
                ("LA", "English"),
                ("CY", "(c) 2025 Selby Press"),
                ("LP", "<p>The ferry left.</p>"),
            ),
            *(
                ("TD", "<p>IN Lumen it came.</p><p>PD</p><p>The end.</p>"),
                ("NS", "gcat : News"),
                ("AN", "Document SELB0020250304e1"),
            ),
        ),
        (
            ("HD", "The pier"),
            ("PD", "5 mars 2025"),
            ("SN", "Lumen Post"),
            ("LP", "<p>It stayed.</p>"),
            ("AN", "Document LUMP0020250305e2"),
        ),
    )
)

PLAIN_FACTIVA = """Harbour
The ferry
By Ada Vane
33 words
4 March 2025
09:30
The Selby Tidewatch
SELB
3
English
© 2025 Selby Press. All rights reserved.

The ferry left.

English is spoken.

Document SELB000020250304e1340000a

The pier
4 words
5 March 2025
Lumen Post
LUMP
English

It stayed.

Page 2 of 2 © 2025 Factiva, Inc. All rights reserved.

Document LUMP000020250305e1350000b

Search Summary

Text	ferry
"""

RULE = "_" * 60

PROQUEST = f"""Report Information from ProQuest
{RULE}

The ferry

Vane, Ada. The Selby Tidewatch; Selby [Selby]. 4 Mar 2025: A.3.

Abstract: It left.

Full text: The ferry left.

Subject: nobody knows.

The end.

Subject: Ferries; Piers

Title: The ferry

Publication title: The Selby Tidewatch; Selby

Publication date: Mar 4, 2025

Language of publication: English

ProQuest document ID: 3100000001

Document URL: https://www.proquest.example/docview/3100000001

{RULE}

Title: The pier

Abstract: It stayed.

Full text: Not available.

Publication title: Lumen Post

ProQuest document ID: 3100000002

{RULE}

Database copyright 2025 ProQuest
"""

EUROPRESSE = """<!DOCTYPE html><html><body><article><header><div><span class="DocPublicationName">La Marée</span></div>
<div><span class="DocHeader">Port, mardi 4 mars 2025, p. 16</span></div><div class="titreArticle">
<p class="titreArticleVisu">Le <mark>bac</mark></p></div><div>Ada Vane</div></header><section>
<p>Copyright est un mot.</p>
<p>Le bac est parti.</p></section><footer><small>© 2025 La Marée. Tous droits réservés.</small>
<p>Numéro de document : news·20250304·LM·1</p><div>Ce certificat est émis</div></footer></article>
<article><header><span class="DocPublicationName">Le Quai</span><div><span class="DocHeader">5 mars 2025</span></div>
<p class="titreArticleVisu">Le quai</p></header><section><p>Il est resté.</p></section></article></body></html>"""
