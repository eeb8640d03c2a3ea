"""Writes ranking.json: what pytrec_eval (trec_eval's own C code) gives for our ranking metrics.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r requirements-keys.txt
    /tmp/golden/bin/python ranking.py ../../../shared/data

The argument is the folder that holds trec_eval/. A case is a table of query, item, score and label (null where there is
none), or the names of a judgement and a result file that make one; the value is the mean over queries. trec_eval keeps
scores in single precision, so that the awkward scores here are told apart by it too.
"""

import json
import random
import sys
from importlib.metadata import version
from pathlib import Path

import pytrec_eval

OURS = {
    "map": ("mean_average_precision", {}),
    "map_cut_5": ("mean_average_precision", {"k": 5}),
    "ndcg": ("ndcg", {}),
    "ndcg_cut_10": ("ndcg", {"k": 10}),
    "ndcg_cut_100": ("ndcg", {"k": 100}),
    "recip_rank": ("mean_reciprocal_rank", {}),
    "P_5": ("ranking_precision", {"k": 5}),
    "P_10": ("ranking_precision", {"k": 10}),
    "set_P": ("ranking_precision", {"k": 0}),
    "recall_10": ("ranking_recall", {"k": 10}),
    "recall_100": ("ranking_recall", {"k": 100}),
    "set_recall": ("ranking_recall", {"k": 0}),
    "success_1": ("hit_rate", {"k": 1}),
    "success_10": ("hit_rate", {"k": 10}),
}

def trec(qrels, results):
    judged, found = {}, {}
    for line in qrels.read_text().splitlines():
        query, _, item, label = line.split()[:4]
        judged.setdefault(query, {})[item] = int(label)
    for line in results.read_text().splitlines():
        query, _, item, _, score = line.split()[:5]
        found.setdefault(query, {})[item] = float(score)
    return judged, found


def table(judged, found):
    rows = []
    for query in sorted(judged.keys() | found.keys()):
        labels, scores = judged.get(query, {}), found.get(query, {})
        for item in sorted(labels.keys() | scores.keys()):
            rows.append([query, item, scores.get(item), labels.get(item)])
    return rows


def by_pytrec_eval(judged, found, level):
    evaluator = pytrec_eval.RelevanceEvaluator(judged, set(OURS), relevance_level=level)
    queries = evaluator.evaluate(found)
    return [
        {"metric": metric, "parameters": {**parameters, "level": level}, "value": sum(q[name] for q in queries.values()) / len(queries)}
        for name, (metric, parameters) in OURS.items()
    ]


def awkward():
    """Ties, a constant score, nothing relevant, one item, nothing judged, huge and tiny scores, duplicates of nothing."""
    draw = random.Random(20261126)
    judged, found = {}, {}
    for number in range(40):
        query = f"q{number:02}"
        items = [f"item-{draw.randrange(10**6):06}" for _ in range(draw.choice([1, 2, 5, 30, 120]))]
        grid = draw.choice([1, 2, 4, 1000])
        found[query] = {item: draw.choice([1e-30, 1, 1e30]) * float(draw.randrange(-grid, grid + 1)) for item in items}
        rate = draw.choice([0, 0.1, 0.5, 1])
        judged[query] = {item: draw.choice([1, 2, 3]) if draw.random() < rate else 0 for item in items if draw.random() < 0.8}
        judged[query] |= {f"unseen-{i}": draw.choice([0, 1, 3]) for i in range(draw.choice([0, 0, 3]))}
    found["constant"] = {f"i{i}": 0.5 for i in range(25)}
    judged["constant"] = {f"i{i}": i % 3 for i in range(25)}
    del judged["q03"]  # found, and never judged
    del found["q05"]  # judged, and nothing found
    return judged, found


def main():
    data = Path(sys.argv[1]) / "trec_eval"
    cases = []
    for qrels, results, level in [
        ("qrels.rel_level", "results.test", 1),
        ("qrels.rel_level", "results.test", 2),
        ("qrels.test", "results.trunc", 1),
        ("qrels-302.test", "results-302.test", 1),
    ]:
        judged, found = trec(data / qrels, data / results)
        values = by_pytrec_eval(judged, found, level)
        cases.append({"name": f"{qrels} x {results}, level {level}", "qrels": qrels, "results": results, "values": values})
    judged, found = awkward()
    for level in (1, 2):
        cases.append({"name": f"awkward lists, level {level}", "rows": table(judged, found), "values": by_pytrec_eval(judged, found, level)})
    versions = {"pytrec_eval-terrier": version("pytrec_eval-terrier")}
    Path(__file__).with_name("ranking.json").write_text(json.dumps({"versions": versions, "cases": cases}, indent=1) + "\n")


main()
