"""Writes as_PEER.json: what the packages themselves give for drift, on the inputs of drift_cases.py.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements-evidently.txt
    /tmp/golden/bin/python as_drift.py evidently ../../../shared/data

and the same for nannyml and scipy, each in an environment of its own. The inputs are those of drift.json, which a result
names. Where a package ends with an error, or gives no number, there is no result: stderr says so.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from importlib.metadata import version

import drift_cases

HERE = Path(__file__).parent
PEER, SHARED = sys.argv[1], Path(sys.argv[2])
warnings.filterwarnings("ignore")


def is_text(values):
    return isinstance(values[0], str)


def series(values, missing, infinite):
    """A column as pandas reads it: whole numbers stay whole unless a value is missing."""
    if is_text(values):
        return pd.Series(list(values) + [None] * missing, dtype=object)
    whole = all(isinstance(v, int) for v in values)
    if missing or any(infinite):
        return pd.Series([float(v) for v in values] + [np.nan] * missing + [-np.inf] * infinite[0] + [np.inf] * infinite[1])
    return pd.Series(values, dtype="int64" if whole else "float64")


def evidently(name, reference, current, text):
    from evidently import DataDefinition, Dataset, Report
    from evidently.legacy.calculations.stattests.tvd_stattest import _total_variation_distance
    from evidently.metrics import ValueDrift

    def shown(method, categorical):
        definition = DataDefinition(categorical_columns=["x"]) if categorical else DataDefinition(numerical_columns=["x"])
        sides = [Dataset.from_pandas(pd.DataFrame({"x": side}), definition) for side in (current, reference)]
        return Report([ValueDrift(column="x", method=method)]).run(*sides).dict()["metrics"][0]["value"]

    methods = {"psi": "psi", "kl_divergence": "kl_div", "js_distance": "jensenshannon", "hellinger_distance": "hellinger"}
    for metric, method in methods.items():
        yield f"evidently_{metric}", lambda: {"value": shown(method, text)}
    if not text:
        yield "evidently_wasserstein_distance", lambda: {"value": shown("wasserstein", False)}
        yield "evidently_energy_distance", lambda: {"value": shown("ed", False)}
        yield "evidently_ks_distance", lambda: {"p_value": shown("ks", False)}
        few = max(len(reference), len(current)) <= 20
        for metric, method in {"t": "t_test", "mann_whitney": "mannw", "anderson_darling": "anderson", "cramer_von_mises": "cramer_von_mises", "epps_singleton": "es"}.items():
            # With so few rows its exact p-value is counted in half precision.
            yield f"evidently_{metric}", lambda: {"p_value": shown(method, False)} | ({"tolerance": 3e-3} if few and method == "cramer_von_mises" else {})
    else:
        yield "evidently_chi_square", lambda: {"p_value": shown("chisquare", True)}
        yield "evidently_z", lambda: {"p_value": shown("z", True)}
        yield "evidently_total_variation", lambda: {"value": _total_variation_distance(reference.dropna(), current.dropna())}


def nannyml(name, reference, current, text):
    from nannyml.drift.univariate.methods import FeatureType, MethodFactory
    from nannyml.thresholds import ConstantThreshold

    feature = FeatureType.CATEGORICAL if text else FeatureType.CONTINUOUS

    def value(key):
        # What fit and calculate do for one chunk, without the thresholds that they take from chunks of the reference.
        method = MethodFactory.create(key=key, feature_type=feature, chunker=None, threshold=ConstantThreshold(upper=0.1))
        method._fit(reference)
        found = {"value": method._calculate(current)}
        if key == "chi2":
            found["p_value"] = method._p_value
        return found

    keys = {"js_distance": "jensen_shannon", "hellinger_distance": "hellinger"}
    keys |= {"chi_square": "chi2", "l_infinity": "l_infinity"} if text else {"ks_distance": "kolmogorov_smirnov", "wasserstein_distance": "wasserstein"}
    for metric, key in keys.items():
        yield f"nannyml_{metric}", lambda: value(key)


def scipy(name, reference, current, text):
    from scipy import stats
    from scipy.spatial import distance

    r, c = reference.replace([-np.inf, np.inf], np.nan).dropna(), current.replace([-np.inf, np.inf], np.nan).dropna()
    values = sorted(set(r) | set(c))
    if len(values) <= 2000:
        counts = [side.value_counts().reindex(values, fill_value=0).to_numpy() for side in (r, c)]
        yield "scipy_kl_divergence", lambda: {"value": stats.entropy(*counts)}
        yield "scipy_js_distance", lambda: {"value": distance.jensenshannon(*counts)}
        yield "scipy_cramers_v", lambda: {"value": stats.contingency.association(counts, method="cramer")}
        yield "scipy_chi_square", lambda: dict(zip(("value", "p_value"), stats.chi2_contingency(counts)[:2]))
        yield "scipy_chisquare", lambda: dict(zip(("value", "p_value"), stats.chisquare(counts[1], counts[0] * len(c) / len(r))))
    if not text:
        tests = {"t": stats.ttest_ind, "mann_whitney": stats.mannwhitneyu, "cramer_von_mises": stats.cramervonmises_2samp, "epps_singleton": stats.epps_singleton_2samp}
        for metric, test in tests.items():
            yield f"scipy_{metric}", lambda: {"value": (found := test(r, c)).statistic, "p_value": found.pvalue}
        yield "scipy_anderson_darling", lambda: {"value": (found := stats.anderson_ksamp([r, c], variant="midrank")).statistic, "p_value": found.pvalue}
        yield "scipy_ks_distance", lambda: dict(zip(("value", "p_value"), stats.ks_2samp(r, c)))
        yield "scipy_wasserstein_distance", lambda: {"value": stats.wasserstein_distance(r, c)}
        yield "scipy_energy_distance", lambda: {"value": stats.energy_distance(r, c)}


def tolerance(definition, found):
    """What rounding leaves: a small p-value that is one minus a share, and a matrix that can hardly be inverted."""
    if definition.endswith("cramer_von_mises") and 0 < found["p_value"] < 1e-5:
        return {"tolerance": 1e-14 / found["p_value"]}
    return {"tolerance": 1e-8} if definition.endswith("epps_singleton") else {}


def of_one_size():
    """Evidently's tests that end with an error unless both samples have the same size; the numbers are those of the rows."""
    from evidently.legacy.calculations.stattests.fisher_exact_stattest import _fisher_exact_stattest
    from evidently.legacy.calculations.stattests.g_stattest import _g_stat_test

    yes_and_no = {"few": ("aaabbbbb", "aaaaaabb"), "one value": ("aaaa", "aaaa"), "rare": ("a" * 97 + "b" * 3, "a" * 99 + "b"), "hundreds": ("a" * 300 + "b" * 100, "a" * 250 + "b" * 150),
                  "all and none": ("a" * 9, "b" * 9), "nothing changed": ("aab" * 20, "baa" * 20)}
    several = {"three values": ("aabbbcccc", "aaabbbccc"), "many": ("abcdefgh" * 5, "aabbcdefgggh" * 3 + "aaaa"), "a value that went": ("aabbcc", "aaabbb")}
    for name, (reference, current) in (yes_and_no | several).items():
        sides = [pd.Series(list(side)) for side in (reference, current)]
        numbers = {key: [ord(letter) for letter in side] for key, side in (("reference", reference), ("current", current))}
        for method, stattest in (("g_test", _g_stat_test), ("fisher_exact", _fisher_exact_stattest)):
            if method == "fisher_exact" and name in several:
                continue
            yield {"as": "evidently_" + method.removesuffix("_test"), "name": name, **numbers, "p_value": float(stattest(*sides, "cat", 0.1)[0])}


