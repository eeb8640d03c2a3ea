"""Why a model scores as it does, from 1,000,000 logged rows with 10 features: trees of the score, exact contributions, partial dependence.

Charter fits six surrogates (five to measure fidelity and steadiness) on 20,000 rows, adds up the contributions of 2,000 rows by each of
them and draws four features. The peer does once what one has to write by hand: one fit on 20,000 rows, contributions of 2,000, four features.
"""
import sys

TITLE = "Explanation of a logged score, 1,000,000 rows by 10 features"
PEER = "shap"
AIM = {}

FEATURES = [f"x{i}" for i in range(10)]


def make(sql, work, tiny):
    rows = 20_000 if tiny else 1_000_000
    data, charter = work / f"explain_{rows}.parquet", work / "explain.charter.yaml"
    columns = ", ".join(f"hash(i, {j}) / 18446744073709551615.0 AS x{j}" for j in range(10))
    score = "1 / (1 + exp(-(3 * x0 - 2 * x1 + CASE WHEN x2 > 0.6 THEN 1.5 ELSE 0 END + x3 * x4 - 1.5)))"
    if not data.exists():
        sql(f"COPY (SELECT *, {score} AS p FROM (SELECT i AS id, {columns} FROM range({rows}) t(i))) TO '{data}' (FORMAT parquet);")
    charter.write_text("charter: 1\nproduct: bench\ntask: {kind: binary, columns: {id: id, score: p}}\n")
    return [data, charter]


def charter(files):
    return ["explain", files[1], "--data", files[0], "--format", "json"]


if __name__ == "__main__":
    import numpy as np
    import pandas as pd
    import shap
    import xgboost
    from sklearn.inspection import partial_dependence

    table = pd.read_parquet(sys.argv[1]).sample(20_000, random_state=1)
    model = xgboost.XGBRegressor(n_estimators=200, max_depth=5, learning_rate=0.15, tree_method="hist").fit(table[FEATURES], table["p"])
    values = shap.TreeExplainer(model).shap_values(table[FEATURES].iloc[:2_000])
    weights = np.abs(values).mean(axis=0)
    for place in np.argsort(-weights)[:4]:
        partial_dependence(model, table[FEATURES].iloc[:500], [FEATURES[place]], method="brute", kind="average", grid_resolution=20)
    print({name: round(float(weight), 5) for name, weight in zip(FEATURES, weights)})
