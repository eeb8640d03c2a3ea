"""Writes business.json: our metrics of experiments, retention and value, by pandas and lifelines.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements-keys.txt
    /tmp/golden/bin/python business.py ../../../shared/data

The argument is the folder that holds cookie_cats/, hillstrom/, cdnow/ and telco_churn/. Each entry names the metric with
its parameters and what the peer gives; intervals (at 95 %) stand where the peer's method is ours.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter

ENTRIES = []


def entry(data, metric, value, *, interval=None, **how):
    ENTRIES.append({"data": data, "metric": metric, "how": how, "value": float(value), "interval": interval})


def experiments(data):
    cats = pd.read_csv(data / "cookie_cats/cookie_cats.csv")
    new, old = cats[cats.version == "gate_40"], cats[cats.version == "gate_30"]
    for column in ("retention_1", "retention_7", "sum_gamerounds"):
        a, b = new[column].astype(float), old[column].astype(float)
        entry("cookie_cats", "uplift", a.mean() - b.mean(), of=column)
        entry("cookie_cats", "relative_uplift", a.mean() / b.mean() - 1, of=column)
    capped = cats.sum_gamerounds.clip(upper=500)
    entry("cookie_cats", "uplift", capped[cats.version == "gate_40"].mean() - capped[cats.version == "gate_30"].mean(), of="sum_gamerounds", cap=500)

    mail = pd.read_csv(data / "hillstrom/hillstrom_data.csv")
    mail = mail[mail.segment != "Womens E-Mail"]
    sent = mail.segment == "Mens E-Mail"
    for column, before in (("visit", "history"), ("spend", "history"), ("visit", "recency")):
        y, x = mail[column].astype(float), mail[before].astype(float)
        arms = [np.cov(y[arm], x[arm]) / arm.sum() for arm in (sent, ~sent)]
        theta = sum(arm[0, 1] for arm in arms) / sum(arm[1, 1] for arm in arms)
        adjusted = y - theta * (x - x[~sent].mean())
        entry("hillstrom", "uplift", adjusted[sent].mean() - adjusted[~sent].mean(), of=column, adjusted_by=before)
        entry("hillstrom", "relative_uplift", adjusted[sent].mean() / adjusted[~sent].mean() - 1, of=column, adjusted_by=before)
    ratio = mail[sent].spend.sum() / mail[sent].recency.sum() - mail[~sent].spend.sum() / mail[~sent].recency.sum()
    entry("hillstrom", "uplift", ratio, of="spend", per="recency")


def cdnow(data):
    log = pd.read_csv(data / "cdnow/CDNOW_master.txt", sep=r"\s+", header=None, skiprows=1, names=["id", "date", "cds", "dollars"])
    log["date"] = pd.to_datetime(log.date, format="%Y%m%d")
    as_of = log.date.max()
    day = pd.Timedelta(days=1)
    entry("cdnow", "revenue_per_user", log.groupby("id").dollars.sum().mean(), of="dollars")
    first = log.groupby("id").date.transform("min")
    for days in (30, 90, 365):
        whole = (as_of - first) >= days * day
        early = log.dollars.where((log.date - first) < days * day, 0)[whole]
        entry("cdnow", "lifetime_value", early.groupby(log.id[whole]).sum().mean(), of="dollars", days=days)
    for n in (1, 7, 30):
        over = (first + (n + 1) * day) <= as_of
        on_day = ((log.date - first) == n * day)[over].groupby(log.id[over]).any()
        later = ((log.date - first) >= n * day)[over].groupby(log.id[over]).any()
        entry("cdnow", "retention", on_day.mean(), day=n)
        entry("cdnow", "rolling_retention", later.mean(), day=n)
    for idle, at in ((60, 60), (90, 180), (180, 400)):
        ages, gone = [], []
        for _, dates in log.sort_values("date").groupby("id").date:
            dates = dates.tolist()
            ends = [d for d, following in zip(dates, dates[1:] + [as_of]) if following - d >= idle * day]
            gone.append(bool(ends))
            ages.append((ends[0] - dates[0]).days + idle if ends else (as_of - dates[0]).days)
        survival(ages, gone, "cdnow", "kaplan_meier_retention", idle=idle, at=at)


def survival(ages, gone, data, metric, **how):
    at = how["at"]
    fit = KaplanMeierFitter(alpha=0.05).fit(ages, gone)
    limits = fit.confidence_interval_survival_function_
    row = limits[limits.index <= at].iloc[-1]
    entry(data, metric, fit.predict(at), interval=[float(row.iloc[0]), float(row.iloc[1])], **how)


def telco(data):
    customers = pd.read_csv(data / "telco_churn/Telco-Customer-Churn.csv")
    for at in (0, 1, 12, 24.5, 60):
        survival(customers.tenure, customers.Churn == "Yes", "telco", "survival", of="tenure", at=at)
    entry("telco", "conversion", (customers.Churn == "Yes").mean())


def main():
    data = Path(sys.argv[1])
    experiments(data)
    cdnow(data)
    telco(data)
    versions = {name: version(name) for name in ("lifelines", "numpy", "pandas")}
    Path(__file__).with_name("business.json").write_text(json.dumps({"versions": versions, "entries": ENTRIES}, indent=1) + "\n")


main()