def main():
    results = []
    for name, reference, current, missing, infinite, _ in drift_cases.cases(SHARED):
        if PEER == "nannyml" and any(map(any, infinite)):
            continue  # it ends with an error where there are infinities
        sides = [series(values, missing[i], infinite[i]) for i, values in enumerate((reference, current))]
        for definition, compute in {"evidently": evidently, "nannyml": nannyml, "scipy": scipy}[PEER](name, *sides, is_text(reference)):
            try:
                found = {key: float(value) for key, value in compute().items()}
            except Exception as fault:
                print(f"{name}: {definition}: {type(fault).__name__}: {fault}", file=sys.stderr)
                continue
            found |= tolerance(definition, found)
            if all(np.isfinite(list(found.values()))):
                results.append({"as": definition, "inputs": name, **found})
            else:
                print(f"{name}: {definition}: {found}", file=sys.stderr)
    if PEER == "evidently":
        results += [one for one in of_one_size() if np.isfinite(one["p_value"])]
    made = {package: version(package) for package in (PEER, "numpy", "pandas", "scipy")}
    lines = ",\n  ".join(json.dumps(one) for one in results)
    (HERE / f"as_{PEER}.json").write_text(f'{{"made_with": {json.dumps(made)},\n "cases": [\n  {lines}\n ]}}\n')


main()
