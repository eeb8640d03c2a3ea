"""The same four metrics with intervals: Fairlearn's MetricFrame with its bootstrap of 100 resamples."""
from fairness import METRICS, charter, make  # the same rows, the same command: Charter's numbers always have their limits

TITLE = "Four fairness metrics over 10 groups with intervals, 1,000,000 rows (Fairlearn: bootstrap of 100 resamples)"
PEER = "fairlearn"
AIM = {"time": 300}

if __name__ == "__main__":
    import sys

    import pandas as pd
    from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate, true_positive_rate

    rows = pd.read_parquet(sys.argv[1])
    decided = (rows["p"] >= 0.5).astype(int)
    frame = MetricFrame(metrics={"selection": selection_rate, "recall": true_positive_rate, "alarms": false_positive_rate}, y_true=rows["y"], y_pred=decided,
                        sensitive_features=rows["g"], n_boot=100, ci_quantiles=[0.025, 0.975], random_state=1)
    print(METRICS, frame.difference_ci(), frame.ratio_ci())
