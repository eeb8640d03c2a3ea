"""Writes streams.json: where river's detectors raise their alarms, on streams that we did not make and on awkward ones.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install river==0.26.1
    /tmp/golden/bin/python streams.py ../../../shared/data

Positions count from 0. The argument is the folder that holds drift_streams/.
"""

import csv
import json
import random
import sys
from importlib.metadata import version
from pathlib import Path

from river import drift

HERE = Path(__file__).parent
STREAMS = Path(sys.argv[1]) / "drift_streams"


def column(file, name):
    with open(STREAMS / file) as rows:
        return [float(row[name]) for row in csv.DictReader(rows)]


def alarms(detector, values):
    found = []
    for i, value in enumerate(values):
        detector.update(value)
        if detector.drift_detected:
            found.append(i)
    return found


def adwin(**given):
    return {"detector": "adwin", "options": given}, lambda: drift.ADWIN(**given)


def page_hinkley(**given):
    return {"detector": "page_hinkley", "options": given}, lambda: drift.PageHinkley(**given)


def awkward():
    chance = random.Random(20261126)
    steps = [round(chance.gauss(0, 1) + (i // 500) % 2, 6) for i in range(3000)]
    return {"constant": [1.5] * 400, "steps": steps, "huge and tiny": [round(x, 3) * 10 ** chance.randint(-8, 8) for x in steps[:1500]],
            "one jump": [0.0] * 300 + [1.0] * 300, "few": [0.0, 1.0] * 6}


if __name__ == "__main__":
    detectors = [adwin(), adwin(delta=0.05), adwin(clock=1), adwin(max_buckets=3, min_window_length=2, grace_period=30, clock=7), page_hinkley(), page_hinkley(threshold=5.0, delta=0.001),
                 page_hinkley(min_instances=5, threshold=1.0, alpha=0.99)]
    streams = {f"{file}:{name}": {"file": file, "column": name, "values": column(file, name)} for file, name in
               [("elec.csv", "nswprice"), ("elec.csv", "nswdemand"), ("elec.csv", "class"), ("sea_stream.csv", "attrib1"), ("sea_stream.csv", "class")]}
    streams |= {name: {"values": values} for name, values in awkward().items()}
    cases = []
    for name, stream in streams.items():
        for what, make in detectors:
            cases.append({"stream": name, **what, "alarms": alarms(make(), stream["values"])})
    for stream in streams.values():
        if "file" in stream:
            del stream["values"]
    document = {"made_with": {"river": version("river")}, "streams": streams, "cases": cases}
    (HERE / "streams.json").write_text(json.dumps(document) + "\n")
