"""The server as its clients meet it: routes, tokens, bodies, streams, and what is wrong with a request."""
import gzip
import http.client
import json
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
import unittest
import urllib.parse
import urllib.request

from charter_program import CHARTER, PROGRAM
from charter_server import ServerTest

PROMISES = """  - {id: right, metric: accuracy, at_least: 0.70, owner: science, breach: stop}
  - {id: found, metric: recall, at_least: 0.60, owner: science, breach: warn}
"""


def raw(server, data, pause=0, wait=5):
    """Bytes as they are, and what comes back."""
    host = urllib.parse.urlparse(server.address)
    with socket.create_connection((host.hostname, host.port), timeout=wait) as connection:
        connection.sendall(data)
        time.sleep(pause)
        got = b""
        try:
            while piece := connection.recv(65536):
                got += piece
                if b"\r\n\r\n" in got and b"Connection: close" not in got:
                    break
        except (TimeoutError, ConnectionResetError):
            pass
        return got.decode("latin-1")


class Serve(ServerTest):
    def apply(self, text=CHARTER + PROMISES):
        return self.server.ask("POST", "/v1/charters", text.encode())

    def test_starts_in_one_folder_and_shows_its_token_once(self):
        self.assertRegex(self.server.token, r"^charter_[A-Za-z0-9_-]{43}$")
        self.assertEqual(self.server.ask("GET", "/health", token="").text, "OK")
        self.assertEqual(self.server.ask("GET", "/ready", token="").status, 200)
        self.restart()
        self.assertNotIn("admin token", self.server.said)
        self.assertEqual(self.server.ask("GET", "/v1/products?format=json").json, [])

    def test_no_token_and_a_wrong_one_get_nothing(self):
        for token in ["", "charter_" + "A" * 43, "nonsense"]:
            answer = self.server.ask("GET", "/v1/products", token=token)
            self.assertEqual(answer.status, 401)
            self.assertEqual(answer.headers["WWW-Authenticate"], 'Bearer realm="charter"')
            self.assertEqual(answer.json["error"]["fault"], "unknown")

    def test_a_charter_is_applied_once_revised_and_remembered(self):
        first = self.command("apply", self.file("c.yaml", CHARTER + PROMISES))
        self.assertIn("credit: a new product, entry 0 of the ledger.", first.stdout)
        self.assertIn("has this charter already", self.command("apply", self.folder / "c.yaml").stdout)
        second = self.command("apply", self.file("c.yaml", CHARTER + PROMISES.replace("0.70", "0.75")))
        self.assertIn("strengthened right: at least 0.70 -> at least 0.75", second.stdout.replace("0.7 ", "0.70 "))
        self.restart()
        self.assertIn("0.75", self.command("charter-of", "credit").stdout)
        self.assertEqual([one["product"] for one in self.server.ask("GET", "/v1/products?format=json").json], ["credit"])
        self.server.stop()
        self.assertEqual([entry["kind"] for entry in json.loads(self.run_charter("ledger", "show", self.folder / "data", "--json").stdout)].count("charter"), 2)

    def test_a_charter_with_faults_is_refused_with_all_of_them(self):
        answer = self.apply(CHARTER + "  - {id: right, metric: acuracy, at_least: 0.7}\n  - {id: x, metric: recall, at_leest: 0.7}\n")
        self.assertEqual(answer.status, 400)
        self.assertIn("acuracy", answer.json["error"]["what"])
        self.assertIn("at_leest", answer.json["error"]["what"])
        self.assertEqual(self.command("apply", self.file("bad.yaml", "charter: 1\n"), expect=3).stdout, "")

    def test_paths_methods_and_parameters_that_do_not_exist_are_named(self):
        self.assertEqual(self.server.ask("GET", "/v1/prodcts").json["error"]["next"], "did you mean /v1/products?")
        wrong = self.server.ask("DELETE", "/v1/products")
        self.assertEqual((wrong.status, wrong.headers["Allow"]), (405, "GET"))
        self.assertIn("did you mean format?", self.server.ask("GET", "/v1/products?fromat=json").json["error"]["next"])
        self.assertEqual(self.server.ask("GET", "/v1/products?format=xml").status, 400)
        self.assertIn("did you mean credit?", (self.apply(), self.server.ask("GET", "/v1/products/credt/charter"))[1].json["error"]["next"])

    def test_bodies_may_be_compressed_and_bombs_are_refused(self):
        text = (CHARTER + PROMISES).encode()
        answer = self.server.ask("POST", "/v1/charters", gzip.compress(text), headers={"Content-Encoding": "gzip"})
        self.assertEqual(answer.status, 200, answer.text)
        if shutil.which("zstd"):
            packed = subprocess.run(["zstd", "-c"], input=text, capture_output=True).stdout
            self.assertIn("already", self.server.ask("POST", "/v1/charters", packed, headers={"Content-Encoding": "zstd"}).text)
            bomb = subprocess.run(["zstd", "-c"], input=bytes(100 << 20), capture_output=True).stdout
            self.assertEqual(self.server.ask("POST", "/v1/charters", bomb, headers={"Content-Encoding": "zstd"}).status, 413)
        self.assertEqual(self.server.ask("POST", "/v1/charters", gzip.compress(bytes(100 << 20)), headers={"Content-Encoding": "gzip"}).status, 413)
        self.assertEqual(self.server.ask("POST", "/v1/charters", gzip.compress(text)[:40], headers={"Content-Encoding": "gzip"}).status, 415)
        self.assertEqual(self.server.ask("POST", "/v1/charters", text, headers={"Content-Encoding": "br"}).status, 415)

    def test_requests_that_are_none_get_an_answer_and_the_server_goes_on(self):
        self.assertIn(" 400 ", raw(self.server, b"nonsense\r\n\r\n"))
        self.assertIn(" 431 ", raw(self.server, b"GET /health HTTP/1.1\r\nX: " + b"a" * 40000 + b"\r\n\r\n"))
        self.assertIn(" 413 ", raw(self.server, f"POST /v1/charters HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.server.token}\r\nContent-Length: 99999999999\r\n\r\n".encode()))
        # Whoever may not send a body is told so before it is read.
        self.assertIn(" 401 ", raw(self.server, b"POST /v1/charters HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n"))
        self.assertIn(" 100 ", raw(self.server, f"POST /v1/charters HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.server.token}\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n".encode(), wait=1))
        raw(self.server, b"GET /hea")  # and leaves
        self.assertEqual(self.server.ask("GET", "/health").status, 200)

    def test_bytes_of_any_kind_leave_the_server_at_work(self):
        """Requests with bytes changed, cut and doubled at random; the seed is fixed, so that a fault comes again."""
        random = __import__("random").Random(8420)
        whole = f"POST /v1/charters?format=json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.server.token}\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n".encode()
        host = urllib.parse.urlparse(self.server.address)
        for _ in range(300):
            request = bytearray(whole)
            for _ in range(random.randrange(1, 6)):
                place = random.randrange(len(request))
                match random.randrange(3):
                    case 0: request[place] = random.randrange(256)
                    case 1: del request[place:place + random.randrange(1, 30)]
                    case 2: request[place:place] = request[place:place + random.randrange(1, 60)]
            with socket.create_connection((host.hostname, host.port), timeout=5) as connection:
                connection.sendall(bytes(request))
        self.assertEqual(self.server.ask("GET", "/health").status, 200)

    def test_one_connection_serves_many_requests(self):
        host = urllib.parse.urlparse(self.server.address)
        with socket.create_connection((host.hostname, host.port), timeout=10) as connection:
            for _ in range(3):
                connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
                got = b""
                while not got.endswith(b"OK"):
                    got += connection.recv(4096)
                self.assertIn(b"200", got)

    def test_changes_are_streamed_to_whoever_watches(self):
        self.apply()
        watcher = subprocess.Popen([str(PROGRAM), "watch", "credit"], stdout=subprocess.PIPE, text=True, env=self.server.environment())
        self.addCleanup(watcher.kill)
        lines = []
        reader = threading.Thread(target=lambda: lines.extend(watcher.stdout), daemon=True)
        reader.start()
        time.sleep(1)
        self.apply(CHARTER + PROMISES.replace("0.70", "0.72"))
        time.sleep(1)
        self.assertEqual(self.server.stop(), 0)  # a stream does not keep the server from ending
        watcher.wait(timeout=30)
        reader.join(timeout=10)
        watcher.stdout.close()
        self.assertIn("charter", [json.loads(line)["kind"] for line in lines])

    def test_a_folder_is_open_once(self):
        second = subprocess.run([str(PROGRAM), "serve", "--folder", str(self.folder / "data"), "--listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=60)
        self.assertEqual(second.returncode, 3)
        self.assertIn("another process has the folder open", second.stderr)

    def test_every_operation_is_described_and_has_the_headers_that_scanners_ask_for(self):
        answer = self.server.ask("GET", "/v1/openapi.json")
        document = answer.json
        self.assertEqual(document["openapi"], "3.1.0")
        self.assertIn("/v1/charters", document["paths"])
        for name in ["X-Content-Type-Options", "X-Frame-Options", "Content-Security-Policy", "Referrer-Policy", "X-Request-Id"]:
            self.assertIn(name, answer.headers)
        self.assertIn("body_bytes_max", self.server.ask("GET", "/v1/limits").json)

    def test_every_operation_but_a_few_asks_who_it_is(self):
        """Walks every operation without a token; test_members.py walks them with a token of each scope."""
        document = self.server.ask("GET", "/v1/openapi.json").json
        self.apply()
        for path, methods in document["paths"].items():
            for method, page in methods.items():
                if not page["security"]:
                    self.assertIn(path, ["/health", "/ready", "/v1/session", "/v1/session/ways", "/v1/session/openid", "/v1/session/openid/callback", "/ofrep/v1/events", "/v1/products/{product}/feedback", "/v1/products/{product}/feedback/form"], "open to everybody")
                    continue
                target = path.replace("{product}", "credit").replace("{", "").replace("}", "")
                with self.subTest(method=method, path=path):
                    self.assertEqual(self.server.ask(method.upper(), target, token="").status, 401)

    def test_prometheus_can_read_the_metrics(self):
        self.apply()
        page = self.server.ask("GET", "/metrics").text
        self.assertIn('charter_requests_total{operation="apply",status="200"} 1', page)
        if shutil.which("promtool"):
            done = subprocess.run(["promtool", "check", "metrics"], input=page, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))
        else:
            self.skipTest("promtool is not installed")

    def test_debians_prometheus_scrapes_the_server(self):
        if not shutil.which("prometheus"):
            self.skipTest("prometheus is not installed; tools/setup test installs it")
        self.apply()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        target = urllib.parse.urlparse(self.server.address).netloc
        config = self.file("prometheus.yml", f"""global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: charter
    authorization: {{credentials: {self.server.token}}}
    static_configs: [{{targets: ["{target}"]}}]
""")
        prometheus = subprocess.Popen(["prometheus", f"--config.file={config}", f"--storage.tsdb.path={self.folder / 'tsdb'}", f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(prometheus.wait)
        self.addCleanup(prometheus.terminate)
        found = []
        for _ in range(120):
            time.sleep(0.5)
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/query?query=charter_requests_total", timeout=5) as answer:
                    found = json.load(answer)["data"]["result"]
            except OSError:
                continue
            if any(one["metric"].get("operation") == "apply" for one in found):
                break
        self.assertTrue(any(one["metric"].get("operation") == "apply" and one["value"][1] == "1" for one in found), found)

    def test_the_token_is_never_in_the_log(self):
        self.apply()
        self.server.ask("GET", f"/v1/products?token={self.server.token}")
        token = self.server.token
        self.server.stop()
        logged = [line for line in self.server.said.splitlines() if line.startswith("{")]
        self.assertGreater(len(logged), 0)
        self.assertFalse([line for line in logged if token in line or token[8:] in line])

    def test_tls(self):
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                       check=True, capture_output=True)
        server = self.start("encrypted", "--tls-certificate", str(certificate), "--tls-key", str(key))
        self.assertTrue(server.address.startswith("https://"))
        host = urllib.parse.urlparse(server.address)
        context = ssl.create_default_context(cafile=str(certificate))
        with socket.create_connection((host.hostname, host.port)) as plain, context.wrap_socket(plain, server_hostname="127.0.0.1") as connection:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            got = b""
            while piece := connection.recv(4096):
                got += piece
        self.assertIn(b"200 OK", got)
        self.assertIn(b"Strict-Transport-Security", got)
        environment = {**server.environment(), "CHARTER_AUTHORITIES": str(certificate)}
        done = subprocess.run([str(PROGRAM), "products"], capture_output=True, text=True, env=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        # A cookie that was set over an encrypted way never leaves on another.
        connection = http.client.HTTPSConnection(host.hostname, host.port, context=context)
        connection.request("DELETE", "/v1/session", headers={"Authorization": f"Bearer {server.token}"})
        cookie = connection.getresponse().getheader("Set-Cookie")
        connection.close()
        self.assertTrue(cookie.startswith("charter_session=;") and cookie.endswith("; Secure"), cookie)

    def test_ends_cleanly_when_asked(self):
        self.assertEqual(self.server.stop(signal.SIGINT), 0)


if __name__ == "__main__":
    unittest.main()
