"""Writes explain.json: what shap, XGBoost's own Python package and scikit-learn say of the same trees and rows.

    python3 -m venv /tmp/explain && /tmp/explain/bin/pip install -r requirements-explain.txt
    /tmp/explain/bin/python explain.py ../../../shared/data

The argument is the folder that holds bike_sharing/. The trees are fitted here and go into the file as XGBoost's JSON, so that our
program reads the same ones. shap computes in double precision and XGBoost in single; the test allows for that. Fidelities are
compared with scikit-learn's weighted R2 and scipy's Spearman correlation.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.stats
import shap
import xgboost
from sklearn.inspection import partial_dependence
from sklearn.metrics import r2_score

HERE = Path(__file__).parent
FEATURES = ["hr", "temp", "hum", "windspeed", "workingday", "season"]


def plain(array):
    return [None if np.isnan(value) else float(value) for value in np.asarray(array, dtype=float).ravel()]


table = pd.read_csv(Path(sys.argv[1]) / "bike_sharing" / "hour.csv")
rows = table[FEATURES].astype(float)
# Some values are missing: every split has learnt on which side they go.
rows.loc[rows.index % 17 == 3, "hum"] = np.nan
rows.loc[rows.index % 23 == 5, "temp"] = np.nan
model = xgboost.XGBRegressor(n_estimators=40, max_depth=4, learning_rate=0.2, tree_method="hist", base_score=180.0, n_jobs=1)
model.fit(rows.iloc[:12000], table["cnt"].iloc[:12000])

asked = rows.iloc[12000:16000:40].reset_index(drop=True)
explainer = shap.TreeExplainer(model)
values = explainer.shap_values(asked)
own = model.get_booster().predict(xgboost.DMatrix(asked), pred_contribs=True)

background = rows.iloc[12000:17000:20].dropna().reset_index(drop=True)
dependence = {}
for feature in ("hr", "temp", "hum", "windspeed", "workingday"):
    result = partial_dependence(model, background, [feature], method="brute", kind="average", grid_resolution=12)
    dependence[feature] = {"grid": plain(result["grid_values"][0]), "means": plain(result["average"][0])}

random = np.random.default_rng(4)
truth = np.round(random.beta(2, 5, 400), 2)  # with ties
guess = np.round(truth + random.normal(0, 0.05, 400), 2)
weights = random.integers(1, 5, 400).astype(float)
repeated = np.repeat(np.arange(400), weights.astype(int))
threshold = 0.3
fidelity = {"model": plain(truth), "stand_in": plain(guess), "weights": plain(weights), "threshold": threshold, "r2": float(r2_score(truth, guess, sample_weight=weights)),
            "rank_correlation": float(scipy.stats.spearmanr(truth[repeated], guess[repeated]).statistic),
            "agreement": float(np.average((truth >= threshold) == (guess >= threshold), weights=weights))}

document = {"features": FEATURES, "trees": model.get_booster().save_raw("json").decode(), "rows": [plain(row) for row in asked.to_numpy()],
            "shap": {"start": float(np.ravel(explainer.expected_value)[0]), "values": [plain(row) for row in values]},
            "xgboost": {"values": [plain(row) for row in own], "scores": plain(model.predict(asked))},
            "background": [plain(row) for row in background.to_numpy()], "dependence": dependence, "fidelity": fidelity}
(HERE / "explain.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
