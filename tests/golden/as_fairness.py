"""Writes as_fairness.json: what Fairlearn and AIF360 give, 0 / 0 and signs as they have them; and fairness_index.json: AIF360's
inequality indices, which are ours as they stand.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements-fairness.txt
    /tmp/golden/bin/python as_fairness.py ../../../shared/data

The argument is the folder that holds compas/; adult_scores.csv (by classification.py) lies beside this file. `groups` are the
four counts of each group (tp fp fn tn), in the order of their names, which the test calls `group 0`, `group 1`, ...
"""

import json
import sys
import warnings
from pathlib import Path

import aif360
import fairlearn
import numpy as np
import pandas as pd
from aif360.sklearn import metrics as aif
from fairlearn import metrics as fl

HERE = Path(__file__).parent
SHARED = Path(sys.argv[1])
FAIRLEARN = ["demographic_parity_difference", "demographic_parity_ratio", "equal_opportunity_difference", "equal_opportunity_ratio",
             "equalized_odds_difference", "equalized_odds_ratio"]


def counts(label, decided):
    return [int(((label == y) & (decided == p)).sum()) for y, p in ((1, 1), (0, 1), (1, 0), (0, 0))]


def cases_of(name, label, decided, group):
    label, decided, group = (np.asarray(x) for x in (label, decided, group))
    names = sorted(set(group))
    groups = [counts(label[group == g], decided[group == g]) for g in names]
    cases = []

    def add(definition, value, **more):
        if np.isfinite(value):
            cases.append({"as": definition, "name": name, "groups": groups, "value": float(value), **more})

    for metric in FAIRLEARN:
        for method, suffix in (("between_groups", ""), ("to_overall", "_to_overall")):
            add(f"fairlearn_{metric}{suffix}", getattr(fl, metric)(label, decided, sensitive_features=group, method=method))
    for place, privileged in enumerate(names[:2]):
        rows = pd.MultiIndex.from_arrays([group], names=["group"])
        y_true, y_pred = pd.Series(label, index=rows), pd.Series(decided, index=rows)
        side = {"prot_attr": "group", "priv_group": privileged}
        more = {"category": f"group {place}"}
        add("aif360_statistical_parity_difference", aif.statistical_parity_difference(y_pred, **side), **more)
        if (decided[group == privileged] == 1).any():
            add("aif360_disparate_impact_ratio", aif.disparate_impact_ratio(y_pred, **side), **more)
        add("aif360_equal_opportunity_difference", aif.equal_opportunity_difference(y_true, y_pred, **side), **more)
        add("aif360_average_odds_difference", aif.average_odds_difference(y_true, y_pred, **side), **more)
    return cases


def index_of(name, label, decided):
    label, decided = np.asarray(label), np.asarray(decided)
    benefit = 1.0 + decided - label
    values = {f"{alpha:g}": float(aif.generalized_entropy_index(benefit, alpha)) for alpha in (0.5, 1, 2, 3)}
    return {"name": name, "counts": counts(label, decided), "generalized_entropy_index": values, "theil_index": float(aif.theil_index(benefit))}


def main():
    warnings.simplefilter("ignore")
    adult = pd.read_csv(HERE / "adult_scores.csv")
    decided = (adult["score"] >= 0.5).astype(int)
    compas = pd.read_csv(SHARED / "compas" / "compas-two-years.csv")
    high = (compas["decile_score"] >= 5).astype(int)
    sets = [
        ("adult by sex", adult["label"], decided, adult["sex"]),
        ("adult by race", adult["label"], decided, adult["race"]),
        ("adult by sex and race", adult["label"], decided, adult["sex"] + " " + adult["race"]),
        ("compas by race", compas["two_year_recid"], high, compas["race"]),
        ("compas by sex", compas["two_year_recid"], high, compas["sex"]),
        ("nobody predicted in one", [1, 0, 1, 0, 1, 0], [1, 1, 0, 0, 0, 0], list("aaabbb")),
        ("one has no positives", [1, 0, 1, 0, 0, 0, 1, 0], [1, 1, 1, 0, 1, 0, 0, 0], list("aaabbbcc")),
        ("a group of one row", [1, 0, 1, 0, 1, 1], [1, 0, 0, 0, 1, 1], list("aaaabc")),
        ("equal groups", [1, 0, 1, 0], [1, 0, 1, 0], list("aabb")),
        ("nobody predicted", [1, 0, 1, 0], [0, 0, 0, 0], list("aabb")),
    ]
    made = {"aif360": aif360.__version__, "fairlearn": fairlearn.__version__, "numpy": np.__version__, "pandas": pd.__version__}
    cases = [case for one in sets for case in cases_of(*one)]
    (HERE / "as_fairness.json").write_text(json.dumps({"made_with": made, "cases": cases}, indent=1) + "\n")
    indices = [index_of(name, label, decided) for name, label, decided, _ in sets]
    indices.append(index_of("all right", [1, 0, 1, 0], [1, 0, 1, 0]))
    indices.append(index_of("all favoured", [0, 0, 0], [1, 1, 1]))
    (HERE / "fairness_index.json").write_text(json.dumps({"made_with": made, "cases": indices}, indent=1) + "\n")


main()
