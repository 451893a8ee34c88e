"""Measure what the opinion of a second pipeline on suggestions is worth, or fit its weights.

`python -m benchmarks.second_opinion FIRST SECOND FOLDER... [--fit]`; sets are read as by `held_out`. For each set are
printed: the number of suggestions of the first pipeline, the share that the second has too, how many of these and of
the others are right, and the area under the ROC curve and the calibration error of the scores before and after. With
`--fit`, the weights that suit the sets best are printed, each set counting the same, however large.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.fit_confidence import area_under_curve, calibration_error, fit
from benchmarks.held_out import found_in, group_of, read_set, suggested
from glossator.ner.confidence import confidences, log_odds, with_second_opinion
from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import find_pipeline
from glossator.ner.postprocessing import RULES


@dataclass(frozen=True, slots=True)
class Rated:
    """A suggestion of the first pipeline: its score, whether the second has it too, and whether it is right."""

    score: float | None
    agrees: bool
    right: bool


def rated_suggestions(first: LocalPipeline, second: LocalPipeline, folder: Path) -> list[Rated]:
    """Return the suggestions of the first pipeline in a set whose labels the set has."""
    texts = read_set(folder)
    known = {mark.label for text in texts for mark in text.gold}
    found = []
    for text, mine, theirs in zip(texts, found_in(first, texts), found_in(second, texts), strict=True):
        some = suggested(text.text, mine, RULES)
        others = {(each.span, each.label) for each in suggested(text.text, theirs, RULES)}
        gold = set(text.gold)
        for each, score in zip(some, confidences(text.text, some, first.pipeline.name), strict=True):
            group = group_of(each.label)
            if group in known:
                found.append(Rated(score, (each.span, each.label) in others, (each.span, group) in gold))
    return found


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.second_opinion")
    parser.add_argument("first", metavar="FIRST", help="the pipeline whose suggestions are rated")
    parser.add_argument("second", metavar="SECOND", help="the pipeline that gives its opinion")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="a set of annotated texts")
    parser.add_argument("--fit", action="store_true", help="print the weights that suit the sets best")
    chosen = parser.parse_args()
    first, second = LocalPipeline(find_pipeline(chosen.first)), LocalPipeline(find_pipeline(chosen.second))
    sets = [rated_suggestions(first, second, folder) for folder in chosen.folders]
    if chosen.fit:
        rows = [np.array([[log_odds(each.score), each.agrees, not each.agrees] for each in some]) for some in sets]
        weight = [np.full(len(some), sum(map(len, sets)) / len(sets) / len(some)) for some in sets]
        right = np.array([each.right for some in sets for each in some], dtype=float)
        print(np.round(fit(np.concatenate(rows).astype(float), right, np.concatenate(weight)), 2))
    for folder, some in zip(chosen.folders, sets, strict=True):
        right = np.array([each.right for each in some], dtype=float)
        agrees = np.array([each.agrees for each in some])
        # Without a score, a suggestion counts as even.
        before = np.array([0.5 if each.score is None else each.score for each in some])
        after = np.array([with_second_opinion(each.score, agrees=each.agrees) for each in some])
        shares = [agrees.mean(), right[agrees].mean(), right[~agrees].mean()]
        qualities = [
            measure(scores, right) for measure in (area_under_curve, calibration_error) for scores in (before, after)
        ]
        cells = [*(f"{share:.2f}" for share in shares), *(f"{quality:.3f}" for quality in qualities)]
        print(f"| {folder.name} | {len(some):,} | {' | '.join(cells)} |")


if __name__ == "__main__":
    _main()
