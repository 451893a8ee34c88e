"""A pipeline that loads soon, and finds each “Lumen”."""

from pathlib import Path

from glossator.ner.pipelines import Pipeline, find_pipeline


def small_pipeline(folder: Path) -> Pipeline:
    """Write the pipeline to `folder` and return it."""
    import spacy

    nlp = spacy.blank("en")
    nlp.meta["name"], nlp.meta["version"] = "small", "1.0"
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Lumen"}])  # type: ignore[attr-defined] # spaCy types a component as any callable
    nlp.to_disk(folder)
    return find_pipeline(str(folder))
