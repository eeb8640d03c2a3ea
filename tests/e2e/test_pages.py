"""The pages as a server sends them, and the operations that they are made from: who asks, what fails, what waits, what a metric is."""
import gzip
import json
import re
import time

from charter_server import ServerTest

CHARTER = """charter: 1
product: flights
vision: Travellers know in the morning.
currency: USD
timezone: UTC
roles:
  science: {title: Data science}
  risk: {title: Risk, approves: [release, weaken-promise]}
objectives:
  - {id: save-trips, statement: Fewer missed connections, owner: science}
task: {kind: binary, positive: 1, columns: {time: at, id: flight, score: p, label: late}, decide: {threshold: 0.5}}
value: {true_positive: 6, false_positive: -2, false_negative: 0, true_negative: 0}
promises:
  - {id: useful, statement: We find most late flights., metric: recall, at_least: 0.6, over: 1d, owner: science, serves: save-trips, breach: stop}
  - {id: quiet, metric: false_positive_rate, at_most: 0.4, over: 1d, owner: science, breach: warn}
  - {id: reviewed, evidence: review, by: risk, every: 365d, owner: risk, breach: stop}
"""


def rows(days, found):
    """Every second flight is late; of `found(day)` of ten late ones the score says so."""
    lines = ["at,flight,p,late"]
    for day in range(1, days + 1):
        for i in range(400):
            late = i % 2
            lines.append(f"2024-03-{day:02}T12:00:00Z,f{day}-{i},{0.9 if late and i // 2 % 10 < found(day) else 0.1},{late}")
    return "\n".join(lines) + "\n"


class Pages(ServerTest):
    def test_the_page_comes_with_a_policy_that_lets_nothing_else_run(self):
        answer = self.server.ask("GET", "/", token="", headers={"Accept": "text/html"})
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Content-Type"], "text/html; charset=utf-8")
        policy = answer.headers["Content-Security-Policy"]
        for words in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
            self.assertIn(words, policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual([answer.headers[name] for name in ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cache-Control")], ["nosniff", "no-referrer", "same-origin", "no-cache"])
        self.assertNotRegex(answer.text, r"<script(?![^>]* src=\"/assets/)", "no script is written into the page")
        self.assertNotRegex(answer.text, r"<style| style=|https?://")

    def test_what_it_is_made_of_is_compressed_and_kept(self):
        page = self.server.ask("GET", "/", token="").text
        scripts = re.findall(r'src="(/assets/[^"]+\.js)"', page)
        self.assertTrue(scripts)
        whole = self.server.ask("GET", scripts[0], token="")
        packed = self.server.ask("GET", scripts[0], token="", headers={"Accept-Encoding": "gzip"})
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed.body), whole.body)
        self.assertIn("immutable", packed.headers["Cache-Control"])
        self.assertEqual(packed.headers["Content-Type"], "text/javascript; charset=utf-8")
        again = self.server.ask("GET", scripts[0], token="", headers={"If-None-Match": packed.headers["ETag"]})
        self.assertEqual((again.status, again.body), (304, b""))
        head = self.server.ask("HEAD", scripts[0], token="")
        self.assertEqual((head.status, head.body), (200, b""))

    def test_addresses_of_pages_are_pages_and_those_of_programs_are_not(self):
        html = {"Accept": "text/html,application/xhtml+xml"}
        for path in ("/", "/sign-in", "/inbox", "/ledger", "/products/flights", "/products/flights/promises/useful", "/products/a%2Fb/value?at=0.3"):
            answer = self.server.ask("GET", path, token="", headers=html)
            self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "text/html; charset=utf-8"), path)
        for path in ("/v1", "/v1/nothing", "/ofrep/nothing", "/api/2.0/mlflow/nothing", "/assets/nothing.js", "/assets/../v1/products", "/metrics/nothing"):
            answer = self.server.ask("GET", path, token="", headers=html)
            self.assertIn(answer.status, (401, 404), path)
            self.assertEqual(answer.headers["Content-Type"], "application/json", path)
        self.assertEqual(self.server.ask("GET", "/nowhere", token="", headers=html).status, 404)
        self.assertEqual(self.server.ask("GET", "/nowhere", token="").headers["Content-Type"], "application/json", "who asks for no page gets none")
        self.assertEqual(self.server.ask("POST", "/inbox", b"", token="", headers=html).status, 404)


