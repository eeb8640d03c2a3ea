"""Writes as_ranking.json: what Evidently's metrics of recommendations give.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements-evidently.txt
    /tmp/golden/bin/python as_ranking.py

`cases` are single lists, the relevance of their items from the top. `tables` are lists of several users (query, item, score,
label) with ties, users without a relevant item, and lists of different lengths; the files' order is that of the rows.
"""

import json
import random
from pathlib import Path

import evidently
import pandas as pd
from evidently.legacy.calculations.recommender_systems import collect_dataset
from evidently.legacy.metrics.recsys.hit_rate_k import HitRateKMetric
from evidently.legacy.metrics.recsys.mrr import MRRKMetric
from evidently.legacy.metrics.recsys.ndcg_k import NDCGKMetric
from evidently.legacy.metrics.recsys.precision_recall_k import PrecisionRecallCalculation
from evidently.legacy.pipeline.column_mapping import RecomType


def values(rows, k, level, in_order=False):
    """Evidently's own functions, on the frame that they are given there. `in_order`: each user's rows stand by falling score and are k or
    more, as its MAP takes for granted."""
    frame = pd.DataFrame(rows, columns=["query", "item", "score", "label"])

    def data(level, all_users, binary):
        return collect_dataset(frame["query"], frame["label"], frame["score"], RecomType.SCORE, level, all_users, binary)

    users = data(level, False, True)
    most = int(users["preds"].max())
    both = PrecisionRecallCalculation(max_k=k).get_precision_and_recall_dict(data(level, True, True), k)
    last = min(k, len(both["k"])) - 1
    return {
        "evidently_ndcg": NDCGKMetric(k=k).calculate_ndcg(data(None, False, False), k)[min(k, most)],
        "evidently_hit_rate": HitRateKMetric(k=k).get_values(users, most).iloc[min(k, most) - 1],
        "evidently_mean_reciprocal_rank": MRRKMetric(k=k).get_values(users, most)[min(k, most)],
        "evidently_ranking_precision": both["precision"][last],
        "evidently_ranking_recall": both["recall"][last],
    } | ({"evidently_mean_average_precision": both["map"][last]} if in_order else {})


def main():
    draw = random.Random(7)
    cases, tables = [], []
    for labels in ([1, 0, 0], [0, 1], [0, 2, 1, 0, 3], [0, 0, 0, 0, 0, 1, 1], [3, 2, 1], [0, 0, 0, 1, 0, 2, 2, 0, 0, 1, 1, 0]):
        rows = [["u", f"i{i}", -float(i), label] for i, label in enumerate(labels)]
        for k, level in ((2, 1), (3, 1), (10, 1)):
            for name, value in values(rows, k, level, in_order=True).items():
                cases.append({"as": name, "name": f"{labels}, k = {k}", "current": labels, "parameters": {"k": k, "level": level}, "value": float(value)})
    for number in range(4):
        rows = []
        for user in range(30):
            grid = draw.choice([2, 5, 1000])
            for item in range(draw.choice([10, 12, 30])):
                rows.append([f"u{user}", f"i{item}", float(draw.randrange(grid)), draw.choice([0, 0, 0, 0, 1, 2] if user % 7 else [0])])
        for k, level in ((5, 1), (10, 1), (10, 2)):
            tables.append({"rows": rows if k == 5 else None, "parameters": {"k": k, "level": level}, "values": {n: float(v) for n, v in values(rows, k, level).items()}})
    document = {"made_with": {"evidently": evidently.__version__}, "cases": cases, "tables": tables}
    Path(__file__).with_name("as_ranking.json").write_text(json.dumps(document) + "\n")


main()
