"""Data drift of 20 mixed columns with automatic choice: Evidently's DataDriftPreset beside `charter measure drift`."""
TITLE = "Data drift with automatic choice, 1,000,000 against 1,000,000 rows, 20 mixed columns"
PEER = "evidently"
AIM = {"time": 100, "memory": 10}

NUMBERS = [f"n{i}" for i in range(12)]
TEXTS = [f"c{i}" for i in range(8)]


def column(i, moved):
    """Uniform numbers by a hash of the row, made normal, skewed, whole or a category; every third column moves a little."""
    u = f"((hash(i + {i * 7919}) % 1000003) + 0.5) / 1000003.0"
    v = f"((hash(i + {i * 104729 + 1}) % 1000003) + 0.5) / 1000003.0"
    shift = 0.3 if moved and i % 3 == 0 else 0.0
    normal = f"(sqrt(-2 * ln({u})) * cos(2 * pi() * {v}) + {shift})"
    if i < 12:
        return [f"{normal}", f"exp({normal})", f"round({normal} * 4)::INTEGER"][i % 3] + f" AS n{i}"
    categories = [3, 5, 12, 40][i % 4]
    return f"'k' || floor({categories} * pow({u}, {1 + 3 * shift}))::INTEGER AS c{i - 12}"


def make(sql, work, tiny):
    rows = 5000 if tiny else 1_000_000
    files = [work / "drift-reference.parquet", work / "drift-current.parquet"]
    for moved, file in enumerate(files):
        if not file.exists():
            columns = ", ".join(column(i, moved) for i in range(20))
            sql(f"COPY (SELECT {columns} FROM range({moved * rows}, {(moved + 1) * rows}) t(i)) TO '{file}' (FORMAT parquet);")
    return files


def charter(files):
    reference, current = files
    return ["measure", "drift,drifted_share", "--column", *NUMBERS, *TEXTS, "--reference", reference, "--data", current, "--json"]


if __name__ == "__main__":
    import sys

    import pandas as pd
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset

    definition = DataDefinition(numerical_columns=NUMBERS, categorical_columns=TEXTS)
    reference, current = (Dataset.from_pandas(pd.read_parquet(file), definition) for file in sys.argv[1:])
    report = Report([DataDriftPreset()]).run(current, reference)
    print([metric["value"] for metric in report.dict()["metrics"]])
