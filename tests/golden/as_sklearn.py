"""Writes as_sklearn.json: what scikit-learn gives for decisions and classes, its 0 / 0 included.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements-classes.txt
    /tmp/golden/bin/python as_sklearn.py

The inputs are tables of counts: true positives, false positives, false negatives and true negatives, or one label after the other.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics as sk

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent
DECISIONS = {"ordinary": [6, 2, 4, 8], "nothing predicted": [0, 0, 4, 8], "no positives": [0, 3, 0, 9], "only true negatives": [0, 0, 0, 5], "all right": [3, 0, 0, 4], "all wrong": [0, 3, 4, 0]}
CLASSES = {
    "ordinary": [4, 1, 0, 1, 3, 0, 1, 0, 5],
    "a class never predicted": [4, 1, 0, 1, 3, 0, 1, 2, 0],
    "a class without a row": [4, 1, 2, 1, 3, 1, 0, 0, 0],
    "always the same prediction": [4, 0, 0, 3, 0, 0, 2, 0, 0],
    "a single label": [5, 1, 2, 0, 0, 0, 0, 0, 0],
    "all right": [4, 0, 0, 0, 3, 0, 0, 0, 5],
    "a class that does not occur": [4, 1, 0, 2, 3, 0, 0, 0, 0],
}


def rows_of(table, names):
    label, predicted = [], []
    for i, count in enumerate(table):
        label += [names[i // len(names)]] * count
        predicted += [names[i % len(names)]] * count
    return np.array(label), np.array(predicted)


cases = []
for name, (tp, fp, fn, tn) in DECISIONS.items():
    label, predicted = rows_of([tn, fp, fn, tp], [0, 1])
    found = {"precision": sk.precision_score(label, predicted), "recall": sk.recall_score(label, predicted), "f1": sk.f1_score(label, predicted),
             "f_beta": sk.fbeta_score(label, predicted, beta=2)}
    cases += [{"as": "sklearn_" + metric, "name": name, "current": [tp, fp, fn, tn], "value": float(value)} for metric, value in found.items()]
    cases.append({"as": "sklearn_f_beta", "name": name + ", beta 0.5", "current": [tp, fp, fn, tn], "parameters": {"beta": 0.5}, "value": float(sk.fbeta_score(label, predicted, beta=0.5))})
for name, table in CLASSES.items():
    label, predicted = rows_of(table, ["a", "b", "c"])
    found = {"matthews_correlation": sk.matthews_corrcoef(label, predicted)}
    for average in ("macro", "weighted"):
        found |= {f"{average}_precision": sk.precision_score(label, predicted, average=average), f"{average}_recall": sk.recall_score(label, predicted, average=average),
                  f"{average}_f1": sk.f1_score(label, predicted, average=average)}
    cases += [{"as": "sklearn_" + metric, "name": name, "current": table, "value": float(value)} for metric, value in found.items()]
PAIRS = {"ordinary": [10, 12, 20, 17, 30, 34], "an outcome of nothing": [0, 1, 5, 4], "an outcome of nothing that is met": [0, 0, 5, 4], "next to nothing": [1e-20, 2e-20, 5, 4], "below nothing": [-4, -5, 8, 4]}
for name, pairs in PAIRS.items():
    cases.append({"as": "sklearn_mape", "name": name, "current": pairs, "value": float(sk.mean_absolute_percentage_error(pairs[::2], pairs[1::2]))})
lines = ",\n  ".join(json.dumps(one) for one in cases)
made = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
(HERE / "as_sklearn.json").write_text(f'{{"made_with": {json.dumps(made)},\n "cases": [\n  {lines}\n ]}}\n')
