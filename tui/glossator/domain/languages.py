"""Tags of languages (BCP 47), and the English names of languages."""

import re
from typing import Final

ENGLISH: Final = "en"
MULTILINGUAL: Final = "xx"
"""The language of pipelines for many languages, as spaCy has it."""
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
# Tags that name no single language.
_NO_LANGUAGE: Final = frozenset(("mis", "mul", "und", "zxx"))
# Other codes of languages that have a code of two letters, and the written forms of Norwegian as spaCy has them.
_CODES: Final = {
    "ara": "ar",
    "bul": "bg",
    "ben": "bn",
    "cat": "ca",
    "ces": "cs",
    "cze": "cs",
    "dan": "da",
    "deu": "de",
    "ger": "de",
    "ell": "el",
    "gre": "el",
    "eng": "en",
    "spa": "es",
    "est": "et",
    "fas": "fa",
    "per": "fa",
    "fin": "fi",
    "fra": "fr",
    "fre": "fr",
    "heb": "he",
    "iw": "he",
    "hin": "hi",
    "hrv": "hr",
    "hun": "hu",
    "in": "id",
    "ind": "id",
    "ita": "it",
    "jpn": "ja",
    "kor": "ko",
    "lit": "lt",
    "lav": "lv",
    "mkd": "mk",
    "mac": "mk",
    "no": "nb",
    "nob": "nb",
    "nor": "nb",
    "nld": "nl",
    "dut": "nl",
    "nno": "nn",
    "pol": "pl",
    "pus": "ps",
    "por": "pt",
    "ron": "ro",
    "rum": "ro",
    "rus": "ru",
    "slk": "sk",
    "slo": "sk",
    "slv": "sl",
    "sqi": "sq",
    "alb": "sq",
    "srp": "sr",
    "swe": "sv",
    "tam": "ta",
    "tha": "th",
    "tur": "tr",
    "ukr": "uk",
    "urd": "ur",
    "vie": "vi",
    "zho": "zh",
    "chi": "zh",
}
_NAMES: Final = {
    "af": "Afrikaans",
    "am": "Amharic",
    "ar": "Arabic",
    "ary": "Moroccan Arabic",
    "arz": "Egyptian Arabic",
    "az": "Azerbaijani",
    "ba": "Bashkir",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "br": "Breton",
    "bs": "Bosnian",
    "ca": "Catalan",
    "cs": "Czech",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "eo": "Esperanto",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fo": "Faroese",
    "fr": "French",
    "fy": "Frisian",
    "ga": "Irish",
    "gd": "Scottish Gaelic",
    "gl": "Galician",
    "gu": "Gujarati",
    "ha": "Hausa",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "ht": "Haitian Creole",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "ig": "Igbo",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "jv": "Javanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "km": "Khmer",
    "kn": "Kannada",
    "ko": "Korean",
    "ku": "Kurdish",
    "ky": "Kyrgyz",
    "la": "Latin",
    "lb": "Luxembourgish",
    "lo": "Lao",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mg": "Malagasy",
    "mk": "Macedonian",
    "ml": "Malayalam",
    "mn": "Mongolian",
    "mr": "Marathi",
    "ms": "Malay",
    "mt": "Maltese",
    "my": "Burmese",
    "nb": "Norwegian",
    "ne": "Nepali",
    "nl": "Dutch",
    "nn": "Norwegian Nynorsk",
    "oc": "Occitan",
    "om": "Oromo",
    "or": "Odia",
    "pa": "Punjabi",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "rw": "Kinyarwanda",
    "sa": "Sanskrit",
    "si": "Sinhala",
    "sk": "Slovak",
    "sl": "Slovenian",
    "so": "Somali",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "tg": "Tajik",
    "th": "Thai",
    "tk": "Turkmen",
    "tl": "Tagalog",
    "tr": "Turkish",
    "tt": "Tatar",
    "ug": "Uyghur",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "xh": "Xhosa",
    "xx": "many languages",
    "yi": "Yiddish",
    "yo": "Yoruba",
    "yue": "Cantonese",
    "zh": "Chinese",
    "zu": "Zulu",
}


class BadLanguage(ValueError):
    """What was given as a tag of a language is none; the message says what is."""


def is_language_tag(tag: str) -> bool:
    """Return whether a text has the form of a tag of a language, such as fr, pt-BR or zh-Hant."""
    return _TAG.fullmatch(tag) is not None


def language_tag(typed: str) -> str:
    """Return a tag of a language as it is stored, with hyphens and the language in small letters.

    Raises:
        BadLanguage: when it is none.
    """
    tag = typed.strip().replace("_", "-")
    if not is_language_tag(tag):
        raise BadLanguage(f"“{typed}” is no tag of a language (BCP 47). Write one such as fr, ur or pt-BR.")
    language, hyphen, rest = tag.partition("-")
    return language.lower() + hyphen + rest


def language_code(tag: str) -> str:
    """Return the language of a tag, of two letters where there are such; empty if it names no single language."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    return "" if language in _NO_LANGUAGE else _CODES.get(language, language)


def language_name(code: str) -> str:
    """Return the English name of a language; the code itself where it is not known."""
    return _NAMES.get(code, code)
