"""Writes classes.json: what scikit-learn, SciPy, statsmodels and plain definitions give for decisions, classes, rankings and calibration.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements-classes.txt
    /tmp/golden/bin/python classes.py ../../../shared/data

The argument is the folder that holds adult/, bike_sharing/, compas/ and credit_default_tw/. Beside it, adult_scores.csv is read as it stands.
What no library computes (rankings cut among ties, bins of equal count) is counted here by its definition: where few rows are
tied, over every order of them.
"""

import itertools
import json
import math
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy.stats import ks_2samp
from sklearn import metrics as sk
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent
SHARED = Path(sys.argv[1])


def number(value):
    return None if value is None or not math.isfinite(value) else float(value)


def found_at_top(label, score, size):
    """Mean number of positives among the `size` highest scores, over every order of equal scores."""
    order = np.argsort(-score, kind="stable")
    cut = score[order[size - 1]]
    above, tied = label[score > cut], label[score == cut]
    left = size - len(above)
    if math.comb(len(tied), left) <= 5000:
        return above.sum() + np.mean([sum(chosen) for chosen in itertools.combinations(tied.tolist(), left)])
    return above.sum() + left * tied.mean()


def ranked(label, score, share):
    size = max(1, math.ceil(round(share * len(label), 9)))
    found = found_at_top(label, score, size)
    positives = label.sum()
    return {
        "precision_at_k": found / size,
        "recall_at_k": found / positives if positives else None,
        "gain": found / positives if positives else None,
        "lift": found / size / label.mean() if positives else None,
    }


