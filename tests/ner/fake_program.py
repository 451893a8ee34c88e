"""A recogniser program that finds each “Lumen”, and misbehaves as its first argument says."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def answer(value: object) -> None:
    write(json.dumps(value) + "\n")


def found(text: str) -> list[dict[str, object]]:
    start = text.find("Lumen")
    return [] if start < 0 else [{"start": start, "end": start + 5, "quote": "Lumen", "label": "GPE", "score": 0.75}]


def greet(how: str) -> None:
    if how == "no hello":
        answer(["hello"])
    elif how == "silent hello":
        time.sleep(3600)
    elif how == "grandchild":
        # Keeps the output open when this process is killed.
        held = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"], start_new_session=True)
        Path(os.environ["FAKE_PID"]).write_text(str(held.pid), "utf-8")
    answer({"name": "fake", "version": os.environ.get("FAKE_VERSION", "1"), "scores": how != "no scores"})


def misbehave(how: str, id_: int, texts: list[str]) -> None:
    right = [found(text) for text in texts]
    match how:
        case "other id":
            answer({"id": id_ + 1, "found": right})
        case "late":
            # The answer to another request comes first.
            answer({"id": id_ - 1, "found": right})
            answer({"id": id_, "found": right})
        case "broken":
            write('{"id": 1, "found": [[\n')
        case "deep":
            write("[" * 100_000 + "\n")
        case "binary":
            sys.stdout.buffer.write(b"\xff\xfe\x00\n")
            sys.stdout.buffer.flush()
        case "long line":
            write("x" * 10_000_000 + "\n")
        case "endless line":
            while True:
                write("x" * 1_000_000)
        case "silent" | "grandchild":
            time.sleep(3600)
        case "exits":
            sys.exit(3)
        case "traceback":
            raise RuntimeError("no\x1b[2J model")
        case "half a line":
            write('{"id"')
            sys.exit(0)
        case "closes":
            os.close(1)
            time.sleep(3600)
        case "few":
            answer({"id": id_, "found": right[1:]})
        case "no list":
            answer({"id": id_, "found": None})
        case "error":
            answer({"id": id_, "error": "The model\nis not loaded."})
        case _:
            sys.stderr.write("x" * 500_000 + "\n")
            answer({"id": id_, "found": [json.loads(os.environ.get("FAKE_FINDS", "null")) or one for one in right]})


def main(how: str) -> None:
    if file := os.environ.get("FAKE_SELF"):
        Path(file).write_text(str(os.getpid()), "utf-8")
    hello = json.loads(sys.stdin.readline())
    if labels := os.environ.get("FAKE_LABELS"):
        Path(labels).write_text(json.dumps(hello), "utf-8")
    greet(how)
    for line in sys.stdin:
        request = json.loads(line)
        misbehave(how, request["id"], request["texts"])


if __name__ == "__main__":
    main(sys.argv[1])
