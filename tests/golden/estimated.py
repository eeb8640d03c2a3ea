"""Writes estimated.json and as_nannyml_estimated.json: performance estimated without labels, by scikit-learn and by NannyML, on the same inputs.

    python3 -m venv /tmp/nannyml && /tmp/nannyml/bin/pip install -r requirements-nannyml.txt
    /tmp/nannyml/bin/python estimated.py

`expected` follows the definition: isotonic calibration fitted on the reference, then scikit-learn's own metrics over every
row twice, once as a positive with its probability as weight and once as a negative with the rest. `nannyml` is what its CBPE
gives: sums rounded to five decimals in the area, and a precision for every row where we have one for every distinct score.

Inputs: adult_scores.csv, its first 8,000 rows being the reference and the rest chunks of 2,000; and awkward small ones,
which stand in the file.
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
from nannyml.performance_estimation.confidence_based import CBPE
from sklearn import metrics as sk
from sklearn.isotonic import IsotonicRegression

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent
AMOUNTS = {"true_positive": 18.0, "false_positive": -2.5, "false_negative": -11.0, "true_negative": 0.5}
NAMES = {"roc_auc": "roc_auc", "f1": "f1", "precision": "precision", "recall": "recall", "specificity": "specificity", "accuracy": "accuracy",
         "average_precision": "average_precision"}


def number(value):
    return float(value) if value is not None and np.isfinite(value) else None


def expected(label, score, current, threshold):
    calibration = IsotonicRegression(out_of_bounds="clip", increasing=True).fit(score, label)
    share = calibration.predict(current)
    y = np.r_[np.ones_like(share), np.zeros_like(share)]
    twice = np.r_[current, current]
    weight = np.r_[share, 1 - share]
    decided = (twice >= threshold).astype(int)
    (tn, fp), (fn, tp) = sk.confusion_matrix(y, decided, labels=[0, 1], sample_weight=weight)
    ratio = lambda a, b: a / b if b > 0 else np.nan
    out = {
        "accuracy": sk.accuracy_score(y, decided, sample_weight=weight),
        "precision": ratio(tp, tp + fp),
        "recall": ratio(tp, tp + fn),
        "specificity": ratio(tn, tn + fp),
        "false_positive_rate": ratio(fp, tn + fp),
        "false_negative_rate": ratio(fn, tp + fn),
        "f1": ratio(2 * tp, 2 * tp + fp + fn),
        "value_per_decision": (AMOUNTS["true_positive"] * tp + AMOUNTS["false_positive"] * fp + AMOUNTS["false_negative"] * fn + AMOUNTS["true_negative"] * tn) / len(current),
        "roc_auc": sk.roc_auc_score(y, twice, sample_weight=weight) if 0 < share.sum() < len(share) else None,
        "average_precision": sk.average_precision_score(y, twice, sample_weight=weight) if 0 < share.sum() < len(share) else None,
    }
    probabilities = current.min() >= 0 and current.max() <= 1
    out["brier_score"] = sk.brier_score_loss(y, twice, sample_weight=weight) if probabilities else None
    out["log_loss"] = sk.log_loss(y, twice, sample_weight=weight, labels=[0, 1]) if probabilities else None
    return {name: number(value) for name, value in out.items()}, share


def of_adult():
    table = pd.read_csv(HERE / "adult_scores.csv")
    table["decided"] = (table["score"] >= 0.5).astype(int)
    reference, analysis = table.iloc[:8000], table.iloc[8000:]
    cbpe = CBPE(metrics=list(NAMES), y_pred="decided", y_pred_proba="score", y_true="label", problem_type="classification_binary", chunk_size=2000)
    cbpe.fit(reference.copy())
    frame = cbpe.estimate(analysis[["score", "decided"]].reset_index(drop=True)).filter(period="analysis").to_df()
    chunks = []
    for i in range(len(frame)):
        first, last = int(frame[("chunk", "start_index")].iloc[i]), int(frame[("chunk", "end_index")].iloc[i]) + 1
        values, _ = expected(reference["label"].to_numpy(), reference["score"].to_numpy(), analysis["score"].to_numpy()[first:last], 0.5)
        theirs = {ours: number(frame[(name, "value")].iloc[i]) for name, ours in NAMES.items()}
        chunks.append({"first": 8000 + first, "last": 8000 + last, "expected": values, "nannyml": theirs})
    return {"reference": 8000, "threshold": 0.5, "calibrated": bool(cbpe.needs_calibration), "chunks": chunks}


def awkward():
    random = np.random.default_rng(20261126)
    smooth = np.round(random.uniform(size=300), 6)
    tenths = np.round(random.uniform(size=300), 1)
    wide = np.round(np.exp(random.normal(size=300) * 12), 9)
    drawn = lambda share: (random.uniform(size=300) < share).astype(int)
    cases = {
        "smooth": (drawn(smooth), smooth, np.round(random.uniform(size=120), 6), 0.5),
        "ties in tenths": (drawn(tenths), tenths, np.round(random.uniform(size=120), 1), 0.3),
        "scores against the label": (drawn(1 - smooth), smooth, np.round(random.uniform(size=120), 6), 0.5),
        "one constant score": (drawn(np.full(300, 0.3)), np.full(300, 0.4), np.full(50, 0.4), 0.4),
        "scores beyond the reference": (drawn(smooth), smooth / 2 + 0.25, np.r_[np.linspace(0, 1, 60), 0.9999999], 0.5),
        "huge and tiny scores": (drawn(wide / (1 + wide)), wide, np.round(np.exp(random.normal(size=120) * 12), 9), 1.0),
        "nobody above the threshold": (drawn(smooth), smooth, np.round(random.uniform(size=80) / 2, 6), 0.75),
        "two rows of a kind": (np.r_[np.zeros(150), np.ones(150)].astype(int), np.r_[np.full(150, 0.2), np.full(150, 0.8)], np.r_[np.full(30, 0.2), np.full(20, 0.5), np.full(10, 0.8)], 0.5),
    }
    out = {}
    for name, (label, score, current, threshold) in cases.items():
        values, share = expected(label, score, current, threshold)
        out[name] = {"label": label.tolist(), "score": score.tolist(), "current": current.tolist(), "threshold": threshold, "share": share.tolist(), "expected": values}
    return out


def vectors():
    """NannyML's own functions on small inputs, for --as nannyml; each row of the current side is a label that is not looked at, and a score."""
    from nannyml.calibration import IsotonicCalibrator
    from nannyml.performance_estimation.confidence_based import metrics as theirs

    random = np.random.default_rng(7)
    cases = []
    for name, digits in (("smooth", 6), ("ties", 1), ("few", 2)):
        score = np.round(random.uniform(size=60), digits)
        label = (random.uniform(size=60) < score).astype(int)
        current = np.round(random.uniform(size=12 if name == "few" else 40), digits)
        calibrator = IsotonicCalibrator()
        calibrator.fit(score, label)
        share = calibrator.calibrate(current)
        decided = (current >= 0.5).astype(int)
        values = {"roc_auc": theirs.estimate_roc_auc(share, current), "average_precision": theirs.estimate_ap(share, current), "f1": theirs.estimate_f1(decided, share),
                  "precision": theirs.estimate_precision(decided, share), "recall": theirs.estimate_recall(decided, share), "specificity": theirs.estimate_specificity(decided, share),
                  "accuracy": theirs.estimate_accuracy(decided, share)}
        pairs = lambda labels, scores: [float(x) for both in zip(labels, scores) for x in both]
        for metric, value in values.items():
            cases.append({"as": f"nannyml_{metric}", "name": name, "reference": pairs(label, score), "current": pairs(np.zeros_like(decided), current), "value": float(value)})
    return {"made_with": {"nannyml": nannyml.__version__}, "cases": cases}


if __name__ == "__main__":
    (HERE / "as_nannyml_estimated.json").write_text(json.dumps(vectors()) + "\n")
    document = {"made_with": {"nannyml": nannyml.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__}, "amounts": AMOUNTS, "adult": of_adult(), "awkward": awkward()}
    (HERE / "estimated.json").write_text(json.dumps(document, indent=1) + "\n")
