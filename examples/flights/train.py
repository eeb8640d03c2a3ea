#!/usr/bin/env python3
"""Trains the flight delay model on what is known today, and registers it: the command of the charter's `retraining`.

The last whole month is a holdout; the model learns from what lies before it. The server says by the environment who it is, which product and
model are meant, and where the result goes (docs/retraining.md). A person may run it as well, with CHARTER_SERVER, CHARTER_TOKEN and:

    --today 2001-05-11 --since 2001-02-01
"""
import argparse
import datetime
import json
import os
import pathlib
import subprocess
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DEMO = ROOT / "build/demo"
PROGRAMS = ROOT / "build/release"
PRODUCT = os.environ.get("CHARTER_PRODUCT", "flight-delay-alerts")
MODEL = os.environ.get("CHARTER_REGISTERED_MODEL", "flight-delays")
FEATURES = (HERE / "features.txt").read_text().strip()
LABEL = "late: 15 minutes or more on arrival"


def ask(method, path, body=None, raw=None):
    request = urllib.request.Request(os.environ["CHARTER_SERVER"] + path, method=method, data=raw if raw is not None else json.dumps(body).encode() if body is not None else None)
    request.add_header("Authorization", "Bearer " + os.environ["CHARTER_TOKEN"])
    request.add_header("Content-Type", "application/json" if raw is None else "application/octet-stream")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"{}")


def mlflow(path, body):
    return ask("POST", "/api/2.0/mlflow/" + path, body)


def today():
    """The day after the product's newest: in a replay of the past that is not what stands on the wall."""
    newest = ask("GET", f"/v1/products/{PRODUCT}/scorecard?format=json")["as_of"]
    return (datetime.date.fromisoformat(newest[:10]) + datetime.timedelta(days=1)).isoformat()


def charter_revision():
    """The digest of the charter that stands; none before it was sent."""
    request = urllib.request.Request(f"{os.environ['CHARTER_SERVER']}/v1/products/{PRODUCT}/charter", headers={"Authorization": "Bearer " + os.environ["CHARTER_TOKEN"]})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.headers["X-Charter-Digest"]
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        return None


def register(model, number, kind):
    """A run with the file that was fitted, and a version of the model that points to it."""
    run = mlflow("runs/create", {"experiment_id": "0", "run_name": f"{MODEL} {number}"})["run"]["info"]
    for key, value in {"kind": kind, "features": FEATURES.count(",") + 1}.items():
        mlflow("runs/log-parameter", {"run_id": run["run_id"], "key": key, "value": str(value)})
    ask("PUT", "/api/2.0/mlflow-artifacts/artifacts/" + run["artifact_uri"].removeprefix("mlflow-artifacts:/") + "/model/model.json", raw=model.read_bytes())
    mlflow("runs/update", {"run_id": run["run_id"], "status": "FINISHED"})
    tags = {"charter.version": number, "charter.inputs": FEATURES, "charter.label": LABEL, "charter.population": "scheduled domestic flights"}
    if revision := charter_revision():
        tags["charter.revision"] = revision
    version = mlflow("model-versions/create", {"name": MODEL, "source": run["artifact_uri"] + "/model", "run_id": run["run_id"], "tags": [{"key": key, "value": value} for key, value in tags.items()]})
    return version["model_version"]["version"]


def next_number():
    """A model of the same inputs and label, learnt anew, is a minor version."""
    newest = max(tuple(map(int, tag["value"].split("."))) for version in mlflow("registered-models/get-latest-versions", {"name": MODEL})["model_versions"] for tag in version["tags"] if tag["key"] == "charter.version")
    return f"{newest[0]}.{newest[1] + 1}.0"


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--today")
    asked.add_argument("--since", default="2001-01-08")
    asked.add_argument("--model", type=pathlib.Path, help="a model that is fitted already: it is registered alone")
    asked.add_argument("--version")
    asked = asked.parse_args()
    if asked.model:
        try:
            mlflow("registered-models/create", {"name": MODEL})
        except urllib.error.HTTPError as error:
            if error.code != 400:  # it is there already
                raise
        print(json.dumps({"version": register(asked.model, asked.version, json.loads(asked.model.read_text())["kind"])}))
        return
    day = asked.today or today()
    out = DEMO / "training"
    out.mkdir(parents=True, exist_ok=True)
    subprocess.run([PROGRAMS / "run_sql", HERE / "known.sql", f"DEMO={DEMO}", f"OUT={out}", f"TODAY={day}", f"SINCE={asked.since}"], check=True, stdout=subprocess.DEVNULL)
    model, scored = out / "model.json", out / "scored.parquet"
    charter = PROGRAMS / "charter"
    subprocess.run([charter, "fit", "--data", out / "learnt.parquet", "--label", "late", "--features", FEATURES, "--kind", "boosted", "--output", model], check=True)
    subprocess.run([charter, "score", model, "--data", out / "holdout.parquet", "--as", "p_late", "--output", scored], check=True)
    version = register(model, asked.version or next_number(), "boosted")
    model.rename(DEMO / f"model-{version}.json")
    # What the gate says of it is said by the server; that somebody has to approve it first is no failure of the training.
    judged = subprocess.run([charter, "gate", PRODUCT, version, "--gate", "release", "--data", scored])
    if judged.returncode > 2:
        raise SystemExit("the gate could not be asked")
    result = json.dumps({"version": version})
    if where := os.environ.get("CHARTER_RESULT"):
        pathlib.Path(where).write_text(result)
    print(result)


main()
