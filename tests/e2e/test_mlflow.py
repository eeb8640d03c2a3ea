"""MLflow's own clients, of 2.x and 3.x, as they come from PyPI, against a server of ours."""
import json
import os
import pathlib
import signal
import subprocess
import unittest

from charter_server import ServerTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = pathlib.Path(__file__).with_name("mlflow_client.py")


class Mlflow(ServerTest):
    def client(self, major):
        python = ROOT / "build" / f"clients-mlflow-{major}" / "bin" / "python"
        if not python.exists():
            self.skipTest("tools/setup test installs the clients")
        environment = {**os.environ, "MLFLOW_TRACKING_URI": self.server.address, "MLFLOW_TRACKING_TOKEN": self.server.token, "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1", "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
                       "MLFLOW_DISABLE_TELEMETRY": "true", "GIT_PYTHON_REFRESH": "quiet"}
        done = subprocess.run([str(python), str(SCRIPT)], capture_output=True, text=True, env=environment, timeout=120, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])
        return json.loads(done.stdout.strip().splitlines()[-1])

    def check(self, seen, major):
        self.assertTrue(seen["version"].startswith(f"{major}."))
        self.assertEqual(seen["metrics"], {"auc": repr(0.7 + 2 / 10), "down": "-inf", "loss": "0.5", "nan": "nan", "up": "inf"})
        self.assertEqual(seen["params"], {"rate": "0.1", "depth": "3"})
        self.assertEqual(seen["tag"], "Risk")
        self.assertEqual([step for step, _ in seen["history"]], [0, 1, 2])
        self.assertIn("Changing param values is not allowed", seen["param again"])
        self.assertEqual(seen["files"], [["d.json", False, 12], ["notes", True, None]])
        self.assertEqual(seen["text"], "hello")
        self.assertEqual(seen["best"], ["first", "other 4", "other 3"])
        self.assertEqual(seen["tagged"], ["first"])
        self.assertEqual(seen["pages"], [4, 2, False])
        self.assertIn("Expected numeric value type for metric", seen["bad filter"])
        self.assertIn("Names may only contain", seen["bad name"])
        self.assertIn(f"Run with id={'0' * 32} not found", seen["no run"])
        self.assertIn("RESOURCE_ALREADY_EXISTS", seen["experiment again"])
        self.assertEqual(seen["deleted"], "deleted")
        self.assertEqual(str(seen["champion"]), "2")
        self.assertEqual({alias: str(version) for alias, version in seen["aliases"].items()}, {"champion": "2"})
        self.assertRegex(seen["lineage"], "^sha256:[0-9a-f]{64}$")
        self.assertIn("Registered model alias nobody not found.", seen["no alias"])
        self.assertIn("reserved", seen["reserved"])
        self.assertIn("Invalid model version source", seen["escape"])
        self.assertEqual(seen["stages"], ["Archived", "Production"])
        self.assertEqual([str(one) for one in seen["found"]], ["2", "1"])
        self.assertEqual(seen["models"], ["scorer"])
        self.assertTrue(seen["copy"])
        self.assertEqual(str(seen["next"]), "3")
        self.assertIn("Registered Model with name=renamed not found", seen["gone"])

    def test_the_client_of_2_x_works_unchanged(self):
        self.check(self.client(2), 2)

    def test_the_client_of_3_x_works_unchanged(self):
        self.check(self.client(3), 3)

    def ask(self, method, path, fields=None, **more):
        body = None if fields is None else json.dumps(fields).encode()
        return self.server.ask(method, path, body, headers={"Content-Type": "application/json"} if body else None, **more)

    def test_refusals_have_the_shape_that_clients_read(self):
        unknown = self.ask("POST", "/api/2.0/mlflow/nothing/here", {})
        self.assertEqual((unknown.status, unknown.json["error_code"]), (404, "ENDPOINT_NOT_FOUND"))
        nobody = self.ask("GET", "/api/2.0/mlflow/experiments/get?experiment_id=0", token="")
        self.assertEqual((nobody.status, nobody.json["error_code"]), (401, "UNAUTHENTICATED"))
        missing = self.ask("POST", "/api/2.0/mlflow/experiments/create", {})
        self.assertEqual(missing.status, 400)
        self.assertIn("Missing value for required parameter 'name'.", missing.json["message"])
        wrong = self.ask("POST", "/ajax-api/2.0/mlflow/experiments/create", {"name": 123})
        self.assertIn("Invalid value 123 for parameter 'name' supplied", wrong.json["message"])
        self.assertEqual(self.ask("GET", "/version", token="").text, "3.3.2")
        self.assertEqual(self.ask("GET", "/api/3.0/mlflow/server-info", token="").json["store_type"], "SqlStore")

    def test_a_path_never_leaves_its_folder(self):
        for path in ["../secret", "a/../../b", "%2e%2e/secret", "a%5Cb", "a//b"]:
            answer = self.server.ask("PUT", f"/api/2.0/mlflow-artifacts/artifacts/{path}", b"x")
            self.assertIn(answer.status, (400, 404), path)
            self.assertLess(answer.status, 500)

    def test_what_was_logged_is_there_after_the_server_was_killed(self):
        run = self.ask("POST", "/api/2.0/mlflow/runs/create", {"experiment_id": "0", "start_time": 1}).json["run"]["info"]["run_id"]
        for step in range(50):
            self.assertEqual(self.ask("POST", "/api/2.0/mlflow/runs/log-metric", {"run_id": run, "key": "a", "value": step, "timestamp": step, "step": step}).status, 200)
        self.server.stop(signal.SIGKILL)
        self.server = self.start(token=self.server.token)
        history = self.ask("GET", f"/api/2.0/mlflow/metrics/get-history?run_id={run}&metric_key=a").json["metrics"]
        self.assertEqual([point["step"] for point in history], list(range(50)))


if __name__ == "__main__":
    unittest.main()
