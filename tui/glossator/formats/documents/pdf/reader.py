"""Reading PDF documents in a worker process, which a hostile one may crash or hold up."""

import atexit
import threading
from typing import Any, Final

from glossator.domain.left_out import LeftOut
from glossator.formats.content import Content
from glossator.formats.errors import Unreadable
from glossator.formats.header import Header
from glossator.formats.spec import Evidence, Format, one_article
from glossator.runtime.worker_process import JsonWorker, WorkerEnded

# What some programs write before a document.
_BEFORE: Final = b"\xef\xbb\xbf\0 \t\r\n"
_WORKER: Final = "glossator.formats.documents.pdf.worker"
_LARGEST: Final = 500_000_000
# Seconds for one document.
_LONGEST: Final = 120.0


class PdfReader:
    """Reads documents, one after the other, in a worker process that is started with the first."""

    def __init__(self, module: str = _WORKER, longest: float = _LONGEST) -> None:
        """Set the module of the worker process, and the seconds that it has for a document."""
        self._module = module
        self._longest = longest
        self._lock = threading.Lock()
        self._worker: JsonWorker | None = None

    def read(self, data: bytes) -> Content:
        """Return the article in a PDF document.

        Raises:
            Unreadable: when it is damaged, locked or too large, holds no text, or the worker crashes or takes too long.
        """
        if len(data) > _LARGEST:
            raise Unreadable("The document is larger than 500 MB. Split it, or save the part as text.")
        with self._lock:
            try:
                answer = self._ask(data)
            except WorkerEnded as error:
                raise Unreadable("The PDF document is damaged: reading it fails. Save it as text first.") from error
            except OSError as error:
                raise Unreadable(f"PDF documents cannot be read: no process can be started ({error}).") from error
        if "reason" in answer:
            raise Unreadable(answer["reason"])
        return _content(answer["article"])

    def close(self) -> None:
        """End the worker process."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _ask(self, data: bytes) -> dict[str, Any]:
        """Send a document to the worker and return the answer.

        Raises:
            OSError: when the process cannot be started.
            Unreadable: when the worker takes too long.
            WorkerEnded: when it has crashed.
        """
        late = threading.Event()
        if self._worker is not None and self._worker.process.poll() is not None:
            # It ends when it has had nothing to do for a while.
            self.close()
        worker = self._worker = self._worker or JsonWorker(self._module)

        def stop() -> None:
            late.set()
            worker.process.kill()

        timer = threading.Timer(self._longest, stop)
        timer.daemon = True
        timer.start()
        try:
            worker.ask(len(data))
            assert worker.process.stdin is not None
            try:
                worker.process.stdin.write(data)
                worker.process.stdin.flush()
            except OSError as error:
                raise WorkerEnded from error
            answer: dict[str, Any] = worker.answer()
        except BaseException as error:
            # After an interrupt, too, an answer would be left for the next document.
            self.close()
            if late.is_set():
                raise Unreadable(
                    f"Reading the document takes more than {self._longest:,.0f} seconds. Split it, or save it as text."
                ) from error
            raise
        finally:
            timer.cancel()
        return answer


def _content(article: dict[str, Any]) -> Content:
    header = article["header"]
    return Content(
        Header(title=header["title"], author=header["author"]),
        article["text"],
        left_out=tuple(LeftOut(**each) for each in article["left_out"]),
    )


_READER: Final = PdfReader()
atexit.register(_READER.close)


FORMAT: Final = Format(
    name="pdf",
    title="PDF document",
    suffixes=(".pdf",),
    sniff=lambda head: Evidence.CONTENT if head.data.lstrip(_BEFORE).startswith(b"%PDF-") else Evidence.NONE,
    read_articles=one_article(_READER.read),
)
