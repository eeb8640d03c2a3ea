"""Writes feedback.json: our metrics of feedback and reliance, by SciPy, pandas and NumPy, on real columns that stand for what people say.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements-feedback.txt
    /tmp/golden/bin/python feedback.py ../../../shared/data

The argument is the folder that holds cookie_cats/ and hillstrom/. Shares: the mid-P limits (Lancaster 1961) where at least ten rows are on either
side, else those of Clopper and Pearson 1934. All at 95 %. Times and scores: the value alone, whose engines have vectors of their own (rows.json, business.json).
"""
import json
import pathlib
import sys
from importlib.metadata import version

import numpy as np
import pandas as pd
from scipy import optimize, stats

ENTRIES = []


def clopper_pearson(events, count):
    low = stats.beta.ppf(0.025, events, count - events + 1) if events else 0.0
    high = stats.beta.ppf(0.975, events + 1, count - events) if events < count else 1.0
    return [float(low), float(high)]


def mid_p(events, count):
    def above(p):
        return stats.binom.sf(events, count, p) + 0.5 * stats.binom.pmf(events, count, p)

    return [optimize.brentq(lambda p: above(p) - 0.025, 1e-12, events / count), optimize.brentq(lambda p: above(p) - 0.975, events / count, 1 - 1e-12)]


def share(metric, column, flags, rows):
    events, count = int(flags.sum()), len(flags)
    interval = mid_p(events, count) if min(events, count - events) >= 10 else clopper_pearson(events, count)
    ENTRIES.append({"metric": metric, "data": "cookie_cats", "column": column, "rows": rows, "value": events / count, "interval": interval})


def main():
    data = pathlib.Path(sys.argv[1])
    cats = pd.read_csv(data / "cookie_cats/cookie_cats.csv")
    for metric, column in (("thumbs_up_share", "retention_1"), ("feedback_rate", "retention_7"), ("rubber_stamp_rate", "retention_7")):
        for rows in (25, 400, len(cats)):
            share(metric, column, cats[column].head(rows).astype(bool), rows)
    mail = pd.read_csv(data / "hillstrom/hillstrom_data.csv")
    for q in (0.5, 0.9):
        for rows in (300, 5_000):
            seconds = np.sort(mail.history.head(rows).to_numpy())
            ENTRIES.append({"metric": "time_to_decision", "data": "hillstrom", "column": "history", "rows": rows, "q": q, "value": float(np.quantile(seconds, q)), "interval": None})
    ENTRIES.append({"metric": "sus_score", "data": "hillstrom", "column": "recency", "rows": 5_000, "value": float(mail.recency.head(5_000).mean()), "interval": None})
    written = {"made_with": {name: version(name) for name in ("numpy", "pandas", "scipy")}, "entries": ENTRIES}
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(written, indent=1) + "\n")


main()
