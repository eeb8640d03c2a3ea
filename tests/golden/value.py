"""Writes value.json: decision curves by dcurves, and thresholds of greatest value by scikit-learn.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements-value.txt
    /tmp/golden/bin/python value.py ../../../shared/data

The argument is the folder that holds dcurves/ and telco_churn/; adult_scores.csv lies beside this file. Churn scores are a
stand-in that any program can recompute: 1 / (1 + tenure / 12), of which nobody claims that it predicts well.
"""
import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from dcurves import dca
from sklearn.metrics import confusion_matrix

AMOUNTS = [[6, -2, 0, 0], [18, -2.5, -11, 0], [1, -9, 0, 0.5]]


def decision_curve(rows, outcome, score):
    table = dca(data=rows, outcome=outcome, modelnames=[score], thresholds=np.arange(1, 100) / 100)
    model, everybody = table[table.model == score], table[table.model == "all"]
    avoided = {"model": [float(x) for x in model.net_benefit], "all": [float(x) for x in everybody.net_benefit]}
    return {"thresholds": [float(round(x, 2)) for x in model.threshold], **avoided}


def best_threshold(label, score, amounts):
    """Every distinct way to decide, by confusion_matrix; the value and what is flagged at the best."""
    tp, fp, fn, tn = amounts
    best = None
    for threshold in np.append(np.unique(score), np.inf):
        (a, b), (c, d) = confusion_matrix(label, score >= threshold, labels=[0, 1])
        value = (tp * d + fp * b + fn * c + tn * a) / len(label)
        if best is None or value > best["value"] + 1e-15:
            best = {"value": float(value), "flagged": int(b + d), "found": int(d)}
    return {"amounts": amounts, **best}


def main():
    data = Path(sys.argv[1])
    patients = pd.read_csv(data / "dcurves/dca.csv")
    adult = pd.read_csv(Path(__file__).parent / "adult_scores.csv")
    # Two digits: few enough distinct scores that every one is a candidate.
    adult["score"] = (adult["score"] * 100).round() / 100
    telco = pd.read_csv(data / "telco_churn/Telco-Customer-Churn.csv")
    churned, score = (telco.Churn == "Yes").astype(int).to_numpy(), (1 / (1 + telco.tenure / 12)).to_numpy()
    at = [0.2, 0.5]
    values = [{"amounts": amounts, "threshold": t, "value": float((amounts * np.array([((score >= t) & (churned == 1)).mean(), ((score >= t) & (churned == 0)).mean(), ((score < t) & (churned == 1)).mean(), ((score < t) & (churned == 0)).mean()])).sum())}
              for amounts in AMOUNTS for t in at]
    bill = telco.MonthlyCharges.to_numpy()
    by_row = [{"threshold": t, "value": float(np.where(score >= t, np.where(churned == 1, 1.5 * bill - 6, -0.2 * bill - 6), 0).mean())} for t in at]
    out = {"made_with": {name: version(name) for name in ("dcurves", "scikit-learn", "pandas", "numpy")},
           "decision_curve": decision_curve(patients, "cancer", "cancerpredmarker"),
           "adult_best": [best_threshold(adult.label.to_numpy(), adult.score.to_numpy(), amounts) for amounts in AMOUNTS],
           "telco_best": [best_threshold(churned, score, amounts) for amounts in AMOUNTS],
           "telco_values": values, "telco_by_row": by_row}
    (Path(__file__).parent / "value.json").write_text(json.dumps(out, indent=1) + "\n")


main()
