"""Writes drift.json: what SciPy gives for our drift metrics, on the same inputs.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements.txt
    /tmp/golden/bin/python drift.py ../../../shared/data

The argument is the folder that holds adult/. Kolmogorov-Smirnov and Wasserstein distances are SciPy's on the raw values.
The others need bins, for which there is no peer: `cut` and `psi` follow the definitions that src/metrics/statistics/bins.h
and `charter metrics psi` state, written here from their text alone; SciPy then computes Jensen-Shannon and chi-square.
A case holds its inputs as [value, count] pairs, with missing values and infinities counted apart.
"""

import json
import math
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
from scipy import special, stats
from scipy.spatial import distance

import drift_cases

HERE = Path(__file__).parent
SHARED = Path(sys.argv[1])


def bucket(value):
    """A fine bucket, named by its bound nearest to zero: the value with its mantissa cut to eight digits."""
    mantissa, exponent = math.frexp(abs(value))
    return math.copysign(math.ldexp(math.floor(mantissa * 256) / 256, exponent), value) if value else 0.0


def cut(reference, infinite, bins):
    """The buckets with which the second and further bins begin; `reference` are the finite values."""
    counted = Counter(bucket(v) for v in reference)
    buckets = sorted(counted)
    if len(buckets) <= bins:
        return buckets[1:]
    below = np.cumsum([counted[b] for b in buckets]) + infinite[0]
    whole = below[-1] + infinite[1]
    starts = []
    for j in range(1, bins):
        off = [abs(int(c) * bins - j * int(whole)) for c in below[:-1]]
        starts.append(buckets[int(np.argmin(off)) + 1])  # argmin takes the first of equals
    return sorted(set(starts))


def numeric_table(reference, current, missing, infinite, bins):
    distinct = sorted({bucket(v) for v in reference})
    if len(distinct) == 1:
        place = lambda v: 1 + (bucket(v) > distinct[0]) - (bucket(v) < distinct[0])
        last = 2
    else:
        starts = cut(reference, infinite[0], bins)
        place = lambda v: int(np.searchsorted(starts, bucket(v), side="right"))
        last = len(starts)
    table = np.zeros((2, last + 2))
    for row, values in enumerate((reference, current)):
        for v in values:
            table[row, place(v)] += 1
        table[row, 0] += infinite[row][0]
        table[row, last] += infinite[row][1]
        table[row, -1] = missing[row]
    return table


def categorical_table(reference, current, missing):
    names = sorted(set(reference))
    table = np.zeros((2, len(names) + 2))
    for row, values in enumerate((reference, current)):
        for name, count in Counter(values).items():
            table[row, names.index(name) if name in names else -2] += count
        table[row, -1] = missing[row]
    return table


def psi(table):
    r, c = (np.maximum(row, 0.5) / row.sum() for row in table)
    return float(np.sum((c - r) * np.log(c / r)))


def kl(table):
    r, c = (np.maximum(row, 0.5) / row.sum() for row in table)
    return float(np.sum(special.kl_div(r, c)))


def cramers_v(table):
    """Bergsma's corrected V of the two samples scaled to the same size, together as precise as they are."""
    n, m = table.sum(axis=1)
    both = 4 * n * m / (n + m)
    scaled = table / table.sum(axis=1, keepdims=True) * both / 2
    k = table.shape[1]
    phi2 = max(0.0, stats.chi2_contingency(scaled, correction=False).statistic / both - (k - 1) / (both - 1))
    return float(math.sqrt(min(1.0, phi2 / min(k - 1 - (k - 1) ** 2 / (both - 1), 1 - 1 / (both - 1)))))


def pairs(values):
    return [[v if isinstance(v, str) else float(v), n] for v, n in sorted(Counter(values).items())]


def case(name, reference, current, missing=(0, 0), infinite=((0, 0), (0, 0)), bins=10):
    categorical = isinstance(reference[0], str)
    if categorical:
        table = categorical_table(reference, current, missing)
    else:
        table = numeric_table(reference, current, missing, infinite, bins)
    table = table[:, table.sum(axis=0) > 0]
    out = {
        "name": name, "categorical": categorical, "whole": all(isinstance(v, int) for v in reference + current), "bins": bins,
        "reference": pairs(reference), "current": pairs(current), "missing": missing, "infinite": infinite,
        "table": table.tolist(),
        "psi": psi(table),
        "js_distance": float(distance.jensenshannon(table[0], table[1], base=2)),
        "chi_square": float(stats.chi2_contingency(table, correction=False).statistic) if table.shape[1] > 1 else 0.0,
        "kl_divergence": kl(table),
        "hellinger_distance": float(math.sqrt(max(0.0, 1 - np.sum(np.sqrt(np.prod(table / table.sum(axis=1, keepdims=True), axis=0)))))),
        "total_variation": float(distance.cityblock(*(table / table.sum(axis=1, keepdims=True))) / 2),
        "l_infinity": float(distance.chebyshev(*(table / table.sum(axis=1, keepdims=True)))),
        "cramers_v": cramers_v(table) if table.shape[1] > 1 and table.sum() > 2 else 0.0,
    }
    if not categorical:
        out["ks_distance"] = float(stats.ks_2samp(reference, current).statistic)
        out["wasserstein_distance"] = float(stats.wasserstein_distance(reference, current))
        out["energy_distance"] = float(stats.energy_distance(reference, current))
    return out


def main():
    cases = [case(*one) for one in drift_cases.cases(SHARED)]
    made = {"scipy": scipy.__version__, "numpy": np.__version__, "pandas": pd.__version__}
    lines = ",\n  ".join(json.dumps(c) for c in cases)
    (HERE / "drift.json").write_text(f'{{"made_with": {json.dumps(made)},\n "cases": [\n  {lines}\n ]}}\n')


main()
