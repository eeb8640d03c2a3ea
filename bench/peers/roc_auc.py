"""The area under the ROC curve of 10,000,000 scores, exact: scikit-learn's roc_auc_score beside `charter measure roc_auc`."""
TITLE = "ROC AUC of 10,000,000 scores"
PEER = "scikit-learn"
AIM = {"time": 10}
LIMIT = ("a second of processor on two cores, half a second of it on both at once: decoding the file and sorting the scores. What is left is one thread that merges the sorted runs and adds up "
         "the placements, so that runs of any size may lie on disk; dividing that by range of the score would be the next step.")


def make(sql, work, tiny):
    rows = 5000 if tiny else 10_000_000
    file = work / "scores.parquet"
    if not file.exists():
        u = "((hash(i) % 1000003) + 0.5) / 1000003.0"
        v = "((hash(i + 15485863) % 1000003) + 0.5) / 1000003.0"
        late = "(hash(i + 32452843) % 10 < 3)"
        signal = f"(sqrt(-2 * ln({u})) * cos(2 * pi() * {v}) + CASE WHEN {late} THEN 1.2 ELSE 0 END)"
        sql(f"COPY (SELECT {late}::INTEGER AS label, 1 / (1 + exp(1 - {signal})) AS score FROM range({rows}) t(i)) TO '{file}' (FORMAT parquet);")
    return [file]


def charter(files):
    return ["measure", "roc_auc", "--data", files[0], "--label", "label", "--score", "score", "--json"]


if __name__ == "__main__":
    import sys

    import pandas as pd
    from sklearn.metrics import roc_auc_score

    rows = pd.read_parquet(sys.argv[1])
    print(roc_auc_score(rows["label"], rows["score"]))
