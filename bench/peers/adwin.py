"""ADWIN over the values of a column: river's drift.ADWIN, fed value by value, beside `charter measure adwin_alarms`, with reading the file."""
TITLE = "ADWIN over 3,000,000 values"
PEER = "river"
AIM = {}


def make(sql, work, tiny):
    rows = 5000 if tiny else 3_000_000
    file = work / "stream.parquet"
    if not file.exists():
        normal = "sqrt(-2 * ln((hash(i) % 1000003 + 0.5) / 1000003.0)) * cos(2 * pi() * ((hash(i + 104729) % 1000003) + 0.5) / 1000003.0)"
        sql(f"COPY (SELECT {normal} + CASE WHEN i > {rows // 2} THEN 0.1 ELSE 0 END AS x FROM range({rows}) t(i)) TO '{file}' (FORMAT parquet);")
    return [file]


def charter(files):
    return ["measure", "adwin_alarms", "--column", "x", "--data", *files, "--json"]


if __name__ == "__main__":
    import sys

    import pandas as pd
    from river import drift

    detector = drift.ADWIN()
    alarms = 0
    for value in pd.read_parquet(sys.argv[1])["x"].tolist():
        detector.update(value)
        alarms += detector.drift_detected
    print(alarms)
