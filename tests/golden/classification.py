"""Writes classification.json and adult_scores.csv: what scikit-learn gives for our metrics, on the same inputs.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements.txt
    /tmp/golden/bin/python classification.py ../../../shared/data

The argument is the folder that holds adult/ and compas/. Scores are rounded to six digits before anything is computed
from them, so the CSV is the exact input of every number.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn import metrics as sk
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = Path(__file__).parent
SHARED = Path(sys.argv[1])
AMOUNTS = {"true_positive": 18.0, "false_positive": -2.5, "false_negative": -11.0, "true_negative": 0.5}


def calibration_error(label, score, bins):
    """No peer: sum over bins (i/k, (i+1)/k] of n_b/n |share of positives - mean score|, the first bin also holding 0."""
    edges = np.array([i / bins for i in range(1, bins)])
    which = np.searchsorted(edges, score, side="left")
    total = 0.0
    for b in range(bins):
        inside = which == b
        if inside.any():
            total += inside.mean() * abs(label[inside].mean() - score[inside].mean())
    return total


def delong(label, score):
    """Variance of the area by the definition of placements (pairs counted one by one), independent of any fast method."""
    positive, negative = score[label == 1], score[label == 0]
    if len(positive) < 2 or len(negative) < 2:
        return None
    v10 = np.array([np.mean((negative < s) + 0.5 * (negative == s)) for s in positive])
    v01 = np.array([np.mean((positive > s) + 0.5 * (positive == s)) for s in negative])
    return v10.var(ddof=1) / len(positive) + v01.var(ddof=1) / len(negative)


def number(value):
    return None if value is None or not math.isfinite(value) else float(value)


def values(label, score, decided, with_delong):
    tn, fp, fn, tp = sk.confusion_matrix(label, decided, labels=[0, 1]).ravel()
    both = len(set(label)) == 2
    nan = {"zero_division": np.nan}
    out = {
        "accuracy": sk.accuracy_score(label, decided),
        "precision": sk.precision_score(label, decided, **nan),
        "recall": sk.recall_score(label, decided, **nan),
        "specificity": sk.recall_score(label, decided, pos_label=0, **nan),
        "false_positive_rate": fp / (fp + tn) if fp + tn else None,
        "false_negative_rate": fn / (fn + tp) if fn + tp else None,
        "f1": sk.f1_score(label, decided, **nan),
        "positive_rate": float(np.mean(decided)),
        "roc_auc": sk.roc_auc_score(label, score) if both else None,
        "average_precision": sk.average_precision_score(label, score) if both else None,
        "log_loss": sk.log_loss(label, score, labels=[0, 1]),
        "brier_score": sk.brier_score_loss(label, score, pos_label=1, labels=[0, 1]),
        "expected_calibration_error": calibration_error(label, score, 10),
        "expected_calibration_error_15": calibration_error(label, score, 15),
        "value_per_decision": (tp * AMOUNTS["true_positive"] + fp * AMOUNTS["false_positive"]
                               + fn * AMOUNTS["false_negative"] + tn * AMOUNTS["true_negative"]) / len(label),
    }
    if with_delong:
        out["delong_variance"] = delong(label, score) if both else None
    return {key: number(value) for key, value in out.items()}


ADULT_COLUMNS = ["age", "workclass", "fnlwgt", "education", "education_num", "marital_status", "occupation", "relationship",
                 "race", "sex", "capital_gain", "capital_loss", "hours_per_week", "native_country", "class"]


def adult():
    train = pd.read_csv(SHARED / "adult/adult.data", names=ADULT_COLUMNS, skipinitialspace=True)
    test = pd.read_csv(SHARED / "adult/adult_test.csv", skipinitialspace=True)
    model = make_pipeline(
        make_column_transformer(
            (StandardScaler(), ["age", "education_num", "capital_gain", "capital_loss", "hours_per_week"]),
            (OneHotEncoder(handle_unknown="ignore"), ["workclass", "marital_status", "occupation"])),
        LogisticRegression(max_iter=1000))
    model.fit(train, (train["class"] == ">50K").astype(int))
    frame = pd.DataFrame({
        "label": (test["class"].str.rstrip(".") == ">50K").astype(int),
        "score": np.round(model.predict_proba(test)[:, 1], 6),
        "sex": test["sex"],
        "race": test["race"],
    })
    frame.to_csv(HERE / "adult_scores.csv", index=False, float_format="%.6f", lineterminator="\n")
    frame = pd.read_csv(HERE / "adult_scores.csv")
    label, score = frame["label"].to_numpy(), frame["score"].to_numpy()
    return {
        "threshold": 0.5,
        "rows": len(frame),
        "all": values(label, score, (score >= 0.5).astype(int), True),
        "sex": by_group(frame, "sex", label, score, 0.5),
        "race": by_group(frame, "race", label, score, 0.5),
    }


def compas():
    frame = pd.read_csv(SHARED / "compas/compas-two-years.csv")
    label, score = frame["two_year_recid"].to_numpy(), (frame["decile_score"] / 10).to_numpy()
    return {
        "threshold": 0.5,
        "rows": len(frame),
        "all": values(label, score, (frame["decile_score"] >= 5).astype(int).to_numpy(), True),
        "sex": by_group(frame, "sex", label, score, 0.5),
        "race": by_group(frame, "race", label, score, 0.5),
    }


def by_group(frame, column, label, score, threshold):
    out = {}
    for name in sorted(frame[column].unique()):
        inside = (frame[column] == name).to_numpy()
        out[name] = values(label[inside], score[inside], (score[inside] >= threshold).astype(int), False)
    return out


def awkward():
    random = np.random.default_rng(1)
    tied = np.round(random.random(300), 1)
    sets = {
        "many ties": ((random.random(300) < tied).astype(int), tied),
        "all tied": (np.array([0, 1, 1, 0, 1]), np.full(5, 0.5)),
        "only positives": (np.ones(4, dtype=int), np.array([0.2, 0.6, 0.7, 0.9])),
        "only negatives": (np.zeros(4, dtype=int), np.array([0.2, 0.6, 0.7, 0.9])),
        "a pair": (np.array([0, 1]), np.array([0.8, 0.3])),
        "one row": (np.array([1]), np.array([0.75])),
        "nothing predicted": (np.array([0, 1, 0, 1]), np.array([0.1, 0.2, 0.3, 0.4])),
        "certain and right": (np.array([0, 0, 1, 1]), np.array([0.0, 0.0, 1.0, 1.0])),
        "certain and wrong": (np.array([0, 1, 1, 0, 1]), np.array([1.0, 0.0, 1.0, 0.0, 0.5])),
        "perfect separation": (np.repeat([0, 1], 30), np.linspace(0.01, 0.99, 60)),
        "upside down": (np.repeat([1, 0], 30), np.linspace(0.01, 0.99, 60)),
        "on the edges of bins": (np.array([0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0]), np.arange(11) / 10),
        "rare positives": ((random.random(2000) < 0.01).astype(int), random.random(2000)),
    }
    return [{"name": name, "label": label.tolist(), "score": score.tolist(), "threshold": 0.5,
             "values": values(label, score, (score >= 0.5).astype(int), True)} for name, (label, score) in sets.items()]


document = {
    "made_with": {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "pandas": pd.__version__},
    "amounts": AMOUNTS,
    "adult": adult(),
    "compas": compas(),
    "awkward": awkward(),
}
(HERE / "classification.json").write_text(json.dumps(document, indent=1) + "\n")
