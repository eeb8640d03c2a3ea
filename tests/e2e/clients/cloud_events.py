"""Sends predictions and what became of them with the CloudEvents SDK, in every form that it writes. Called by test_clients.py.

    cloud_events.py ADDRESS TOKEN    prints one line of JSON for each request: its name, the status, the answer
"""
import datetime
import json
import sys

import requests
from cloudevents.core.bindings.http import to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

ADDRESS, TOKEN = sys.argv[1:3]
WHEN = datetime.datetime(2001, 3, 1, 8, 30, tzinfo=datetime.timezone.utc)


def event(id, kind, data, **extensions):
    attributes = {"id": id, "source": "https://shop.example.org/Läden 1%", "type": kind, "time": WHEN, "datacontenttype": "application/json", **extensions}
    return CloudEvent(attributes, data)


def send(name, headers, body):
    answer = requests.post(f"{ADDRESS}/v1/observations", data=body, headers={**headers, "Authorization": f"Bearer {TOKEN}"}, timeout=60)
    print(json.dumps({"name": name, "status": answer.status_code, "answer": answer.json()}))


def send_one(name, message):
    send(name, message.headers, message.body)


format = JSONFormat()
send_one("binary", to_binary(event("a", "org.example.prediction", {"p": 0.5, "town": "Århus", "x": 9007199254740993}), format))
send_one("structured", to_structured(event("b", "org.example.prediction", {"p": 0.25, "town": "Ålborg", "x": 2}), format))
batch = [event("c", "org.example.prediction", {"p": 0.75, "town": "Ribe", "x": 3}), event("of a", "org.example.outcome", {"prediction_id": "a", "bad": 1})]
body = b"[" + b",".join(format.write(one) for one in batch) + b"]"
send("batch", {"content-type": "application/cloudevents-batch+json"}, body)
send("batch again", {"content-type": "application/cloudevents-batch+json"}, body)
send_one("product", to_binary(event("d", "org.example.prediction", {"p": 0.5, "town": "Esbjerg", "x": 4}, product="loans"), format))

# As KServe's logger sends what a model was asked and what it answered: two binary events of one id.
kserve = {"inferenceservicename": "loans", "namespace": "shop", "component": "predictor", "endpoint": "canary"}
send_one("request", to_binary(event("call", "org.kubeflow.serving.inference.request", {"instances": [[0.5, "north"], [1.5, "south"]]}, **kserve), format))
send_one("response", to_binary(event("call", "org.kubeflow.serving.inference.response", {"predictions": [0.7, 0.1]}, **kserve), format))
tensors = {"inputs": [{"name": "x", "shape": [1], "datatype": "FP64", "data": [0.5]}, {"name": "town", "shape": [1], "datatype": "BYTES", "data": ["west"]}]}
scores = {"model_name": "loans", "outputs": [{"name": "p", "shape": [1], "datatype": "FP64", "data": [0.9]}]}
send_one("response first", to_structured(event("open", "org.kubeflow.serving.inference.response", scores, **kserve), format))
send_one("request second", to_structured(event("open", "org.kubeflow.serving.inference.request", tensors, **kserve), format))
