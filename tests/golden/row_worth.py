"""Writes row_worth.json: what decisions are worth on average where every row has amounts of its own, by numpy and SciPy alone.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install numpy==2.4.6 scipy==1.17.1
    /tmp/golden/bin/python row_worth.py

Rows are independent (Hall's t on the mean), of subjects with several rows each (the same on what a subject's worth differs from the mean
worth times its rows: a ratio of means), or of units (delete-one jackknife, Student's t with as many degrees of freedom as units of such
sizes are worth).
"""
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy import stats

TAIL = 0.025
THRESHOLD = 0.5


def worth(rows, act=1.5, each=0.01):
    """What a row is worth: 0.2 of its price when found, a fixed loss when alarmed for nothing, its own loss when missed."""
    acted, positive = rows["score"] >= THRESHOLD, rows["label"] == 1
    outcome = np.where(acted & positive, 0.2 * rows["price"], np.where(acted, -2.5, np.where(positive, -1.0 * rows["loss"], 0.0)))
    return outcome - each - act * acted


def hall(values):
    """Hall 1992: the t statistic freed of its skewness."""
    n, mean, skewness = len(values), values.mean(), stats.skew(values) / np.sqrt(len(values))
    error = values.std(ddof=1) / np.sqrt(n)
    inverse = lambda y: 3 / skewness * (np.cbrt(1 + skewness * (y - skewness / 6)) - 1)
    t = stats.t.ppf(1 - TAIL, n - 1)
    return mean - error * inverse(t), mean - error * inverse(-t)


def by_subject(values, subjects):
    names = np.unique(subjects)
    sums = np.array([values[subjects == name].sum() for name in names])
    counts = np.array([(subjects == name).sum() for name in names])
    ratio = sums.sum() / counts.sum()
    low, high = hall((sums - ratio * counts) / counts.mean())
    return ratio, (ratio + low, ratio + high)


def by_unit(values, units):
    """The error of the jackknife; sizes are equal, so that degrees of freedom are one less than the units."""
    names = np.unique(units)
    without = np.array([values[units != name].mean() for name in names])
    count = len(names)
    error = np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum())
    t = stats.t.ppf(1 - TAIL, count - 1)
    return values.mean(), (values.mean() - t * error, values.mean() + t * error)


def case(seed, count, kind):
    rng = np.random.default_rng(seed)
    rows = {"score": np.round(rng.random(count), 4), "price": np.round(20 + 60 * rng.random(count), 2), "loss": np.round(rng.gamma(2, 6, count), 2)}
    units = rng.permutation(np.arange(count) % 40) if kind == "units" else rng.integers(0, count // 3, count) if kind == "subjects" else np.arange(count)
    luck = rng.normal(0, 0.15, units.max() + 1)[units] if kind != "rows" else 0
    rows["label"] = (rng.random(count) < np.clip(rows["score"] + luck, 0, 1)).astype(int)
    rows["unit"] = units
    values = worth(rows)
    if kind == "rows":
        value, limits = values.mean(), hall(values)
    else:
        value, limits = (by_subject if kind == "subjects" else by_unit)(values, units)
    return {"kind": kind, "rows": {name: [x.item() for x in column] for name, column in rows.items()}, "value": float(value), "low": float(limits[0]), "high": float(limits[1])}


def main():
    out = {"made_with": {name: version(name) for name in ("numpy", "scipy")}, "threshold": THRESHOLD, "cases": [case(11, 600, "rows"), case(12, 900, "subjects"), case(13, 800, "units")]}
    (Path(__file__).parent / "row_worth.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
