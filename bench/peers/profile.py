"""A profile of every column, written to a file: whylogs beside `charter profile`."""
TITLE = "Profile of 3,000,000 rows by 40 mixed columns"
PEER = "whylogs"
AIM = {"time": 20}


def column(i):
    """Numbers with many and with few values, whole numbers, and categories; every tenth value of some is missing."""
    u = f"((hash(i + {i * 7919}) % 1000003) + 0.5) / 1000003.0"
    missing = f"CASE WHEN hash(i + {i}) % 10 = 0 THEN NULL ELSE " if i % 4 == 3 else "("
    end = " END" if i % 4 == 3 else ")"
    if i < 24:
        return missing + [f"-ln({u})", f"round(1000 * {u})::INTEGER", f"sqrt(-2 * ln({u}))"][i % 3] + end + f" AS n{i}"
    return missing + f"'k' || floor({[3, 12, 50, 2000][i % 4]} * {u})::INTEGER" + end + f" AS c{i - 24}"


def make(sql, work, tiny):
    file = work / "profile.parquet"
    if not file.exists():
        columns = ", ".join(column(i) for i in range(40))
        sql(f"COPY (SELECT {columns} FROM range({5000 if tiny else 3_000_000}) t(i)) TO '{file}' (FORMAT parquet);")
    return [file]


def charter(files):
    return ["profile", *files, "--output", files[0] + ".profile", "--json"]


if __name__ == "__main__":
    import sys

    import pandas as pd
    import whylogs

    results = whylogs.log(pandas=pd.read_parquet(sys.argv[1]))
    view = results.view()
    view.write(sys.argv[1] + ".whylogs")
    print(view.to_pandas().shape)