class WhatPagesAsk(ServerTest):
    def start(self, name="data", *more, **how):
        return super().start(name, *more, "--clock", "events", **how)  # what happened in 2024 is judged as it was then

    def setUp(self):
        super().setUp()
        self.command("apply", self.file("flights.yaml", CHARTER))

    def person(self, name, *scopes, role=None):
        self.command("member", "add", name, *[word for scope in scopes for word in ("--scope", scope)])
        if role:
            self.command("member", "role", "flights", role, name)
        return json.loads(self.command("token", "create", "--owner", name, "--json").stdout)["secret"]

    def test_who_asks_is_told_who_they_are(self):
        risk = self.person("R. Example", "view", "approve", role="risk")
        me = self.server.ask("GET", "/v1/session", token=risk).json
        self.assertEqual((me["name"], me["kind"], me["everywhere"]), ("R. Example", "person", ["view", "approve"]))
        self.assertEqual(me["products"], [{"product": "flights", "vision": "Travellers know in the morning.", "scopes": ["view", "approve"], "roles": [{"id": "risk", "title": "Risk"}]}])
        self.assertEqual(self.server.ask("GET", "/v1/session", token="").status, 401)

    def test_one_way_of_signing_in_at_a_time(self):
        for body, what in (({}, "name"), ({"name": "x"}, "password"), ({"token": "x", "name": "y"}, "two ways")):
            answer = self.server.ask("POST", "/v1/session", json.dumps(body).encode(), token="")
            self.assertEqual(answer.status, 400)
            self.assertIn(what, answer.json["error"]["what"])
        self.assertEqual(self.server.ask("GET", "/v1/session/ways", token="").json, {"password": True, "token": True, "openid": False})

    def test_what_fails_is_told_with_since_when_what_it_costs_and_who_must_act(self):
        self.person("D. Example", "view", role="science")
        data = self.folder / "rows.csv"
        data.write_text(rows(7, lambda day: 9 if day < 4 else 2))
        self.command("send", self.file("flights.yaml", CHARTER), "--data", data)
        # The seventh day is not over yet.
        for _ in range(60):
            found = self.server.ask("GET", "/v1/overview?json").json["products"][0]
            if found["counts"]["broken"]:
                break
            time.sleep(0.5)
        self.assertEqual(found["counts"], {"kept": 1, "broken": 1, "unproven": 1})
        useful, reviewed = found["failing"]
        self.assertEqual((useful["promise"], useful["verdict"], useful["since"], useful["windows"]), ("useful", "broken", "2024-03-04", 3))
        # 200 late flights a day, of which 120 would have to be found and 40 are: 80 at 6 each.
        self.assertIn("USD 480", useful["money"])
        self.assertEqual((reviewed["promise"], reviewed["verdict"], reviewed["since"]), ("reviewed", "unproven", None))
        self.assertEqual([(one["id"], one["people"]) for one in found["roles"]], [("science", ["D. Example"]), ("risk", [])])
        self.assertEqual(found["objectives"][0]["statement"], "Fewer missed connections")
        self.assertIn("useful, since 2024-03-04", self.command("overview").stdout)
        other = self.person("N. Obody", "ingest")
        self.assertEqual(self.server.ask("GET", "/v1/overview", token=other).status, 403)

    def test_what_waits_is_told_to_whom_it_waits_for(self):
        risk = self.person("R. Example", "view", "approve", role="risk")
        self.assertEqual([(one["kind"], one["promise"], one["state"]) for one in self.server.ask("GET", "/v1/inbox?json", token=risk).json["items"]], [("review", "reviewed", "missing")])
        self.command("approve", "flights", "--promise", "reviewed", token=risk)
        self.assertEqual(self.server.ask("GET", "/v1/inbox?json", token=risk).json["items"], [])
        self.command("apply", self.file("weaker.yaml", CHARTER.replace("at_least: 0.6", "at_least: 0.5")))
        weakening, = self.server.ask("GET", "/v1/inbox?json", token=risk).json["items"]
        self.assertEqual((weakening["kind"], weakening["by"], [one["promise"] for one in weakening["changes"]]), ("weakening", "administrator", ["useful"]))
        mine = self.server.ask("GET", "/v1/inbox?json").json["items"]
        self.assertEqual([(one["kind"], one["role"]) for one in mine], [("role", "science")], "who wrote it does not approve it; who administers sees the role that nobody holds")
        self.assertIn("Nobody holds the role Data science", self.command("inbox").stdout)

    def test_definitions_are_those_of_the_command(self):
        recall = self.server.ask("GET", "/v1/metrics/recall").json
        self.assertEqual(recall, json.loads(self.run_charter("metrics", "recall", "--json").stdout))
        self.assertIn(recall, self.server.ask("GET", "/v1/metrics").json)
        missing = self.server.ask("GET", "/v1/metrics/recal")
        self.assertEqual((missing.status, missing.json["error"]["next"]), (404, "did you mean recall?"))
