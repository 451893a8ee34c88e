"""A recogniser that asks a model server on this computer: python3 local_model.py ADDRESS MODEL."""

import hashlib
import json
import re
import sys
import urllib.request

PROMPT = """Find the named entities in the text. The labels are:
{labels}
Answer with a JSON list of objects with "quote", the words exactly as they are in the text, and "label"."""


def ask(address: str, model: str, prompt: str, text: str) -> list[dict[str, object]]:
    """Return what the model finds in a text, at each place of the words that it quotes."""
    messages = [{"role": "system", "content": prompt}, {"role": "user", "content": text}]
    body = json.dumps({"model": model, "temperature": 0, "messages": messages}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        said = json.load(response)["choices"][0]["message"]["content"]
    found = []
    for one in json.loads(said[said.index("[") : said.rindex("]") + 1]):
        # Words that are not in the text are passed on: Glossator drops and counts them.
        for start, end in [place.span() for place in re.finditer(re.escape(one["quote"]), text)] or [(0, 0)]:
            found.append({"start": start, "end": end, "quote": one["quote"], "label": one["label"]})
    return found


def main(address: str, model: str) -> None:
    """Answer until standard input ends."""
    labels = json.loads(sys.stdin.readline())["labels"]
    prompt = PROMPT.format(labels="\n".join(f"{label['name']}: {label['description']}" for label in labels))
    version = hashlib.sha256(f"{model}\n{prompt}".encode()).hexdigest()[:12]
    print(json.dumps({"name": model, "version": version, "scores": False}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        answer: dict[str, object] = {"id": request["id"]}
        try:
            answer["found"] = [ask(address, model, prompt, text) for text in request["texts"]]
        except (OSError, ValueError, LookupError, TypeError) as error:
            answer["error"] = f"{address}: {error}"
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
