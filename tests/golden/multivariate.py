"""Writes multivariate.json and as_nannyml_multivariate.json: what NannyML gives for several columns together, and for losses before outcomes are known.

    python3 -m venv /tmp/nannyml && /tmp/nannyml/bin/pip install -r requirements-nannyml.txt
    /tmp/nannyml/bin/python multivariate.py ../../../shared/data

The argument is the folder that holds adult/ and bike_sharing/. Reconstruction errors are the mean of each chunk with
components of all reference rows: our formula on the same rows gives the same. The domain classifier and the estimated losses
fit LightGBM, where ours fit XGBoost, so those agree within a tolerance that the test states.
"""

import json
import os
import sys
import warnings
from pathlib import Path

os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"  # before it is imported
import nannyml  # noqa: E402
import numpy as np
import pandas as pd
from nannyml.drift.multivariate.data_reconstruction import DataReconstructionDriftCalculator
from nannyml.drift.multivariate.domain_classifier import DomainClassifierCalculator
from nannyml.performance_estimation.direct_loss_estimation import DLE

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent
SHARED = Path(sys.argv[1])
CHUNK = 2000


def values_of(frame, name):
    return [{"first": int(frame[("chunk", "start_index")].iloc[i]), "last": int(frame[("chunk", "end_index")].iloc[i]) + 1, "value": float(frame[(name, "value")].iloc[i])} for i in range(len(frame))]


def analysis(result):
    return result.filter(period="analysis").to_df()


def of_adult():
    columns = ["age", "workclass", "fnlwgt", "education_num", "marital_status", "occupation", "race", "sex", "capital_gain", "hours_per_week"]
    table = pd.read_csv(SHARED / "adult" / "adult_test.csv")[columns]
    reference, rest = table.iloc[:8000], table.iloc[8000:].reset_index(drop=True)
    aged = rest.copy()
    aged["age"] = np.minimum(aged["age"] + 12, 90)
    out = {"columns": columns, "reference": 8000, "aged_by": 12}
    for name, current in (("as it is", rest), ("aged", aged)):
        reconstruction = DataReconstructionDriftCalculator(column_names=columns, chunk_size=CHUNK).fit(reference.copy())
        classifier = DomainClassifierCalculator(feature_column_names=columns, chunk_size=CHUNK).fit(reference.copy())
        out[name] = {"reconstruction_error": values_of(analysis(reconstruction.calculate(current.copy())), "reconstruction_error"),
                     "domain_classifier": values_of(analysis(classifier.calculate(current.copy())), "domain_classifier_auroc")}
    return out


def awkward():
    """Missing numbers and categories, a column that never varies, a category that the reference never saw."""
    reference = pd.DataFrame({"x": [1.0, 2, 3, 4, 5, np.nan, 7, 8, 9, 10, 11, 12], "y": [2.0, 4, 6.5, 8, 9, 12, 15, 16, np.nan, 19, 22, 25],
                              "z": [3.0] * 12, "kind": ["a", "b", "a", "a", "c", "b", "b", "a", None, "c", "b", "b"]})
    current = pd.DataFrame({"x": [1.5, 2.5, np.nan, 14, -3], "y": [30.0, 4, 6, np.nan, 0], "z": [3.0, 4, 3, 3, 3], "kind": ["a", "d", "b", None, "c"]})
    columns = list(reference.columns)
    errors = {}
    for variance in (0.65, 0.3, 0.9):
        made = DataReconstructionDriftCalculator(column_names=columns, n_components=variance, chunk_size=len(current)).fit(reference.copy())
        errors[str(variance)] = float(analysis(made.calculate(current.copy()))[("reconstruction_error", "value")].iloc[0])
    as_lists = lambda table: {name: [None if pd.isna(v) else v for v in table[name]] for name in columns}
    return {"reference": as_lists(reference), "current": as_lists(current), "errors": errors}


def of_bikes():
    features = ["season", "mnth", "hr", "holiday", "weekday", "workingday", "weathersit", "temp", "hum", "windspeed"]
    table = pd.read_csv(SHARED / "bike_sharing" / "hour.csv")
    # The prediction is the mean of the hour and the kind of day in the first 4,000 hours.
    mean = table.iloc[:4000].groupby(["hr", "workingday"])["cnt"].mean().round(2).rename("predicted")
    table = table.join(mean, on=["hr", "workingday"])
    reference, rest = table.iloc[4000:10000], table.iloc[10000:].reset_index(drop=True)
    dle = DLE(feature_column_names=features, y_pred="predicted", y_true="cnt", metrics=["mae", "rmse"], chunk_size=CHUNK)
    dle.fit(reference.copy())
    frame = analysis(dle.estimate(rest.drop(columns=["cnt"]).copy()))
    chunks = []
    for i in range(len(frame)):
        first, last = int(frame[("chunk", "start_index")].iloc[i]), int(frame[("chunk", "end_index")].iloc[i]) + 1
        error = rest["cnt"].iloc[first:last] - rest["predicted"].iloc[first:last]
        chunks.append({"first": 10000 + first, "last": 10000 + last, "estimated_mae": float(frame[("mae", "value")].iloc[i]), "estimated_rmse": float(frame[("rmse", "value")].iloc[i]),
                       "realised_mae": float(error.abs().mean()), "realised_rmse": float((error**2).mean() ** 0.5)})
    return {"features": features, "reference": [4000, 10000], "means": [{"hr": int(h), "workingday": int(w), "predicted": float(v)} for (h, w), v in mean.items()], "chunks": chunks}


def vectors():
    """Two columns of numbers, for --as nannyml."""
    random = np.random.default_rng(11)
    cases = []
    for name, tilt in (("along", 1.0), ("across", -1.0), ("apart", 0.0)):
        x = np.round(random.normal(size=40), 4)
        reference = pd.DataFrame({"x": x, "y": np.round(x + 0.3 * random.normal(size=40), 4)})
        x = np.round(random.normal(size=15), 4)
        current = pd.DataFrame({"x": x, "y": np.round(tilt * x + 0.3 * random.normal(size=15), 4)})
        made = DataReconstructionDriftCalculator(column_names=["x", "y"], chunk_size=15).fit(reference.copy())
        value = float(analysis(made.calculate(current.copy()))[("reconstruction_error", "value")].iloc[0])
        cases.append({"as": "nannyml_reconstruction_error", "name": name, "reference": reference.to_numpy().ravel().tolist(), "current": current.to_numpy().ravel().tolist(), "value": value})
    return {"made_with": {"nannyml": nannyml.__version__}, "cases": cases}


if __name__ == "__main__":
    (HERE / "as_nannyml_multivariate.json").write_text(json.dumps(vectors()) + "\n")
    document = {"made_with": {"nannyml": nannyml.__version__}, "adult": of_adult(), "awkward": awkward(), "bikes": of_bikes()}
    (HERE / "multivariate.json").write_text(json.dumps(document, indent=1) + "\n")
