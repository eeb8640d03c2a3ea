"""Writes flights.json: what scikit-learn and SciPy give on three million flights, with the score of bench/flights.sql.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements.txt
    /tmp/golden/bin/python flights.py ../../build/golden/flights-early.parquet ../../build/golden/flights-late.parquet

The two files (January and February; March to June) are made by tests/e2e/test_flights.py with build/release/run_sql.
"""

import json
import sys
from pathlib import Path

import duckdb
import numpy as np
import scipy
import sklearn
from fairlearn import metrics as fairness
from scipy import stats
from sklearn import metrics

THRESHOLD = 0.35


def columns(path):
    return duckdb.sql(f"SELECT late, score, distance, airport_size FROM read_parquet('{path}')").fetchnumpy()


early, late = columns(sys.argv[1]), columns(sys.argv[2])
label, score, size = late["late"], late["score"], late["airport_size"]
predicted = (score >= THRESHOLD).astype(int)
tn, fp, fn, tp = metrics.confusion_matrix(label, predicted).ravel()
values = {
    "accuracy": metrics.accuracy_score(label, predicted),
    "precision": metrics.precision_score(label, predicted),
    "recall": metrics.recall_score(label, predicted),
    "specificity": metrics.recall_score(label, predicted, pos_label=0),
    "false_positive_rate": fp / (fp + tn),
    "false_negative_rate": fn / (fn + tp),
    "f1": metrics.f1_score(label, predicted),
    "positive_rate": predicted.mean(),
    "roc_auc": metrics.roc_auc_score(label, score),
    "average_precision": metrics.average_precision_score(label, score),
    "log_loss": metrics.log_loss(label, score),
    "brier_score": metrics.brier_score_loss(label, score),
    "ks_distance": stats.ks_2samp(early["distance"], late["distance"], method="asymp").statistic,
    "wasserstein_distance": stats.wasserstein_distance(early["distance"], late["distance"]),
    "demographic_parity_difference": fairness.demographic_parity_difference(label, predicted, sensitive_features=size),
    "demographic_parity_ratio": fairness.demographic_parity_ratio(label, predicted, sensitive_features=size),
    "equal_opportunity_difference": fairness.equal_opportunity_difference(label, predicted, sensitive_features=size),
    "equalized_odds_difference": fairness.equalized_odds_difference(label, predicted, sensitive_features=size),
}
sizes, now = np.unique(size, return_counts=True)
then = np.array([(early["airport_size"] == name).sum() for name in sizes])
values["chi_square"] = stats.chi2_contingency(np.array([then, now]), correction=False).statistic
values["js_distance"] = scipy.spatial.distance.jensenshannon(then, now, base=2)
document = {
    "made_with": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
    "rows": {"reference": len(early["late"]), "current": len(label)},
    "values": {name: float(value) for name, value in values.items()},
}
(Path(__file__).parent / "flights.json").write_text(json.dumps(document, indent=1) + "\n")
