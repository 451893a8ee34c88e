"""Titles and authors in the properties of a file, many of which come from a template or a program."""

import re
from typing import Final

from glossator.text.normalise import flatten, normalise

_SUFFIXES: Final = (
    "docx?|docm|dot[xm]?|odt|ott|fodt|rtf|txt|te?xt?|pdf|ps|eps|dvi|wp[ds]?|pages|indd|qx[dp]|fm|pptx?|odp|xlsx?|xlsm|ods"
    "|csv|html?|xml|md|pub|vsdx?|ai|cdr|jpe?g|png|tiff?"
)
# What programs put before the name of the file that they print.
_PRINTED: Final = re.compile(r"(?:microsoft|ms|libreoffice|openoffice)[\w .]{0,20} [-–—] .*", re.IGNORECASE)
_FILE: Final = re.compile(
    rf"(?:[a-z]:[\\/]|[\\/~]|file:|https?:|www\.).*|.*\.(?:{_SUFFIXES})(?: \(.{{1,30}}\))?"
    r"|\S*_\S*|[\w-]*\d{4,}[\w-]*",
    re.IGNORECASE,
)
_NO_TITLE: Final = re.compile(
    r"""[\[(<«"]?(?:
    (?:un(?:titled|named|benannt)|untitled\ document|no\ title|ohne\ titel|sans\ (?:titre|nom)|sin\ t[ií]tulo
      |senza\ titolo|sem\ t[ií]tulo|naamloos|bez\ (?:nazwy|názvu)|без\ (?:названия|имени)
      |new\ document|neues?\ dokument|nouveau\ document)
    |(?:microsoft\ |ms\ )?word[ -]?(?:document|dokument)|document\ microsoft\ word|документ\ microsoft\ word
    |(?:microsoft\ )?powerpoint[ -](?:presentation|pr[äe]sentation|презентация)|pr[ée]sentation\ powerpoint
    |презентация\ powerpoint|(?:document|documento|dokumen[t]?|doc|документ|pr[äe]sentation|presentation|slide|layout
      |page|book|mappe|worksheet|sheet|scan|image|img|file|draft|letter)
    |(?:document |report )?(?:title|titel|titre|template|vorlage|mod[eè]le|plantilla)
      (?:\ of\ (?:the\ )?(?:document|report))?
    |normal|blank|default|print|printing|test|none|null|n/?a|microsoft\ (?:office\ )?word|title\ of\ document
    )[\])>»"]?[\s\-_#(]*\d*\)?""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_AUTHOR: Final = re.compile(
    r"""[\[(<"]?(?:
    (?:(?:microsoft|ms|windows|office|local|default|home|guest|standard|test|lenovo|current)\ )*
      (?:(?:office|windows|word)[ -])?(?:user|users|benutzer|anwender|utilisateur|usuario|utente|utilizador|gebruiker
      |u[żz]ytkownik|uživatel|пользователь|користувач|kullanıcı|مستخدم|用户|ユーザー)(?:\ name)?
    |(?:system\ ?)?admin(?:istrat(?:or|eur|ore|ador))?|администратор|админ|root|owner|guest|gast|default|standard
    |anonymous|anonyme?|unknown|unbekannt|inconnu|desconocido|неизвестен|un-?named|nobody|none|null|n/?a|no\ author|test
    |(?:the\ )?author(?:\ name)?|auteur|autore?|автор|name|your\ name|creator|me|myself|pc|computer|laptop|desktop|home
    |(?:hp|dell|acer|asus|lenovo|toshiba|samsung|sony|fujitsu|compaq|packard\ bell|medion|msi|apple|vaio|huawei)
      (?:\ (?:inc|pc|computer|customer|user)\.?)?
    |[\w-]+-(?:pc|laptop|desktop|notebook)|(?:desktop|laptop|win)-[a-z0-9]{5,}
    |microsoft(?:\ corporation|\ corp\.?|\ (?:office\ )?word)?|python-docx|openpyxl|docx4j|pandoc|calibre|libreoffice
    |openoffice(?:\.org)?|apache\ poi|aspose(?:\W.*)?|phpword
    |(?:x?htmldoc|wkhtmltopdf|weasyprint|reportlab|fpdf|tcpdf|itext)
    |adobe\ .*|acrobat\ .*|.*\bpdfmaker\b.*|.*\bdistiller\b.*|pdf-?(?:la)?tex|latex\ with\ .*|google\ docs|wps\ office
    )[\])>"]?[\s\-_#(]*\d*\)?""",
    re.IGNORECASE | re.VERBOSE,
)
_LETTER: Final = re.compile(r"[^\W\d_]")


def file_title(stated: str) -> str:
    """Return the title in a file's properties on one line; empty for a template's title, or the name of a file."""
    title = flatten(normalise(stated))
    known = _PRINTED.fullmatch(title) or _FILE.fullmatch(title) or _NO_TITLE.fullmatch(title)
    return "" if known or not _LETTER.search(title) else title


def file_author(stated: str) -> str:
    """Return the author in a file's properties on one line; empty for a program, a computer, or an account's name."""
    author = flatten(normalise(stated))
    return "" if _NO_AUTHOR.fullmatch(author) or not _LETTER.search(author) else author