def bins_of_equal_count(label, score, bins):
    below = np.array([np.sum(score < s) for s in score]) if len(score) < 2000 else np.searchsorted(np.sort(score), score, side="left")
    which = [int(bins * int(b) // len(score)) for b in below]
    total = 0.0
    for b in range(bins):
        inside = np.array([w == b for w in which])
        if inside.any():
            total += inside.mean() * abs(label[inside].mean() - score[inside].mean())
    return total


def largest_gap(label, score, bins):
    which = np.searchsorted(np.array([i / bins for i in range(1, bins)]), score, side="left")
    counts = [(which == b).sum() for b in range(bins)]
    return max((abs(label[which == b].mean() - score[which == b].mean()) for b in range(bins) if counts[b] > 0 and counts[b] >= 0.01 * len(label)), default=0)


def recalibration(label, score):
    """Intercept, slope and their sandwich errors; nothing where the outcomes are separated or the score is constant."""
    zero, one = score[label == 0], score[label == 1]
    if len(zero) == 0 or len(one) == 0 or score.min() == score.max() or zero.max() <= one.min() or one.max() <= zero.min():
        return None
    clipped = np.clip(score, 2.0**-52, 1 - 2.0**-52)
    x = sm.add_constant(np.log(clipped) - np.log1p(-clipped), has_constant="add")
    fit = sm.Logit(label, x).fit(disp=0, method="newton", tol=1e-14, maxiter=200, cov_type="HC0")
    return fit.params, fit.bse


def binary(label, score, decided):
    tn, fp, fn, tp = sk.confusion_matrix(label, decided, labels=[0, 1]).ravel()
    both = 0 < label.sum() < len(label)
    undefined = tp + fp == 0 or tn + fn == 0 or not both
    out = {
        "negative_predictive_value": tn / (tn + fn) if tn + fn else None,
        "balanced_accuracy": sk.balanced_accuracy_score(label, decided) if both else None,
        "f_beta": sk.fbeta_score(label, decided, beta=2, zero_division=np.nan),
        "f_beta beta=0.5": sk.fbeta_score(label, decided, beta=0.5, zero_division=np.nan),
        "matthews_correlation": None if undefined else sk.matthews_corrcoef(label, decided),
        "cohen_kappa": sk.cohen_kappa_score(label, decided, labels=[0, 1]),
        "gini": 2 * sk.roc_auc_score(label, score) - 1 if both else None,
        "ks_separation": ks_2samp(score[label == 0], score[label == 1]).statistic if both else None,
        "calibration_in_the_large": float(np.mean(score - label)),
        "maximum_calibration_error": largest_gap(label, score, 10),
        "equal_count_calibration_error": bins_of_equal_count(label, score, 10),
        "equal_count_calibration_error bins=4": bins_of_equal_count(label, score, 4),
    }
    out.update(ranked(label, score, 0.1))
    out.update({key + " share=0.37": value for key, value in ranked(label, score, 0.37).items()})
    fitted = recalibration(label, score)
    if fitted is None:
        out.update({"calibration_intercept": None, "calibration_slope": None})
    else:
        (intercept, slope), (intercept_error, slope_error) = fitted
        out.update({"calibration_intercept": intercept, "calibration_slope": slope,
                    "calibration_intercept error": intercept_error, "calibration_slope error": slope_error})
    return {key: number(value) for key, value in out.items()}


def classes(label, predicted):
    """Cells of the table, and what scikit-learn makes of the rows; 0 / 0 is left out of an average."""
    names = sorted(set(label) | set(predicted), key=lambda name: (float(name) if is_number(name) else 0, name))
    table = sk.confusion_matrix(label, predicted, labels=names)
    out = {"accuracy": sk.accuracy_score(label, predicted)}
    with_rows = [name for name in names if name in set(label)]
    for average in ("macro", "micro", "weighted"):
        keep = {"average": average, "labels": names, "zero_division": np.nan}
        out[f"{average}_precision"] = sk.precision_score(label, predicted, **keep)
        out[f"{average}_recall"] = sk.recall_score(label, predicted, **keep)
        out[f"{average}_f1"] = sk.f1_score(label, predicted, **keep)
    out["balanced_accuracy"] = sk.recall_score(label, predicted, average="macro", labels=with_rows)
    single = len(set(label)) < 2 or len(set(predicted)) < 2
    out["matthews_correlation"] = None if single else sk.matthews_corrcoef(label, predicted)
    alike = len(names) < 2
    for weights, suffix in ((None, ""), ("linear", " weights=1"), ("quadratic", " weights=2")):
        out["cohen_kappa" + suffix] = None if alike else sk.cohen_kappa_score(label, predicted, labels=names, weights=weights)
    out["one"] = {}
    for name in names[:4]:
        y, d = (label == name).astype(int), (predicted == name).astype(int)
        out["one"][name] = {
            "precision": number(sk.precision_score(y, d, zero_division=np.nan)),
            "recall": number(sk.recall_score(y, d, zero_division=np.nan)),
            "f1": number(sk.f1_score(y, d, zero_division=np.nan)),
            "specificity": number(sk.recall_score(y, d, pos_label=0, zero_division=np.nan)),
        }
    values = {key: value if key == "one" else number(value) for key, value in out.items()}
    return {"names": names, "table": table.tolist(), "values": values}


def is_number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


ADULT_COLUMNS = ["age", "workclass", "fnlwgt", "education", "education_num", "marital_status", "occupation", "relationship",
                 "race", "sex", "capital_gain", "capital_loss", "hours_per_week", "native_country", "class"]


def adult_classes():
    """Education told from occupation: the most frequent of each in the training part."""
    train = pd.read_csv(SHARED / "adult/adult.data", names=ADULT_COLUMNS, skipinitialspace=True)
    test = pd.read_csv(SHARED / "adult/adult_test.csv", skipinitialspace=True)
    usual = train.groupby("occupation")["education"].agg(lambda values: values.mode()[0])
    return classes(test["education"].to_numpy(), test["occupation"].map(usual).fillna("HS-grad").to_numpy())


def credit():
    return pd.read_csv(SHARED / "credit_default_tw/UCI_Credit_Card.csv", lineterminator="\r")


def awkward_classes():
    draw = np.random.default_rng(3)
    letters = np.array(["a", "b", "c", "d"])
    noisy = draw.choice(letters, 400, p=[0.6, 0.3, 0.08, 0.02])
    off = np.where(draw.random(400) < 0.7, noisy, draw.choice(letters, 400))
    sets = {
        "two classes": (np.array(["x", "x", "y", "y", "x"]), np.array(["x", "y", "y", "y", "x"])),
        "one class": (np.array(["x"] * 6), np.array(["x"] * 6)),
        "one class, another predicted": (np.array(["x"] * 6), np.array(["x"] * 5 + ["y"])),
        "a class never predicted": (np.array(["a", "b", "c", "a", "b", "c"]), np.array(["a", "b", "a", "a", "b", "b"])),
        "one row of each class": (letters, letters[::-1]),
        "all right": (np.repeat(letters, 30), np.repeat(letters, 30)),
        "all wrong": (np.repeat(letters, 30), np.roll(np.repeat(letters, 30), 30)),
        "always the same": (np.repeat(letters, 5), np.array(["a"] * 20)),
        "noisy, one rare": (noisy, off),
        "numbers out of the order of texts": (np.array(["10", "9", "2", "10", "9", "2", "9"]), np.array(["10", "10", "2", "9", "9", "9", "2"])),
    }
    return [{"name": name, **classes(label, predicted)} for name, (label, predicted) in sets.items()]


def awkward_binary():
    draw = np.random.default_rng(1)
    tied = np.round(draw.random(300), 1)
    far = 1 / (1 + np.exp(-draw.normal(0, 6, 500)))
    sets = {
        "many ties": ((draw.random(300) < tied).astype(int), tied),
        "all tied": (np.array([0, 1, 1, 0, 1]), np.full(5, 0.5)),
        "only positives": (np.ones(4, dtype=int), np.array([0.2, 0.6, 0.7, 0.9])),
        "only negatives": (np.zeros(4, dtype=int), np.array([0.2, 0.6, 0.7, 0.9])),
        "a pair": (np.array([0, 1]), np.array([0.8, 0.3])),
        "one row": (np.array([1]), np.array([0.75])),
        "nothing predicted": (np.array([0, 1, 0, 1]), np.array([0.1, 0.2, 0.3, 0.4])),
        "certain and right": (np.array([0, 0, 1, 1]), np.array([0.0, 0.0, 1.0, 1.0])),
        "certain, once wrong": (np.array([0, 1, 1, 0, 1, 0]), np.array([0.0, 0.0, 1.0, 0.3, 0.5, 0.4])),
        "perfect separation": (np.repeat([0, 1], 30), np.linspace(0.01, 0.99, 60)),
        "touching at one score": (np.array([0, 0, 1, 0, 1, 1]), np.array([0.1, 0.2, 0.5, 0.5, 0.7, 0.8])),
        "upside down": (np.repeat([1, 0], 30), np.linspace(0.01, 0.99, 60)),
        "on the edges of bins": (np.array([0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0]), np.arange(11) / 10),
        "rare positives": ((draw.random(2000) < 0.02).astype(int), draw.random(2000)),
        "extreme scores": ((draw.random(500) < far).astype(int), far),
        "ties at the cut": (np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 0]), np.array([0.9, 0.8, 0.8, 0.8, 0.8, 0.3, 0.3, 0.3, 0.1, 0.1])),
    }
    return [{"name": name, "label": label.tolist(), "score": score.tolist(), "threshold": 0.5, "values": binary(label, score, (score >= 0.5).astype(int))}
            for name, (label, score) in sets.items()]


