"""Writes fairness.json: what Fairlearn gives for our fairness metrics, on the same inputs.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements-fairness.txt
    /tmp/golden/bin/python fairness.py ../../../shared/data

The argument is the folder that holds compas/; adult_scores.csv (by classification.py) lies beside this file. A case is the
four counts of each group (tp fp fn tn), which is all that the metrics see, and what Fairlearn makes of the rows behind
them. `..._missing` names the groups whose rate is 0/0: there Fairlearn takes 0 and we
leave the group out.
"""

import json
import sys
from functools import partial
from pathlib import Path

import fairlearn
import numpy as np
import pandas as pd
from fairlearn import metrics as fl
from sklearn.metrics import precision_score, recall_score

HERE = Path(__file__).parent
SHARED = Path(sys.argv[1])


def counts(label, decided):
    return [int(((label == y) & (decided == p)).sum()) for y, p in ((1, 1), (0, 1), (1, 0), (0, 0))]


def case(name, label, decided, group):
    label, decided, group = (np.asarray(x) for x in (label, decided, group))
    names = sorted(set(group))
    by = {"y_true": label, "y_pred": decided, "sensitive_features": group, "method": "between_groups"}
    precision = fl.MetricFrame(metrics=partial(precision_score, zero_division=0), y_true=label, y_pred=decided, sensitive_features=group)
    return {
        "name": name,
        "groups": {str(g): counts(label[group == g], decided[group == g]) for g in names},
        "demographic_parity_difference": float(fl.demographic_parity_difference(**by)),
        "demographic_parity_ratio": float(fl.demographic_parity_ratio(**by)),
        "equal_opportunity_difference": float(fl.equal_opportunity_difference(**by)),
        "equalized_odds_difference": float(fl.equalized_odds_difference(**by)),
        "equal_opportunity_ratio": number(fl.equal_opportunity_ratio(**by)),
        "equalized_odds_ratio": number(fl.equalized_odds_ratio(**by)),
        "predictive_parity_difference": number(precision.difference()),
        "predictive_parity_ratio": number(precision.ratio()),
        "to_overall": {"positive_rate": number(fl.demographic_parity_difference(**{**by, "method": "to_overall"})),
                       "recall": number(fl.equal_opportunity_difference(**{**by, "method": "to_overall"})), "precision": number(precision.difference(method="to_overall"))},
        "worst": {"recall": number(fl.MetricFrame(metrics=recall_score, y_true=label, y_pred=decided, sensitive_features=group).group_min()),
                  "precision": number(precision.group_min())},
        "precision_missing": [str(g) for g in names if not (decided[group == g] == 1).any()],
        "recall_missing": [str(g) for g in names if not (label[group == g] == 1).any()],
        "false_positive_rate_missing": [str(g) for g in names if not (label[group == g] == 0).any()],
    }


def number(value):
    """A ratio of nothing is no number, and none of ours."""
    return float(value) if np.isfinite(value) else None


def lcg(seed, count):
    """The generator of the reference vectors: s = s * 6364136223846793005 + 1442695040888963407 mod 2^64, u = (s >> 11) / 2^53."""
    state, out = seed, []
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append((state >> 11) / 2**53)
    return np.array(out)


def main():
    cases = []
    adult = pd.read_csv(HERE / "adult_scores.csv")
    for column in ("sex", "race"):
        cases.append(case(f"adult by {column}", adult["label"], (adult["score"] >= 0.5).astype(int), adult[column]))
    both = adult["sex"] + " " + adult["race"]
    cases.append(case("adult by sex and race", adult["label"], (adult["score"] >= 0.5).astype(int), both))

    compas = pd.read_csv(SHARED / "compas" / "compas-two-years.csv")
    high = (compas["decile_score"] >= 5).astype(int)
    cases.append(case("compas by race", compas["two_year_recid"], high, compas["race"]))
    two = compas["race"].isin(["African-American", "Caucasian"])
    cases.append(case("compas, two races", compas["two_year_recid"][two], high[two], compas["race"][two]))
    cases.append(case("compas by sex", compas["two_year_recid"], high, compas["sex"]))

    share = lcg(9, 1000)
    label = (lcg(10, 1000) < share).astype(int)
    cases.append(case("three groups by generator", label, (share >= 0.5).astype(int), np.floor(3 * lcg(11, 1000)).astype(int)))
    cases.append(case("nobody predicted in one", [1, 0, 1, 0, 1, 0], [1, 1, 0, 0, 0, 0], list("aaabbb")))
    cases.append(case("one has no positives", [1, 0, 1, 0, 0, 0, 1, 0], [1, 1, 1, 0, 1, 0, 0, 0], list("aaabbbcc")))
    cases.append(case("a group of one row", [1, 0, 1, 0, 1, 1], [1, 0, 0, 0, 1, 1], list("aaaabc")))
    cases.append(case("equal groups", [1, 0, 1, 0], [1, 0, 1, 0], list("aabb")))

    made = {"fairlearn": fairlearn.__version__, "numpy": np.__version__, "pandas": pd.__version__}
    text = json.dumps({"made_with": made, "cases": cases}, indent=1)
    (HERE / "fairness.json").write_text(text + "\n")


main()
