"""Vectors for the metrics of single rows of numbers and texts: regression, service, generated answers and data.

Run with the packages of requirements_rows.txt; reads ../../../shared/data beside the project. Awkward sets stand in the
document themselves; of the public files only the expected numbers do, and tests/e2e/test_rows.py measures the files.
"""
import json
import math
import pathlib

import numpy as np
import pandas as pd
import rapidfuzz
import scipy
import scipy.stats
import sklearn
import sklearn.metrics as sk
from rapidfuzz.distance import Levenshtein

HERE = pathlib.Path(__file__).parent
SHARED = HERE / "../../../shared/data"


def number(value):
    return None if value is None or not math.isfinite(value) else float(value)


def regression(label, prediction, lower, upper):
    label, prediction, lower, upper = (np.asarray(x, dtype=float) for x in (label, prediction, lower, upper))
    error = prediction - label
    size = np.abs(prediction) + np.abs(label)
    with np.errstate(divide="ignore", invalid="ignore"):
        symmetric = np.where(size > 0, 2 * np.abs(error) / size, 0.0)
        percentage = np.abs(error) / np.abs(label)
    out = {
        "mean_error": math.fsum(error) / len(error),
        "mae": sk.mean_absolute_error(label, prediction),
        "median_absolute_error": sk.median_absolute_error(label, prediction),
        "rmse": sk.root_mean_squared_error(label, prediction),
        # scikit-learn divides by at least 2^-52, so the two agree where no label is nearer to 0.
        "mape": sk.mean_absolute_percentage_error(label, prediction) if (np.abs(label) > 2.0**-52).all()
        else (percentage[label != 0].mean() if (label != 0).any() else None),
        "smape": symmetric.mean(),
        "wape": np.abs(error).sum() / np.abs(label).sum() if np.abs(label).sum() > 0 else None,
        "r2": sk.r2_score(label, prediction) if np.ptp(label) > 0 else None,
        "largest_error": sk.max_error(label, prediction),
        "interval_coverage": np.mean((lower <= label) & (label <= upper)),
        "interval_width": np.mean(upper - lower),
    }
    for q in (0.1, 0.5, 0.9):
        out[f"pinball_loss q={q}"] = sk.mean_pinball_loss(label, prediction, alpha=q)
    return {key: number(value) for key, value in out.items()}


def column(values, qs=(0.01, 0.25, 0.5, 0.9, 0.95, 0.99)):
    values = pd.Series(values, dtype=float).dropna()
    out = {
        "mean": math.fsum(values) / len(values),
        "total": math.fsum(values),
        "minimum": values.min(),
        "maximum": values.max(),
        "distinct_count": values.nunique(),
        "unique_share": (~values.duplicated(keep=False)).mean(),
        "most_frequent_share": values.value_counts(normalize=True).max(),
    }
    for q in qs:
        out[f"quantile q={q}"] = values.quantile(q)
    return {key: number(value) for key, value in out.items()}


def quantile_limits(values, q):
    """Order statistics, each limit at 2.5 %. Where the sample has no such rank SciPy's limit is NaN: none here."""
    interval = scipy.stats.quantile_test(values, p=q).confidence_interval(0.95)
    return [number(interval.low), number(interval.high)]


def awkward_regression():
    random = np.random.default_rng(3)
    label = random.lognormal(3, 1, 200)
    heavy = random.standard_t(2, 300)
    sets = {
        "ordinary": (label, label * random.lognormal(0, 0.2, 200)),
        "heavy tails": (heavy, heavy + random.standard_cauchy(300)),
        "many ties": (np.round(random.normal(5, 2, 150)), np.round(random.normal(5, 2, 150))),
        "perfect": (np.arange(1.0, 40.0), np.arange(1.0, 40.0)),
        "constant label": (np.full(30, 4.0), random.normal(4, 1, 30)),
        "labels of zero": (np.where(np.arange(60) % 3 == 0, 0.0, 5.0), random.normal(4, 1, 60)),
        "all zero": (np.zeros(12), np.zeros(12)),
        "one row": (np.array([3.0]), np.array([5.5])),
        "two rows": (np.array([3.0, -4.0]), np.array([5.5, -4.25])),
        "huge": (random.normal(0, 1, 50) * 1e20, random.normal(0, 1, 50) * 1e20),
        "tiny": (random.normal(0, 1, 50) * 1e-60, random.normal(0, 1, 50) * 1e-60),
        "far from zero": (1e9 + random.normal(0, 1, 80), 1e9 + random.normal(0, 1, 80)),
        "negative": (-random.lognormal(0, 1, 90), -random.lognormal(0, 1, 90)),
    }
    out = []
    for name, (y, p) in sets.items():
        width = np.abs(y) * 0.3
        out.append({"name": name, "label": y.tolist(), "prediction": p.tolist(), "lower": (p - width).tolist(),
                    "upper": (p + width).tolist(), "values": regression(y, p, p - width, p + width)})
    return out


