import pytest

from glossator.formats.documents.pdf.legibility import has_known_words, is_legible

ENGLISH = "The harbour trust said on Monday that the ferry would not leave the pier before the storm had gone. " * 3
GERMAN = (
    "Die Hafenbehörde teilte am Montag mit, dass die Fähre den Anleger nicht vor dem Ende des Sturms verlasse. " * 3
)
TURKISH = "Liman idaresi pazartesi günü vapurun fırtına geçmeden iskeleden ayrılmayacağını söyledi. " * 3
POLISH = "Zarząd portu powiedział w poniedziałek, że prom nie odpłynie z przystani przed końcem sztormu. " * 3
RUSSIAN = "Управление порта сообщило, что паром не отойдёт от причала. " * 3
CHINESE = "港务局星期一表示，渡轮在暴风雨过去之前不会离开码头。" * 5


def shifted(text: str) -> str:
    return "".join(chr((ord(one) - 97 + 3) % 26 + 97) if "a" <= one <= "z" else one for one in text.lower())


@pytest.mark.parametrize("text", ["", "XRD 4711", ENGLISH, ENGLISH.upper(), GERMAN, TURKISH, POLISH, RUSSIAN, CHINESE])
def test_text_of_any_language_is_legible(text: str) -> None:
    assert is_legible([text])


@pytest.mark.parametrize(
    "text", [shifted(ENGLISH), shifted(GERMAN), "\x04\x05\x06 \x07", "\ufffd\ufffd \ufffdx", "\ue001\ue002x"]
)
def test_signs_at_random_are_not(text: str) -> None:
    assert not is_legible([text])


def test_known_words_show_that_an_unknown_font_has_its_letters() -> None:
    assert has_known_words(["Percentile of accuracy"])
    assert not has_known_words(["7KHIHUU\\OHIWWKHKDUERXU"])
    assert not has_known_words([])
