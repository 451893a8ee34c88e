"""The languages of articles: stated, or else detected from the text.

A detected language is a guess. It is never stored, so that nobody takes it for a stated one; it only chooses the
recogniser, and is shown as detected.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Final

from glossator.domain.article import Article
from glossator.domain.languages import ENGLISH, language_code, language_name
from glossator.ner.language_detection import LanguageDetector
from glossator.runtime.background import interruptible
from glossator.store.queries.article_languages import language_samples, stated_languages
from glossator.store.workspace import Workspace
from glossator.text.language_sample import is_plainly_english, text_sample

# Articles whose samples are in memory at a time.
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class ArticleLanguage:
    """The language of an article.

    Attributes:
        code: ISO 639; empty if it is neither stated nor could be detected.
        detected: whether it was detected, not stated.
    """

    code: str
    detected: bool = False

    def __str__(self) -> str:
        if not self.code:
            return "unknown"
        return f"{language_name(self.code)} (detected)" if self.detected else language_name(self.code)


def language_of_article(article: Article, detector: LanguageDetector) -> ArticleLanguage:
    """Return the language of an article; `detector` is used only if none is stated and it is not plainly English."""
    if code := language_code(article.language):
        return ArticleLanguage(code)
    parts = text_sample(article.text)
    if is_plainly_english(parts):
        return ArticleLanguage(ENGLISH, detected=True)
    (code,) = detector.languages([parts])
    return ArticleLanguage(code, detected=bool(code))


def languages_of_articles(
    workspace: Workspace, uids: Collection[str], cancelled: Callable[[], bool] = lambda: False
) -> Mapping[str, ArticleLanguage]:
    """Return the language of each article by uid, in the order of `uids`.

    Raises:
        Cancelled: when it was cancelled.
    """
    found = {uid: ArticleLanguage(language_code(tag)) for uid, tag in workspace.ask(stated_languages, uids).items()}
    unstated = [uid for uid in uids if uid in found and not found[uid].code]
    with closing(LanguageDetector()) as detector:
        for first in range(0, len(unstated), _AT_ONCE):
            samples = workspace.ask(lambda db, some: [*language_samples(db, some)], unstated[first : first + _AT_ONCE])
            unsure = []
            for uid, parts in samples:
                if is_plainly_english(parts):
                    found[uid] = ArticleLanguage(ENGLISH, detected=True)
                else:
                    unsure.append((uid, parts))
            detect = partial(detector.languages, [parts for _, parts in unsure])
            codes = interruptible(detect, cancelled) if unsure else []
            for (uid, _), code in zip(unsure, codes, strict=True):
                found[uid] = ArticleLanguage(code, detected=bool(code))
    return {uid: found[uid] for uid in uids if uid in found}
