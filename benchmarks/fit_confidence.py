"""Fit the weights of `glossator.ner.confidence`.

`python -m benchmarks.fit_confidence --fit FOLDER... --test FOLDER...`; sets are read as by `held_out`. Each set to fit
counts the same, however large. For each set are printed: the number of suggestions, the area under the ROC curve of the
parser's probability and of the model, the calibration error of the model (ten bins of equal width), the share of
doubtful suggestions, and how many of these and of the others are right. Suggestions with labels that a set does not
have are ignored. Sets of other people mean other things by dates and numbers than spaCy's pipelines; for those, the
gold annotations of the sample articles are one more set to fit.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.gold import read_gold
from benchmarks.held_out import Text, found_in, group_of, read_set, suggested
from glossator.domain.annotation import DOUBTFUL
from glossator.domain.lexicon import AMOUNTS
from glossator.ner.confidence import FEATURES, SuggestionContext, evidence
from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import find_pipeline
from glossator.ner.postprocessing import RULES

_BINS: Final = 10
_STEPS: Final = 50
# Keeps the weights of rare features small.
_RIDGE: Final = 1.0


def samples(pipeline: LocalPipeline, folder: Path) -> tuple[list[SuggestionContext], np.ndarray]:
    """Return what is known of the suggestions in a set whose labels it has, and for each 1 if it is right, else 0."""
    texts = read_set(folder)
    known_groups = {mark.label for text in texts for mark in text.gold}
    known: list[SuggestionContext] = []
    right: list[bool] = []
    for text, found in zip(texts, found_in(pipeline, texts), strict=True):
        some = suggested(text.text, found, RULES)
        gold = set(text.gold)
        for one, of in zip(some, evidence(text.text, some), strict=True):
            group = group_of(one.label)
            if group in known_groups and of.mean is not None:
                known.append(of)
                right.append((one.span, group) in gold)
    return known, np.array(right, dtype=float)


def sample_amounts(pipeline: LocalPipeline) -> tuple[list[SuggestionContext], np.ndarray]:
    """Return, as `samples` does, the times and amounts that are suggested in the sample articles."""
    golds = read_gold()
    known: list[SuggestionContext] = []
    right: list[bool] = []
    texts = [Text(gold.text, gold.marks) for gold in golds]
    for text, found in zip(texts, found_in(pipeline, texts), strict=True):
        some = suggested(text.text, found, RULES)
        gold = set(text.gold)
        for one, of in zip(some, evidence(text.text, some), strict=True):
            if one.label in AMOUNTS and of.mean is not None:
                known.append(of)
                right.append((one.span, one.label) in gold)
    return known, np.array(right, dtype=float)


def matrix(known: Sequence[SuggestionContext]) -> np.ndarray:
    """Return the features, a row for each suggestion."""
    return np.array([[float(feature(one)) for feature in FEATURES.values()] for one in known])


def fit(rows: np.ndarray, right: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the weights of the features by Newton's method, with a ridge; `weight` is that of each row."""
    found = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-rows @ found))
        gradient = rows.T @ (weight * (likely - right)) + _RIDGE * found
        curvature = (rows * (weight * likely * (1 - likely))[:, None]).T @ rows + _RIDGE * np.eye(len(found))
        found -= np.linalg.solve(curvature, gradient)
    return found


def area_under_curve(likely: np.ndarray, right: np.ndarray) -> float:
    """Return the probability that a right suggestion has a higher value than a wrong one; ties count half."""
    _, rank, counts = np.unique(likely, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2
    yes, no = right.sum(), (1 - right).sum()
    return float((middle[rank][right == 1].sum() - yes * (yes + 1) / 2) / (yes * no))


def calibration_error(likely: np.ndarray, right: np.ndarray) -> float:
    """Return the mean difference between what is expected and what is right, over bins of equal width."""
    bins = np.minimum((likely * _BINS).astype(int), _BINS - 1)
    differences = [abs((likely[bins == one] - right[bins == one]).sum()) for one in range(_BINS)]
    return float(sum(differences) / len(right))


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit_confidence")
    parser.add_argument("--fit", nargs="+", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--test", nargs="*", type=Path, default=[], metavar="FOLDER")
    parser.add_argument("--model", default="", help="name or path of the pipeline (default: the program's default)")
    chosen = parser.parse_args()
    pipeline = LocalPipeline(find_pipeline(chosen.model))
    sets = [samples(pipeline, folder) for folder in chosen.fit]
    fitted = [*sets, sample_amounts(pipeline)]
    size = sum(len(right) for _, right in sets) / len(sets)
    rows = np.concatenate([matrix(known) for known, _ in fitted])
    right = np.concatenate([each for _, each in fitted])
    found = fit(rows, right, np.concatenate([np.full(len(each), size / len(each)) for _, each in fitted]))
    for name, value in zip(FEATURES, found, strict=True):
        print(f'    "{name}": {value:.2f},')
    for folder, (known, each) in zip(
        (*chosen.fit, *chosen.test), (*sets, *(samples(pipeline, folder) for folder in chosen.test)), strict=True
    ):
        likely = 1 / (1 + np.exp(-matrix(known) @ found))
        alone = np.array([one.probability if one.probability is not None else one.mean or 0.0 for one in known])
        print(
            f"| {folder.name} | {len(each):,} | {area_under_curve(alone, each):.3f} "
            f"| {area_under_curve(likely, each):.3f} | {calibration_error(likely, each):.3f} "
            f"| {(likely < DOUBTFUL).mean():.2f} | {each[likely < DOUBTFUL].mean():.2f} "
            f"| {each[likely >= DOUBTFUL].mean():.2f} |"
        )


if __name__ == "__main__":
    _main()
