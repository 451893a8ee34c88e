"""Imports a file of JSON lines with doccano’s own code, and prints what is in its database then.

Run by doccano’s own Python, with the file; DATABASE_URL says where its database is.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any


def main(path: str) -> None:
    """Import the file into a new project for sequence labelling."""
    spec = importlib.util.find_spec("backend")
    assert spec is not None
    assert spec.submodule_search_locations
    sys.path.insert(0, str(Path(spec.submodule_search_locations[0])))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.base"
    load: Any = importlib.import_module
    load("django").setup()
    load("django.core.management").call_command("migrate", verbosity=0)
    user = load("django.contrib.auth.models").User.objects.create_user("ann")
    project = load("projects.models").SequenceLabelingProject.objects.create(
        name="p", project_type="SequenceLabeling", created_by=user, allow_overlapping=True
    )
    file = load("data_import.pipeline.readers").FileName(path, "articles.jsonl", "articles.jsonl")
    lines = load("data_import.pipeline.catalog").JSONL
    dataset = load("data_import.datasets").load_dataset("SequenceLabeling", lines, [file], project)
    dataset.save(user)
    examples = [
        {
            "text": example.text,
            "meta": example.meta,
            "spans": [(span.start_offset, span.end_offset, span.label.text) for span in example.spans.all()],
        }
        for example in project.examples.all()
    ]
    sys.stdout.write(json.dumps({"errors": [str(error) for error in dataset.errors], "examples": examples}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
