"""Writes estimated_classes.json and as_nannyml_classes.json: performance of many classes estimated without labels, by scikit-learn and by NannyML, on the same inputs.

    python3 -m venv /tmp/nannyml && /tmp/nannyml/bin/pip install -r requirements-nannyml.txt
    /tmp/nannyml/bin/python estimated_classes.py

`expected` follows the definition: for each class an isotonic calibration of its score fitted on the reference, the shares of a row
divided by their sum, then scikit-learn's own metrics over every row once for each class, with the share as weight. `nannyml` is what
its CBPE gives for the same rows, told to calibrate (it asks ten random splits whether it should). Where scores tie its area depends on
the order in which a sort leaves them, and it takes probabilities only, so it is given only where all is well.

Inputs: scikit-learn's handwritten digits (1,797 images, ten classes), scored by a logistic regression of a few pixels, every other image
being reference; and awkward small ones, which stand in the file.
"""

import json
import os
import warnings
from pathlib import Path

os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"  # before it is imported
import nannyml  # noqa: E402
import numpy as np
import pandas as pd
import sklearn
from nannyml.performance_estimation.confidence_based import CBPE, cbpe
from sklearn import metrics as sk
from sklearn.datasets import load_digits
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
cbpe.needs_calibration = lambda *_: True
HERE = Path(__file__).parent
NAMES = {"accuracy": "accuracy", "f1": "macro_f1", "precision": "macro_precision", "recall": "macro_recall", "roc_auc": "macro_roc_auc"}


def shares_of(reference, labels, current):
    count = reference.shape[1]
    shares = np.column_stack([IsotonicRegression(out_of_bounds="clip", increasing=True).fit(reference[:, k], labels == k).predict(current[:, k]) for k in range(count)])
    sums = shares.sum(axis=1, keepdims=True)
    return np.where(sums > 0, shares / np.where(sums > 0, sums, 1), 1 / count)


def expected(shares, current, decided):
    count = shares.shape[1]
    rows = len(decided)
    labels, decisions, weights = np.tile(np.arange(count), rows), np.repeat(decided, count), shares.ravel()
    out = {"accuracy": sk.accuracy_score(labels, decisions, sample_weight=weights), "balanced_accuracy": sk.balanced_accuracy_score(labels, decisions, sample_weight=weights),
           "matthews_correlation": sk.matthews_corrcoef(labels, decisions, sample_weight=weights), "cohen_kappa": sk.cohen_kappa_score(labels, decisions, sample_weight=weights)}
    for average in ("macro", "weighted"):
        for name, score in (("f1", sk.f1_score), ("precision", sk.precision_score), ("recall", sk.recall_score)):
            out[f"{average}_{name}"] = score(labels, decisions, sample_weight=weights, average=average, labels=range(count), zero_division=np.nan)
    areas, sizes = [], []
    for k in range(count):
        share = shares[:, k]
        areas.append(sk.roc_auc_score(np.r_[np.ones(rows), np.zeros(rows)], np.tile(current[:, k], 2), sample_weight=np.r_[share, 1 - share]) if 0 < share.sum() < rows else np.nan)
        sizes.append(share.sum())
    known = ~np.isnan(areas)
    out["macro_roc_auc"] = np.mean(np.array(areas)[known])
    out["weighted_roc_auc"] = np.average(np.array(areas)[known], weights=np.array(sizes)[known])
    return {name: float(value) for name, value in out.items() if np.isfinite(value)}


def theirs(reference, labels, current, decided, untied):
    columns = {str(k): f"p{k}" for k in range(reference.shape[1])}
    frame = lambda scores, told: pd.DataFrame(scores, columns=list(columns.values())).assign(told=told.astype(str))
    names = [name for name in NAMES if untied or name != "roc_auc"]
    made = CBPE(metrics=names, y_pred="told", y_pred_proba=columns, y_true="truth", problem_type="classification_multiclass", chunk_number=1)
    made.fit(frame(reference, reference.argmax(axis=1)).assign(truth=labels.astype(str)))
    values = made.estimate(frame(current, decided)).filter(period="analysis").to_df()
    return {NAMES[name]: float(values[(name, "value")].iloc[0]) for name in names}


def case(name, reference, labels, current, decided=None):
    decided = current.argmax(axis=1) if decided is None else decided
    untied = all(len(np.unique(current[:, k])) == len(current) for k in range(current.shape[1])) and np.allclose(reference.sum(axis=1), 1)
    shares = shares_of(reference, labels, current)
    return {"name": name, "reference": reference.tolist(), "labels": labels.tolist(), "current": current.tolist(), "decided": decided.tolist(),
            "expected": expected(shares, current, decided), "nannyml": theirs(reference, labels, current, decided, untied)}


def digits():
    pixels, truth = load_digits(return_X_y=True)
    model = LogisticRegression(max_iter=2000, C=0.02).fit(pixels[::3, 10:50:3], truth[::3])
    rest = np.arange(len(truth)) % 3 != 0
    scores = np.round(model.predict_proba(pixels[rest][:, 10:50:3]), 7)
    return case("digits", scores[::2], truth[rest][::2], scores[1::2])


def awkward():
    random = np.random.default_rng(20261126)

    def drawn(rows, count, sure=2.0, digits=7):
        truth = random.integers(count, size=rows)
        odds = np.exp(random.normal(size=(rows, count)) + sure * (np.arange(count) == truth[:, None]))
        return np.round(odds / odds.sum(axis=1, keepdims=True), digits), truth

    reference, labels = drawn(300, 3)
    current, _ = drawn(120, 3)
    yield case("three classes", reference, labels, current)
    yield case("decisions that are not the highest score", reference, labels, current, random.integers(3, size=120))
    coarse, told = drawn(300, 4, digits=1)
    yield case("ties in tenths", coarse, told, drawn(90, 4, digits=1)[0])
    yield case("a class that is never decided", reference, labels, current, np.minimum(current.argmax(axis=1), 1))
    wide = np.round(np.exp(random.normal(size=(300, 3)) * 9), 9)
    yield case("scores that are no probabilities, huge and tiny", wide, wide.argmax(axis=1), np.round(np.exp(random.normal(size=(80, 3)) * 9), 9))
    yield case("scores against the label", 1 - reference, labels, 1 - current)


if __name__ == "__main__":
    document = {"made_with": {"nannyml": nannyml.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__}, "cases": [digits(), *awkward()]}
    (HERE / "estimated_classes.json").write_text(json.dumps(document) + "\n")
    ids = {name: f"nannyml_{'multiclass_accuracy' if name == 'accuracy' else name}" for name in NAMES.values()}
    vectors = [{"as": ids[name], "name": one["name"], "classes": one["name"], "value": value} for one in document["cases"] for name, value in one["nannyml"].items()]
    (HERE / "as_nannyml_classes.json").write_text(json.dumps({"made_with": document["made_with"], "cases": vectors}, indent=0) + "\n")