def class_scores():
    """A score for each of four classes, no two alike; the label is drawn from them. For the whole program."""
    draw = np.random.default_rng(11)
    names = ["a", "b", "c", "d"]
    scores = np.round(draw.dirichlet([2, 1, 1, 0.5], 80), 6)
    label = np.array([draw.choice(names, p=row / row.sum()) for row in scores])
    values = {f"top_k_accuracy k={k}": sk.top_k_accuracy_score(label, scores, k=k, labels=names) for k in (1, 2, 3)}
    best = np.array(names)[scores.argmax(axis=1)]
    values |= {"accuracy": sk.accuracy_score(label, best), "macro_f1": sk.f1_score(label, best, average="macro")}
    values |= {f"roc_auc {name}": sk.roc_auc_score(label == name, scores[:, i]) for i, name in enumerate(names)}
    return {"names": names, "label": label.tolist(), "scores": scores.tolist(), "values": values}


def by_scores(name, names, label, scores):
    """What the scores of all classes together give; rows add up to one."""
    label, scores = np.array(label), np.array(scores, dtype=float)
    values = {f"{average}_roc_auc": sk.roc_auc_score(label, scores, multi_class="ovr", average=average, labels=names) for average in ("macro", "weighted")}
    values |= {"multiclass_log_loss": sk.log_loss(label, scores, labels=names), "multiclass_brier_score": sk.brier_score_loss(label, scores, labels=names)}
    return {"name": name, "names": names, "label": label.tolist(), "scores": scores.tolist(), "values": {key: number(value) for key, value in values.items()}}


