"""Four fairness metrics over ten groups: Fairlearn beside `charter measure`, which gives the limits over all pairs as well."""
TITLE = "Four fairness metrics over 10 groups, 1,000,000 rows (Charter with simultaneous limits, Fairlearn without any)"
PEER = "fairlearn"
AIM = {"time": 300}
LIMIT = ("of the whole process about 80 ms of processor are the start: loading and linking DuckDB's library and opening a database in it, the same for four rows; the million rows take some 40 ms more.")

METRICS = ["demographic_parity_difference", "demographic_parity_ratio", "equal_opportunity_difference", "equalized_odds_difference"]


def make(sql, work, tiny):
    rows = 5000 if tiny else 1_000_000
    file = work / "fairness.parquet"
    u = lambda k: f"((hash(i + {k * 7919}) % 1000003) / 1000003.0)"
    if not file.exists():
        sql(f"COPY (SELECT 'g' || floor(10 * pow({u(1)}, 2))::INTEGER AS g, ({u(2)} < 0.3)::INTEGER AS y, "
            f"CASE WHEN {u(2)} < 0.3 THEN 0.35 ELSE 0.05 END + 0.6 * {u(3)} AS p FROM range({rows}) t(i)) TO '{file}' (FORMAT parquet);")
    return [file]


def charter(files):
    return ["measure", ",".join(METRICS), "--data", *files, "--label", "y", "--score", "p", "--by", "g", "--json"]


if __name__ == "__main__":
    import sys

    import fairlearn.metrics
    import pandas as pd

    rows = pd.read_parquet(sys.argv[1])
    decided = (rows["p"] >= 0.5).astype(int)
    print({name: float(getattr(fairlearn.metrics, name)(rows["y"], decided, sensitive_features=rows["g"])) for name in METRICS})
