"""Detecting languages: texts of our own, in several languages and scripts."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from glossator.ner.language_detection import LanguageDetector, detected_language, load_identifier
from glossator.text.language_sample import is_plainly_english, text_sample

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SEEDS: Final = sorted(Path(__file__).parents[2].joinpath("seeds").glob("[0-9]*"))
_TEXTS: Final = {
    "en": "Harbour fees rose again in March, and three small shipping lines have already moved to other ports. Owners "
    "say that without new rules more will follow them before winter, whatever the council now promises.",
    "fr": "Le ferry n’a pas quitté le port lundi matin, parce que l’équipage attendait encore la décision du tribunal. "
    "Les habitants de l’île craignent que la ligne ne soit fermée avant l’été, comme l’année dernière déjà.",
    "es": "El barco no salió del puerto el lunes por la mañana porque la tripulación esperaba todavía la decisión del "
    "tribunal. Los vecinos de la isla temen que la línea se cierre antes del verano, como ocurrió el año pasado.",
    "de": "Die Fähre hat den Hafen am Montagmorgen nicht verlassen, weil die Mannschaft noch auf die Entscheidung des "
    "Gerichts wartete. Die Bewohner der Insel fürchten, dass die Linie vor dem Sommer eingestellt wird.",
    "pt": "O barco não saiu do porto na manhã de segunda-feira porque a tripulação ainda esperava a decisão do "
    "tribunal. Os moradores da ilha receiam que a ligação seja encerrada antes do verão, como no ano passado.",
    "ru": "Паром не вышел из порта в понедельник утром, потому что команда всё ещё ждала решения суда. Жители острова "
    "опасаются, что линию закроют ещё до лета, как это уже случилось в прошлом году после пожара на борту.",
    "ur": "پیر کی صبح کشتی بندرگاہ سے روانہ نہیں ہوئی کیونکہ عملہ ابھی تک عدالت کے فیصلے کا انتظار کر رہا تھا۔ جزیرے "
    "کے لوگوں کو ڈر ہے کہ گرمیوں سے پہلے یہ راستہ بند کر دیا جائے گا، جیسا کہ "
    "پچھلے سال بھی ہوا تھا جب جہاز میں آگ لگی تھی۔",
    "ar": "لم تغادر العبارة الميناء صباح يوم الاثنين لأن الطاقم كان لا يزال ينتظر قرار المحكمة. ويخشى سكان الجزيرة أن "
    "يغلق هذا الخط قبل حلول الصيف كما حدث في العام الماضي بعد الحريق الذي اندلع على متن السفينة وأصيب فيه ثلاثة رجال.",
    "fa": "کشتی صبح دوشنبه بندر را ترک نکرد، چون خدمه هنوز منتظر رأی دادگاه بودند. ساکنان جزیره نگران‌اند که این مسیر "
    "پیش از تابستان بسته شود، همان‌طور که سال گذشته پس از آتش‌سوزی در کشتی و زخمی شدن سه نفر از کارکنان آن رخ داد.",
}


@pytest.fixture(scope="module")
def identifier() -> "LanguageIdentifier":
    return load_identifier()


@pytest.mark.parametrize("language", _TEXTS)
def test_the_language_of_a_paragraph_is_detected(identifier: "LanguageIdentifier", language: str) -> None:
    assert detected_language(identifier, text_sample(_TEXTS[language])) == language
    assert detected_language(identifier, text_sample(f"{_TEXTS[language]}\n\n" * 20)) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Le ferry n’a pas quitté le port lundi.",
        _TEXTS["fr"] * 8 + _TEXTS["ru"] * 8,
        _TEXTS["en"] * 8 + _TEXTS["ur"] * 8,
        "1994  2,114  3,551\n" * 40,
    ],
)
def test_short_and_mixed_texts_have_none(identifier: "LanguageIdentifier", text: str) -> None:
    assert detected_language(identifier, text_sample(text)) == ""


@pytest.mark.parametrize("file", _SEEDS, ids=lambda file: file.name)
def test_the_sample_articles_are_in_english(identifier: "LanguageIdentifier", file: Path) -> None:
    sample = text_sample(file.read_text(encoding="utf-8"))
    assert is_plainly_english(sample) or detected_language(identifier, sample) in ("en", "")


@pytest.fixture
def detector() -> Iterator[LanguageDetector]:
    detector = LanguageDetector()
    yield detector
    detector.close()


def test_a_process_detects_many_and_is_started_again_after_its_end(detector: LanguageDetector) -> None:
    samples = [[_TEXTS["fr"]], ["short"], [], [_TEXTS["ur"]]]
    assert detector.languages(samples) == ["fr", "", "", "ur"]
    assert detector._worker is not None
    detector._worker.process.kill()
    detector._worker.process.wait()
    assert detector.languages(samples) == ["", "", "", ""]
    assert detector.languages(samples[:1]) == ["fr"]


def test_short_texts_start_no_process(detector: LanguageDetector) -> None:
    assert detector.languages([["Merci."], []]) == ["", ""]
    assert detector._worker is None