def seasons():
    """The season of an hour in Washington from its weather, told by a regression that knew every 29th hour."""
    hour = pd.read_csv(SHARED / "bike_sharing/hour.csv")
    weather = hour[["temp", "hum", "windspeed"]].to_numpy()
    model = LogisticRegression(max_iter=1000).fit(weather[::29], hour["season"][::29])
    scores = model.predict_proba(weather[7::67])
    return by_scores("seasons by the weather", [str(one) for one in model.classes_], hour["season"][7::67].astype(str), scores)


def scored_classes():
    draw = np.random.default_rng(12)
    names = ["a", "b", "c", "d"]

    def told(scores):
        return [draw.choice(names, p=row / row.sum()) for row in scores]

    plain = draw.dirichlet([2, 1, 1, 0.5], 120)
    tenths = np.array([draw.multinomial(10, row) for row in draw.dirichlet([2, 1, 1, 0.5], 100)]) / 10
    sure = np.eye(4)[draw.integers(0, 4, 60)]
    rare = draw.dirichlet([20, 10, 10, 0.2], 160)
    rare_label = [names[i] for i in draw.integers(0, 3, 157)] + ["d"] * 3
    tiny = np.abs(draw.dirichlet([0.02] * 4, 60))
    return [seasons(), by_scores("drawn from the scores", names, told(plain), plain), by_scores("many ties", names, told(tenths), tenths),
            by_scores("sure and often wrong", names, [names[i] for i in draw.integers(0, 4, 60)], sure), by_scores("a rare class", names, rare_label, rare),
            by_scores("all scores alike", names, [names[i % 4] for i in range(41)], np.full((41, 4), 0.25)),
            by_scores("next to 0 and 1", names, told(tiny), tiny)]


adult = pd.read_csv(HERE / "adult_scores.csv")
compas = pd.read_csv(SHARED / "compas/compas-two-years.csv")
taiwan = credit()
overdue = np.clip(np.round(0.1 + 0.15 * taiwan["PAY_0"].clip(lower=0).to_numpy(), 2), 0, 1)
document = {
    "made_with": {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__, "pandas": pd.__version__, "statsmodels": statsmodels.__version__},
    "adult": binary(adult["label"].to_numpy(), adult["score"].to_numpy(), (adult["score"] >= 0.5).astype(int).to_numpy()),
    "compas": binary(compas["two_year_recid"].to_numpy(), (compas["decile_score"] / 10).to_numpy(), (compas["decile_score"] >= 5).astype(int).to_numpy()),
    "credit": binary(taiwan.iloc[:, -1].to_numpy(), overdue, (overdue >= 0.5).astype(int)),
    "awkward": awkward_binary(),
    "scores": class_scores(),
    "scored_classes": scored_classes(),
    "classes": [{"name": "adult: education from occupation", **adult_classes()},
                {"name": "credit: PAY_0 from PAY_2", **classes(taiwan["PAY_0"].astype(str).to_numpy(), taiwan["PAY_2"].astype(str).to_numpy())}] + awkward_classes(),
}
(HERE / "classes.json").write_text(json.dumps(document, indent=1) + "\n")
