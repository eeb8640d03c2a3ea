"""Run by the stock MLflow client of an environment of its own, against the server that MLFLOW_TRACKING_URI names: what a training
and a registration do, with what they then find. Prints one line of JSON: what was seen."""
import json
import math
import warnings

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

warnings.filterwarnings("ignore")
client = MlflowClient()
seen = {"version": mlflow.__version__}


def refusal(call, *arguments, **named):
    try:
        call(*arguments, **named)
        return "nothing was refused"
    except MlflowException as refused:
        return str(refused)


mlflow.set_experiment("credit")
with mlflow.start_run(run_name="first") as run:
    run_id = run.info.run_id
    for step in range(3):
        mlflow.log_metric("auc", 0.7 + step / 10, step=step)
    mlflow.log_metrics({"loss": 0.5, "nan": math.nan, "up": math.inf, "down": -math.inf}, step=1)
    mlflow.log_params({"rate": "0.1", "depth": 3})
    mlflow.set_tags({"team": "Risk", "stage": ""})
    seen["param again"] = refusal(mlflow.log_param, "rate", "0.2")
    mlflow.log_text("hello", "notes/a.txt")
    mlflow.log_dict({"a": 1}, "d.json")
for number in range(5):
    with mlflow.start_run(run_name=f"other {number}"):
        mlflow.log_metric("auc", number / 10)

data = client.get_run(run_id).data
seen["metrics"] = {key: repr(value) for key, value in sorted(data.metrics.items())}
seen["params"] = data.params
seen["tag"] = data.tags["team"]
seen["history"] = [(point.step, point.value) for point in client.get_metric_history(run_id, "auc")]
seen["files"] = [[entry.path, entry.is_dir, entry.file_size] for entry in client.list_artifacts(run_id)]
seen["text"] = mlflow.artifacts.load_text(f"{run.info.artifact_uri}/notes/a.txt")
ids = [client.get_experiment_by_name("credit").experiment_id]
seen["best"] = [found.info.run_name for found in client.search_runs(ids, "metrics.auc > 0.25 and attributes.status = 'FINISHED'", order_by=["metrics.auc DESC"])]
seen["tagged"] = [found.info.run_name for found in client.search_runs(ids, "params.rate = '0.1' and tags.team ILIKE 'r%'")]
page = client.search_runs(ids, max_results=4)
seen["pages"] = [len(page), len(client.search_runs(ids, max_results=4, page_token=page.token)), bool(client.search_runs(ids, max_results=4, page_token=page.token).token)]
seen["bad filter"] = refusal(client.search_runs, ids, "metrics.auc > 'x'")
seen["bad name"] = refusal(client.log_metric, run_id, "a\tb", 1.0)
seen["no run"] = refusal(client.get_run, "0" * 32)
seen["experiment again"] = refusal(client.create_experiment, "credit")
client.delete_run(run_id)
seen["deleted"] = client.get_run(run_id).info.lifecycle_stage
client.restore_run(run_id)

client.create_registered_model("scorer", tags={"team": "risk"}, description="scores")
for _ in range(2):
    client.create_model_version("scorer", f"{run.info.artifact_uri}/notes", run_id, tags={"data": "june"})
client.set_registered_model_alias("scorer", "champion", "1")
client.set_registered_model_alias("scorer", "champion", "2")
seen["champion"] = client.get_model_version_by_alias("scorer", "champion").version
seen["aliases"] = client.get_registered_model("scorer").aliases
seen["lineage"] = client.get_model_version("scorer", "1").tags.get("charter.artifact", "")
seen["no alias"] = refusal(client.get_model_version_by_alias, "scorer", "nobody")
seen["reserved"] = refusal(client.set_registered_model_alias, "scorer", "v1", "1")
seen["escape"] = refusal(client.create_model_version, "scorer", "mlflow-artifacts:/../../etc/passwd", run_id)
client.transition_model_version_stage("scorer", "1", "Production")
client.transition_model_version_stage("scorer", "2", "Production", archive_existing_versions=True)
seen["stages"] = [one.current_stage for one in sorted(client.search_model_versions("name = 'scorer'"), key=lambda one: int(one.version))]
seen["found"] = [one.version for one in client.search_model_versions("name = 'scorer' and tags.data = 'june'", order_by=["version_number DESC"])]
seen["models"] = [one.name for one in client.search_registered_models("name LIKE 'sc%'")]
client.copy_model_version("models:/scorer/1", "copied")
seen["copy"] = client.get_model_version_download_uri("copied", "1") == f"{run.info.artifact_uri}/notes"
client.rename_registered_model("scorer", "renamed")
client.delete_registered_model_alias("renamed", "champion")
client.delete_model_version("renamed", "2")
seen["next"] = client.create_model_version("renamed", f"{run.info.artifact_uri}/notes", run_id).version
client.delete_registered_model("renamed")
seen["gone"] = refusal(client.get_registered_model, "renamed")
print(json.dumps(seen))