def awkward_columns():
    random = np.random.default_rng(4)
    sets = {
        "ordinary": random.normal(10, 3, 400),
        "skewed": random.lognormal(0, 2, 1000),
        "ties": random.integers(0, 4, 300).astype(float),
        "constant": np.full(20, 7.5),
        "one": np.array([3.25]),
        "two": np.array([1.0, 2.0]),
        "signs and zeros": np.array([-0.0, 0.0, -1.0, 1.0, 1e-300, -1e-300]),
        "huge and tiny": np.array([1e60, -1e60, 1e-60, 3.0, 1e60]),
    }
    return [{"name": name, "numbers": x.tolist(), "values": column(x),
             "limits": {str(q): quantile_limits(x, q) for q in (0.25, 0.5, 0.9, 0.99)}} for name, x in sets.items()]


def correlations():
    random = np.random.default_rng(5)
    x = random.normal(0, 1, 300)
    sets = {
        "ordinary": (x, 0.6 * x + random.normal(0, 1, 300)),
        "none": (x, random.normal(0, 1, 300)),
        "negative and far from zero": (1e6 + x, 1e6 - 2 * x + random.normal(0, 0.1, 300)),
        "flags": ((x > 0).astype(float), (x + random.normal(0, 1, 300) > 1).astype(float)),
        "exact": (x, 3 * x + 1),
        "one constant": (x, np.full(300, 2.0)),
        "three rows": (np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0])),
    }
    return [{"name": name, "x": a.tolist(), "y": b.tolist(),
             "value": None if np.ptp(b) == 0 else number(scipy.stats.pearsonr(a, b).statistic)} for name, (a, b) in sets.items()]


def texts():
    random = np.random.default_rng(6)
    letters = "abcd é日🙂"
    word = lambda n: "".join(random.choice(list(letters), n))
    pairs = [("kitten", "sitting"), ("", ""), ("", "abc"), ("abc", ""), ("same", "same"), ("flaw", "lawn"), ("naïve", "naive"),
             ("日本語のテキスト", "日本のテキスト"), ("👩‍👩‍👧", "👩‍👧"), ("a" * 64, "a" * 63 + "b"), ("ab" * 64, "ba" * 64),
             ("x" * 200, "y" * 130)]
    pairs += [(word(int(n)), word(int(m))) for n, m in random.integers(0, 300, (60, 2))]
    for _ in range(20):
        text = list(word(500))
        for _ in range(int(random.integers(1, 9))):
            text[int(random.integers(0, 500))] = "Z"
        pairs.append((word(0) + "".join(text), "".join(text[5:490])))
    return [{"a": a, "b": b, "distance": Levenshtein.distance(a, b), "share": Levenshtein.normalized_distance(a, b)} for a, b in pairs]


def nist():
    """What the files certify: R squared and the residual sum of squares of Norris; sums of squares of the others."""
    out = {"norris": {"slope": 1.00211681802045, "intercept": -0.262323073774029, "r2": 0.999993745883712,
                      "residual_square": 26.6173985294224, "rows": 36}}
    for path in sorted((SHARED / "nist_strd/nist_anova").glob("*.dat")):
        lines = path.read_text().splitlines()
        between = next(line for line in lines if line.startswith("Between"))
        within = next(line for line in lines if line.startswith("Within"))
        out[path.stem] = {"square": float(between.split()[-3]) + float(within.split()[-2])}
    return out


