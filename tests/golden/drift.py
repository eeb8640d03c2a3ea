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
from scipy import stats
from scipy.spatial import distance

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


def pairs(values):
    return [[v if isinstance(v, str) else float(v), n] for v, n in sorted(Counter(values).items())]


def case(name, reference, current, missing=(0, 0), infinite=((0, 0), (0, 0)), bins=10):
    reference, current = list(reference), list(current)
    categorical = isinstance(reference[0], str)
    if categorical:
        table = categorical_table(reference, current, missing)
    else:
        table = numeric_table(reference, current, missing, infinite, bins)
    table = table[:, table.sum(axis=0) > 0]
    out = {
        "name": name, "categorical": categorical, "bins": bins,
        "reference": pairs(reference), "current": pairs(current), "missing": missing, "infinite": infinite,
        "table": table.tolist(),
        "psi": psi(table),
        "js_distance": float(distance.jensenshannon(table[0], table[1], base=2)),
        "chi_square": float(stats.chi2_contingency(table, correction=False).statistic) if table.shape[1] > 1 else 0.0,
    }
    if not categorical:
        out["ks_distance"] = float(stats.ks_2samp(reference, current).statistic)
        out["wasserstein_distance"] = float(stats.wasserstein_distance(reference, current))
    return out


def lcg(seed, count):
    """The generator of the reference vectors: s = s * 6364136223846793005 + 1442695040888963407 mod 2^64, u = (s >> 11) / 2^53."""
    state, out = seed, []
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append((state >> 11) / 2**53)
    return np.array(out)


def adult():
    names = pd.read_csv(SHARED / "adult" / "adult_test.csv", nrows=0).columns
    train = pd.read_csv(SHARED / "adult" / "adult.data", names=names, skipinitialspace=True, keep_default_na=False)
    test = pd.read_csv(SHARED / "adult" / "adult_test.csv", keep_default_na=False, skipinitialspace=True)
    return train, test


def main():
    train, test = adult()
    cases = [case(f"adult {c}", train[c].tolist(), test[c].tolist()) for c in ("age", "hours_per_week", "education_num", "capital_gain")]
    cases.append(case("adult fnlwgt, 1500 rows", train["fnlwgt"][:1500].tolist(), test["fnlwgt"][:900].tolist()))
    for c in ("workclass", "education"):
        known = [side[c][~side[c].isin(["?", "", "NA"])] for side in (train, test)]
        cases.append(case(f"adult {c}", known[0].tolist(), known[1].tolist(), (len(train) - len(known[0]), len(test) - len(known[1]))))
    men, women = train[train["sex"] == "Male"], train[train["sex"] == "Female"]
    for c in ("age", "hours_per_week"):
        cases.append(case(f"adult {c}, men and women", men[c].tolist(), women[c].tolist()))
    cases.append(case("adult occupation, men and women", men["occupation"].tolist(), women["occupation"].tolist()))

    cases.append(case("generator, small", 10 * lcg(1, 800), 11 * lcg(2, 500)))
    cases.append(case("generator, five bins", 10 * lcg(1, 800), 11 * lcg(2, 500), bins=5))
    cases.append(case("negative and positive", 10 * lcg(1, 300) - 5, 11 * lcg(2, 200) - 5))
    cases.append(case("wide range", np.exp(40 * lcg(1, 300) - 20), np.exp(41 * lcg(2, 200) - 20)))
    cases.append(case("identical", 10 * lcg(1, 100), 10 * lcg(1, 100)))
    cases.append(case("disjoint", lcg(1, 50), 2 + lcg(2, 60)))
    cases.append(case("constants that move", [5.0] * 40, [6.0] * 10 + [5.0] * 20 + [4.0] * 3))
    cases.append(case("one constant", [5.0] * 40, [5.0] * 30))
    cases.append(case("one row each", [1.0], [2.0]))
    cases.append(case("heavy value in the middle", [1.0] * 3 + [2.0] * 90 + list(range(3, 17)), [2.0] * 50 + list(range(3, 23))))
    cases.append(case("heavy value at the end", [100.0] * 95 + list(range(20)), [100.0] * 60 + list(range(40))))
    cases.append(case("heavy value at the start", [0.0] * 95 + list(range(1, 21)), [0.0] * 60 + list(range(1, 41))))
    cases.append(case("few values", [0.0] * 30 + [1.0] * 70, [0.0] * 50 + [1.0] * 40 + [2.0] * 10))
    cases.append(case("missing and infinite", 10 * lcg(1, 200), 11 * lcg(2, 150), (3, 20), ((1, 2), (4, 0))))
    cases.append(case("unseen categories", list("aaaabbbcc"), list("aabbbddde"), (0, 2)))

    made = {"scipy": scipy.__version__, "numpy": np.__version__, "pandas": pd.__version__}
    lines = ",\n  ".join(json.dumps(c) for c in cases)
    (HERE / "drift.json").write_text(f'{{"made_with": {json.dumps(made)},\n "cases": [\n  {lines}\n ]}}\n')


main()
