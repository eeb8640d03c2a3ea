"""Observations over HTTP: what is sent in each form, what is answered, and that it counts once."""
import gzip
import json
import pathlib
import unittest

from charter_server import ServerTest

CHARTER = """charter: 1
product: loans
task: {kind: binary, columns: {time: at, id: loan, score: p, label: bad, version: model, subject: person, features: [x, town]}}
"""


def lines(*events):
    return "".join(json.dumps(event) + "\n" for event in events).encode()


class Observations(ServerTest):
    def setUp(self):
        super().setUp()
        path = pathlib.Path(self.folder) / "loans.yaml"
        path.write_text(CHARTER)
        self.command("apply", path)

    def send(self, body, path="/v1/observations", expect=200, **headers):
        answer = self.server.ask("POST", path, body, headers={name.replace("_", "-"): value for name, value in headers.items()})
        self.assertEqual(answer.status, expect, answer.text)
        return answer.json

    def test_lines_are_counted_once_and_faults_are_told_by_line(self):
        body = lines({"loan": "a", "p": 0.5}, {"loan": "b", "p": "often"}, {"kind": "outcome", "id": "a", "bad": 1})
        first = self.send(body)
        self.assertEqual((first["accepted"], first["duplicates"], first["rejected"]), (2, 0, 1))
        self.assertEqual(first["rejects"], [{"line": 2, "reason": "p takes a number, and holds: often"}])
        again = self.send(gzip.compress(body), Content_Encoding="gzip")
        self.assertEqual((again["accepted"], again["duplicates"]), (0, 2))
        self.restart()
        self.assertEqual(self.send(body)["duplicates"], 2)

    def test_an_array_is_taken_too(self):
        self.assertEqual(self.send(json.dumps([{"loan": "a"}, {"loan": "b"}]).encode(), Content_Type="application/json")["accepted"], 2)

    def test_nobody_sends_without_leave(self):
        self.assertEqual(self.server.ask("POST", "/v1/observations", lines({"loan": "a"}), token="charter_wrong").status, 401)

    def test_cloud_events_in_each_form(self):
        binary = dict(ce_id="e1", ce_source="shop", ce_type="com.example.prediction", ce_specversion="1.0", Content_Type="application/json")
        self.assertEqual(self.send(b'{"loan": "a", "p": 0.5}', **binary)["accepted"], 1)
        event = {"specversion": "1.0", "id": "e2", "source": "shop", "type": "com.example.outcome", "data": {"prediction_id": "a", "bad": 1}}
        self.assertEqual(self.send(json.dumps(event).encode(), Content_Type="application/cloudevents+json")["accepted"], 1)
        batch = [dict(event, id="e3", data={"prediction_id": "a", "bad": 0}), 7]
        answer = self.send(json.dumps(batch).encode(), Content_Type="application/cloudevents-batch+json")
        self.assertEqual((answer["accepted"], answer["rejected"], answer["rejects"][0]["line"]), (1, 1, 2))

    def test_a_models_request_and_answer_become_a_prediction(self):
        common = dict(ce_id="call-1", ce_source="kserve", ce_specversion="1.0", Content_Type="application/json")
        asked = self.send(b'{"instances": [[0.5, "north"]]}', ce_type="org.kubeflow.serving.inference.request", **common)
        self.assertEqual(asked["accepted"], 0)
        self.assertEqual(self.send(b'{"predictions": [0.7]}', ce_type="org.kubeflow.serving.inference.response", **common)["accepted"], 1)

    def test_flag_evaluations_are_exposures(self):
        record = {"timeUnixNano": "983435400000000000", "eventName": "feature_flag.evaluation",
                  "attributes": [{"key": "feature_flag.context.id", "value": {"stringValue": "u7"}}, {"key": "feature_flag.result.variant", "value": {"stringValue": "v2"}}]}
        body = {"resourceLogs": [{"scopeLogs": [{"logRecords": [record, {"body": {"stringValue": "hello"}}]}]}]}
        answer = self.send(json.dumps(body).encode(), "/v1/logs", Content_Type="application/json")
        self.assertEqual(answer["partialSuccess"], {"rejectedLogRecords": "0", "errorMessage": "1 records name no id and are no observations"})


if __name__ == "__main__":
    unittest.main()
