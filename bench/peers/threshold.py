"""The best threshold for 3,000,000 scored rows and four amounts: scikit-learn's TunedThresholdClassifierCV beside `charter value`.

scikit-learn gets the scores as its one feature and a classifier that gives them back, so that both only search; it looks at 100
thresholds in five folds and gives one number. Charter looks at 1,000 and gives the value over all of them with intervals, the
gain on rows that the threshold was not chosen on, and a decision curve."""
TITLE = "Value over thresholds, 3,000,000 rows"
PEER = "scikit-learn"
AIM = {"time": 10}


def make(sql, work, tiny):
    rows = 5000 if tiny else 3_000_000
    file = work / "decisions.parquet"
    if not file.exists():
        score = "((hash(i) % 1000003) + 0.5) / 1000003.0"
        sql(f"COPY (SELECT {score} AS score, (((hash(i + 32452843) % 1000003) + 0.5) / 1000003.0 < {score})::INTEGER AS label FROM range({rows}) t(i)) TO '{file}' (FORMAT parquet);")
    document = work / "decisions.charter.yaml"
    document.write_text("charter: 1\nproduct: bench\ntask: {kind: binary, columns: {score: score, label: label}}\nvalue: {true_positive: 6, false_positive: -2}\n")
    return [file, document]


def charter(files):
    return ["value", files[1], "--data", files[0], "--json"]


if __name__ == "__main__":
    import sys

    import numpy as np
    import pandas as pd
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.metrics import confusion_matrix, make_scorer
    from sklearn.model_selection import TunedThresholdClassifierCV

    class Given(ClassifierMixin, BaseEstimator):
        def fit(self, x, y):
            self.classes_ = np.array([0, 1])
            return self

        def predict_proba(self, x):
            return np.column_stack([1 - x[:, 0], x[:, 0]])

        def predict(self, x):
            return (x[:, 0] >= 0.5).astype(int)

    def worth(y, predicted):
        (tn, fp), (fn, tp) = confusion_matrix(y, predicted, labels=[0, 1])
        return (6 * tp - 2 * fp) / len(y)

    rows = pd.read_parquet(sys.argv[1])
    tuned = TunedThresholdClassifierCV(Given(), scoring=make_scorer(worth), cv=5, random_state=0)
    tuned.fit(rows[["score"]].to_numpy(), rows["label"].to_numpy())
    print(tuned.best_threshold_, tuned.best_score_)