def alphas():
    import krippendorff

    random = np.random.default_rng(7)
    truth = random.integers(0, 4, 80)
    careful = np.array([np.where(random.random(80) < 0.8, truth, random.integers(0, 4, 80)) for _ in range(3)], dtype=float)
    holes = careful.copy()
    holes[random.random(holes.shape) < 0.3] = np.nan
    # Krippendorff 2011, Computing Krippendorff's alpha-reliability, example C.
    published = np.array([[1, 2, 3, 3, 2, 1, 4, 1, 2, np.nan, np.nan, np.nan], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, np.nan, 3],
                          [np.nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, np.nan], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, np.nan]])
    sets = {"published": published, "careful": careful, "with holes": holes,
            "chance": random.integers(0, 4, (2, 60)).astype(float), "agreement": np.vstack([truth, truth]).astype(float),
            "far apart": np.array([[1.0, 10.0, 2.5, 1.0, 7.0, 3.0], [1.5, 9.0, 2.5, 4.0, 7.0, 2.0]])}
    return [{"name": name, "ratings": [[number(v) for v in row] for row in data.tolist()],
             **{level: number(krippendorff.alpha(data, level_of_measurement=level)) for level in ("nominal", "ordinal", "interval")}}
            for name, data in sets.items()]


def bikes():
    """Hours of bike rentals; each hour is predicted to be as the one before, within 100."""
    frame = pd.read_csv(SHARED / "bike_sharing/hour.csv")
    label = frame["cnt"].to_numpy(float)[1:]
    prediction = frame["cnt"].to_numpy(float)[:-1]
    out = {"rows": len(label), "all": regression(label, prediction, prediction - 100, prediction + 100),
           "weathersit": {}, "columns": {}, "correlation": {}}
    weather = frame["weathersit"].to_numpy()[1:]
    for group in sorted(set(weather)):
        inside = weather == group
        out["weathersit"][str(group)] = regression(label[inside], prediction[inside], prediction[inside] - 100, prediction[inside] + 100)
    for name in ("temp", "hum", "casual"):
        out["columns"][name] = column(frame[name])
    for a, b in (("temp", "atemp"), ("hum", "cnt"), ("casual", "registered")):
        out["correlation"][f"{a} and {b}"] = float(scipy.stats.pearsonr(frame[a], frame[b]).statistic)
    return out


def services():
    frame = pd.read_csv(SHARED / "azure_llm_trace/AzureLLMInferenceTrace_conv.csv", parse_dates=["TIMESTAMP"])
    seconds = (frame["TIMESTAMP"].max() - frame["TIMESTAMP"].min()).total_seconds()
    return {"rows": len(frame), "ContextTokens": column(frame["ContextTokens"]), "GeneratedTokens": column(frame["GeneratedTokens"]),
            "throughput": len(frame) / seconds,
            "limits": {str(q): quantile_limits(frame["GeneratedTokens"].to_numpy(float), q) for q in (0.5, 0.95, 0.99)}}


def costs():
    frame = pd.read_csv(SHARED / "focus_cost/focus_sample.csv")
    return {name: column(frame[name], (0.5, 0.95)) for name in ("BilledCost", "EffectiveCost", "ListCost")}


ADULT = ["age", "workclass", "fnlwgt", "education", "education_num", "marital_status", "occupation", "relationship", "race", "sex",
         "capital_gain", "capital_loss", "hours_per_week", "native_country", "class"]


def people():
    frame = pd.read_csv(SHARED / "adult/adult.data", names=ADULT, skipinitialspace=True)
    small = frame[frame["native_country"].isin(["United-States", "Mexico"])]
    shares = frame["sex"].value_counts(normalize=True)
    weights = {sex: 0.5 / shares[sex] for sex in ("Female", "Male")}
    w = frame["sex"].map(weights)
    return {
        "hours_per_week": column(frame["hours_per_week"]),
        "out_of_range_share 20 to 60": 1 - frame["hours_per_week"].between(20, 60).mean(),
        "unseen_category_share": (~frame["native_country"].isin(small["native_country"].unique())).mean(),
        "representativeness": max(abs(shares["Female"] - 0.5), abs(shares["Male"] - 0.5)),
        "weights": weights,
        "effective": w.sum() ** 2 / (w ** 2).sum(),
        "education distinct_count": int(frame["education"].nunique()),
        "education most_frequent_share": frame["education"].value_counts(normalize=True).max(),
    }


document = {
    "made_with": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__,
                  "pandas": pd.__version__, "rapidfuzz": rapidfuzz.__version__, "krippendorff": "0.9.0"},
    "regression": awkward_regression(),
    "columns": awkward_columns(),
    "correlation": correlations(),
    "texts": texts(),
    "nist": nist(),
    "alpha": alphas(),
    "bikes": bikes(),
    "services": services(),
    "costs": costs(),
    "people": people(),
}
(HERE / "rows.json").write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace('"regression":', '\n"regression":')
                                .replace('},{"name"', '},\n{"name"') + "\n")
