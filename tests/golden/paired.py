"""Vectors for comparisons of two models on the same rows: DeLong, McNemar, Tango's interval, the jackknife, and a tree.

Run with the packages of requirements-classes.txt. Each number is computed otherwise than Charter does it: placements by
comparing every pair, Tango's interval by numerical maximum likelihood, the jackknife by leaving out row after row.
"""
import json
import math
import pathlib

import numpy as np
import scipy.optimize
import scipy.stats
import sklearn
import sklearn.metrics as sk
import statsmodels
from sklearn.tree import DecisionTreeClassifier
from statsmodels.stats.contingency_tables import mcnemar

HERE = pathlib.Path(__file__).parent


def delong(label, first, second):
    positive, negative = label == 1, label == 0

    def placements(score):
        win = (score[positive][:, None] > score[negative][None, :]) + 0.5 * (score[positive][:, None] == score[negative][None, :])
        return win.mean(axis=1), win.mean(axis=0)

    (v10a, v01a), (v10b, v01b) = placements(first), placements(second)
    s10, s01 = np.cov(np.array([v10a, v10b])), np.cov(np.array([v01a, v01b]))
    s = s10 / positive.sum() + s01 / negative.sum()
    return float(sk.roc_auc_score(label, first)), float(sk.roc_auc_score(label, second)), float(math.sqrt(s[0, 0] + s[1, 1] - 2 * s[0, 1]))


def areas(seed, rows, share, ties):
    rng = np.random.default_rng(seed)
    label = (rng.random(rows) < share).astype(int)
    common = rng.normal(size=rows)
    first = 1 / (1 + np.exp(-(label + common + 0.7 * rng.normal(size=rows))))
    second = 1 / (1 + np.exp(-(0.7 * label + common + 0.9 * rng.normal(size=rows))))
    if ties:
        first, second = np.round(first * ties) / ties, np.round(second * ties) / ties
    a, b, deviation = delong(label, first, second)
    return {"label": label.tolist(), "first": first.tolist(), "second": second.tolist(), "first_area": a, "second_area": b, "deviation": deviation}


def tango(gained, lost, rows, tail):
    """The differences that the score test does not refuse; the nuisance share is where the likelihood's slope is 0."""
    z = scipy.stats.norm.ppf(1 - tail)

    def statistic(d):
        low, high = max(0.0, -d), (1 - d) / 2
        slope = lambda p: gained / (p + d) + lost / p - 2 * (rows - gained - lost) / (1 - d - 2 * p)  # noqa: E731
        share = scipy.optimize.brentq(slope, low + (high - low) * 1e-12, high - (high - low) * 1e-12, xtol=1e-17, rtol=1e-15)
        return ((gained - lost) / rows - d) / math.sqrt((2 * share + d - d * d) / rows)

    seen = (gained - lost) / rows
    lower = scipy.optimize.brentq(lambda d: statistic(d) - z, -0.9, seen - 1e-9, xtol=1e-15, rtol=1e-14)
    upper = scipy.optimize.brentq(lambda d: statistic(d) + z, seen + 1e-9, 0.9, xtol=1e-15, rtol=1e-14)
    return lower, upper


def proportions(gained, lost, rows):
    table = [[0, gained], [lost, rows - gained - lost]]
    low, high = tango(gained, lost, rows, 0.025)
    return {"gained": gained, "lost": lost, "rows": rows, "mcnemar": float(mcnemar(table, exact=True).pvalue), "low": low, "high": high}


def hall(value, deviation, skewness, quantile):
    a = skewness
    inverse = lambda y: 3 / a * (np.cbrt(1 + a * (y - a / 6)) - 1)  # noqa: E731
    return value - deviation * inverse(quantile), value - deviation * inverse(-quantile)


def jackknife(cells, amounts):
    """Row by row, no cell is left out of the arithmetic twice."""
    rows = [(label, a, b) for label in (0, 1) for a in (0, 1) for b in (0, 1) for _ in range(cells[f"{label}{a}{b}"])]
    label, first, second = (np.array(x) for x in zip(*rows))
    worth = np.array([[amounts[3], amounts[1]], [amounts[2], amounts[0]]])
    metrics = {
        "precision": lambda y, d: sk.precision_score(y, d),
        "f1": lambda y, d: sk.f1_score(y, d),
        "matthews_correlation": lambda y, d: sk.matthews_corrcoef(y, d),
        "value_per_decision": lambda y, d: worth[y, d].mean(),
    }
    out = {}
    for name, metric in metrics.items():
        value = metric(label, first) - metric(label, second)
        without = []
        for i in range(len(label)):
            keep = np.arange(len(label)) != i
            without.append(metric(label[keep], first[keep]) - metric(label[keep], second[keep]))
        without = np.array(without)
        moved = without.mean() - without
        n = len(label)
        deviation = math.sqrt((n - 1) / n * (moved**2).sum())
        skewness = (moved**3).sum() / (moved**2).sum() ** 1.5
        otherwise = int((first != second).sum())
        low, high = hall(value, deviation, skewness, scipy.stats.t.ppf(0.975, otherwise - 1))
        out[name] = {"value": float(value), "low": float(low), "high": float(high)}
    return {"cells": cells, "amounts": amounts, "metrics": out}


def tree(seed, rows, depth):
    """Values that single precision holds and that never tie, so that every split has one answer."""
    rng = np.random.default_rng(seed)
    x = np.stack([(rng.permutation(rows) + 0.5) / 1024 for _ in range(4)], axis=1)
    centred = x / x.max()
    label = (rng.random(rows) < 0.15 + 0.5 * (centred[:, 0] > 0.6) + 0.25 * (centred[:, 1] < 0.3)).astype(int)
    fitted = DecisionTreeClassifier(criterion="gini", max_depth=depth, min_samples_leaf=20, random_state=0).fit(x, label)
    leaves = fitted.apply(x)
    counts = {leaf: (int((leaves == leaf).sum()), int(label[leaves == leaf].sum())) for leaf in np.unique(leaves)}
    return {"x": x.T.tolist(), "label": label.tolist(), "depth": depth, "rows": [counts[leaf][0] for leaf in leaves], "positives": [counts[leaf][1] for leaf in leaves]}


def main():
    document = {
        "made_with": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__},
        "areas": [areas(1, 300, 0.3, 0), areas(2, 400, 0.1, 12), areas(3, 120, 0.5, 4)],
        "proportions": [proportions(*one) for one in ((12, 2, 50), (40, 31, 1000), (5, 1, 60), (1, 9, 200), (130, 90, 5000), (3, 3, 40))],
        "jackknife": [
            jackknife({"000": 150, "001": 12, "010": 9, "011": 20, "100": 25, "101": 14, "110": 6, "111": 60}, [18, -2.5, -11, 0]),
            jackknife({"000": 400, "001": 4, "010": 15, "011": 10, "100": 12, "101": 8, "110": 5, "111": 22}, [6, -2, 0, 0.5]),
        ],
        "trees": [tree(4, 600, 1), tree(5, 900, 3)],
    }
    (HERE / "paired.json").write_text(json.dumps(document, indent=1) + "\n")


main()
