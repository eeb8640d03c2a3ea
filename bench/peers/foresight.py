"""Seven metrics estimated before outcomes are known, in 50 chunks of 20,000 rows, from a reference of 100,000."""
import sys

TITLE = "Performance before labels, 7 metrics, 1,000,000 rows in 50 chunks"
PEER = "nannyml"
AIM = {"time": 50}
LIMIT = ("a quarter is the start of the process; the rest is flat: calibrating a million scores, sorting them by chunk, and the limits of 350 estimates, each computed again without every twentieth of the "
         "reference, which the peer does not do. Chunks are estimated one after the other.")

METRICS = ["roc_auc", "f1", "precision", "recall", "specificity", "accuracy", "average_precision"]


def make(sql, work, tiny):
    rows, reference = (20_000, 5_000) if tiny else (1_000_000, 100_000)
    now, then, charter = work / "foresight_now.parquet", work / "foresight_then.parquet", work / "foresight.charter.yaml"
    # Calibrated up to a bend: p is the score, the chance of the label p to the power of 1.3. A chunk is a day.
    columns = "p::DOUBLE AS p, (p >= 0.5)::INT AS decided, (u < p ** 1.3)::INT AS y"
    for path, count, start in ((now, rows, 10_000_000), (then, reference, 0)):
        draw = f"hash(i + {start}, 1) / 18446744073709551615.0 AS p, hash(i + {start}, 2) / 18446744073709551615.0 AS u"
        if not path.exists():
            sql(f"COPY (SELECT DATE '2024-01-01' + (i * 50 // {count})::INT AS day, {columns} FROM (SELECT i, {draw} FROM range({count}) t(i))) TO '{path}' (FORMAT parquet);")
    promises = "".join(f"  - {{id: early-{name.replace('_', '-')}, metric: {name}, estimated: true, over: 1d, at_least: 0.5}}\n" for name in METRICS)
    charter.write_text(f"charter: 1\nproduct: bench\ntask:\n  kind: binary\n  columns: {{time: day, score: p, label: y}}\nreference: {{file: {then}}}\npromises:\n{promises}")
    return [now, then, charter]


def charter(files):
    return ["evaluate", files[2], "--data", files[0], "--format", "json"]


if __name__ == "__main__":
    import os
    import warnings

    os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"  # before it is imported
    warnings.filterwarnings("ignore")
    import pandas as pd
    from nannyml.performance_estimation.confidence_based import CBPE

    now, then = pd.read_parquet(sys.argv[1]), pd.read_parquet(sys.argv[2])
    made = CBPE(metrics=METRICS, y_pred="decided", y_pred_proba="p", y_true="y", problem_type="classification_binary", chunk_number=50)
    made.fit(then)
    frame = made.estimate(now[["p", "decided"]]).filter(period="analysis").to_df()
    print(frame[[(name, "value") for name in METRICS]].tail(1).to_string())
