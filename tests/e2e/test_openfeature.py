"""OpenFeature asks the real server: the providers that people really use, from npm (server and web) and PyPI, and the protocol by hand."""
import concurrent.futures
import json
import os
import shutil
import subprocess
import threading
import time
import unittest
import urllib.request

from charter_program import ROOT
from charter_server import ServerTest

PYTHON = ROOT / "build/clients/bin/python"
NODE = ROOT / "build/openfeature"
CHARTER = """charter: 1
product: loans
task: {kind: binary, columns: {time: at, id: loan, score: p, label: bad, version: model, subject: person}}
promises:
  - {id: useful, metric: recall, at_least: 0.6, breach: stop}
"""
LATE = {"kind": "threshold", "variants": {"standard": 0.35, "careful": 0.25}, "default_variant": "standard", "rules": [{"when": {"plan": ["gold", "platinum"], "country": "CH"}, "variant": "careful"}]}
FLAGS = {
    "late": LATE,
    "model-on": {"kind": "kill_switch", "variants": {"on": True, "off": False}, "default_variant": "on"},
    "kept-out": {"kind": "holdout", "variants": {"yes": True, "no": False}, "default_variant": "no", "split": {"yes": 0.2}},
    "wording": {"variants": {"plain": "late?", "warm": "We are sorry"}, "default_variant": "warm", "enabled": False, "split": {"plain": 1}},
    "shape": {"variants": {"small": {"rows": 3, "deep": {"a": [1, 2]}}}, "default_variant": "small"},
    "left-to-code": {"variants": {"x": "a text"}, "rules": [{"when": {"never": 1}, "variant": "x"}]},
}
QUESTIONS = [
    {"flag": "late", "type": "number", "default": -1, "context": {"targetingKey": "person 1", "plan": "gold", "country": "CH"}},
    {"flag": "late", "type": "number", "default": -1, "context": {"targetingKey": "person 1", "plan": "gold"}},
    {"flag": "model-on", "type": "boolean", "default": False, "context": {}},
    {"flag": "kept-out", "type": "boolean", "default": False, "context": {"targetingKey": "person 1"}},
    {"flag": "kept-out", "type": "boolean", "default": False, "context": {}},
    {"flag": "wording", "type": "string", "default": "code", "context": {"targetingKey": "person 1"}},
    {"flag": "shape", "type": "object", "default": {}, "context": {}},
    {"flag": "nowhere", "type": "boolean", "default": True, "context": {}},
]


class FlagsTest(ServerTest):
    def setUp(self):
        super().setUp()
        self.command("apply", self.file("loans.yaml", CHARTER))
        for key, flag in FLAGS.items():
            self.put(key, flag)

    def put(self, key, flag, **how):
        return self.command("flag", "put", "loans", key, self.file("flag.json", json.dumps(flag)), "--reason", "a test", **how)

    def ask_ofrep(self, path, context=None, base="", body=None, **how):
        headers = {"Content-Type": "application/json", **how.pop("headers", {})}
        return self.server.ask("POST", f"{base}/ofrep/v1/evaluate/flags{path}", json.dumps({"context": context or {}}).encode() if body is None else body, headers=headers, **how)


class Protocol(FlagsTest):
    def test_a_value_comes_with_its_reason_and_where_it_is_from(self):
        answer = self.ask_ofrep("/late", {"targetingKey": "person 1", "plan": "gold", "country": "CH"})
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        said = answer.json
        self.assertEqual((said["key"], said["value"], said["variant"], said["reason"]), ("late", 0.25, "careful", "TARGETING_MATCH"))
        self.assertEqual(said["metadata"]["charter.product"], "loans")
        self.assertEqual(said["metadata"]["charter.kind"], "threshold")
        self.assertTrue(all(isinstance(value, (bool, str, int, float)) for value in said["metadata"].values()))
        self.assertEqual(self.ask_ofrep("/late", {"plan": "gold"}).json["reason"], "STATIC")
        self.assertEqual(self.ask_ofrep("/late", body=b"").json["value"], 0.35)
        off = self.ask_ofrep("/wording", {"targetingKey": "person 1"}).json
        self.assertEqual((off["value"], off["reason"]), ("We are sorry", "DISABLED"))
        code = self.ask_ofrep("/left-to-code").json
        self.assertEqual(code["reason"], "STATIC")
        self.assertNotIn("value", code)

    def test_faults_are_spelled_as_the_protocol_has_it(self):
        for path, body, status, code in [("/nowhere", b"{}", 404, "FLAG_NOT_FOUND"), ("/a/b", b"{}", 404, "FLAG_NOT_FOUND"), ("/late", b"{", 400, "PARSE_ERROR"), ("/late", b"[]", 400, "PARSE_ERROR"), ("/late", b'{"context": 3}', 400, "INVALID_CONTEXT"),
                                         ("/late", b'{"context": {"targetingKey": 3}}', 400, "INVALID_CONTEXT"), ("/kept-out", b'{"context": {}}', 400, "TARGETING_KEY_MISSING"), ("/kept-out", b'{"context": {"targetingKey": ""}}', 400, "TARGETING_KEY_MISSING"),
                                         ("/late?no=such", b"{}", 400, "GENERAL"), ("", b"{", 400, "PARSE_ERROR")]:
            with self.subTest(path=path, body=body):
                answer = self.ask_ofrep(path, body=body)
                self.assertEqual((answer.status, answer.json["errorCode"]), (status, code))
                self.assertTrue(answer.json["errorDetails"])
                if path:
                    self.assertEqual(answer.json["key"], path[1:].split("?")[0])
        shown = self.command("flag", "evaluate", "nowhere", self.file("context.json", "{}"), expect=3)
        self.assertIn("no such flag of loans", shown.stderr)
        self.assertEqual(self.ask_ofrep("/late", token="none").status, 401)
        self.assertIn("errorDetails", self.ask_ofrep("/late", token="none").json)
        self.command("member", "add", "sender", "--kind", "service", "--scope", "ingest")
        token = json.loads(self.command("token", "create", "--owner", "sender", "--json").stdout)["secret"]
        denied = self.ask_ofrep("/late", token=token)
        self.assertEqual((denied.status, denied.json["errorCode"]), (403, "GENERAL"))

    def test_all_flags_have_a_tag_that_changes_with_them_and_with_who_asks(self):
        context = {"targetingKey": "person 1", "plan": "silver"}
        first = self.ask_ofrep("", context)
        by_key = {one["key"]: one for one in first.json["flags"]}
        self.assertEqual(set(by_key), set(FLAGS))
        self.assertEqual({key for key, one in by_key.items() if one["reason"] == "DISABLED"}, {"wording"})
        tag = first.headers["ETag"]
        self.assertRegex(tag, r'^"[0-9a-f]+"$')
        same = self.ask_ofrep("", context, headers={"If-None-Match": tag})
        self.assertEqual((same.status, same.body, same.headers["ETag"]), (304, b"", tag))
        self.assertEqual(self.ask_ofrep("", {**context, "plan": "gold"}, headers={"If-None-Match": tag}).status, 200)
        self.assertEqual(self.ask_ofrep("?flagConfigEtag=x&flagConfigLastModified=3", context).status, 200)
        self.put("late", {**LATE, "default_variant": "careful"})
        after = self.ask_ofrep("", context, headers={"If-None-Match": tag})
        self.assertEqual((after.status, {one["key"]: one.get("value") for one in after.json["flags"]}["late"]), (200, 0.25))
        self.restart()
        self.assertEqual(self.ask_ofrep("", context).headers["ETag"], after.headers["ETag"])
        # One who has no key is told so of the flags that need one, and gets the others.
        without = {one["key"]: one for one in self.ask_ofrep("", {}).json["flags"]}
        self.assertEqual(without["kept-out"]["errorCode"], "TARGETING_KEY_MISSING")
        self.assertEqual(without["model-on"]["value"], True)

    def test_which_product_is_said_by_the_path_the_query_or_the_token(self):
        self.command("apply", self.file("cards.yaml", CHARTER.replace("loans", "cards")))
        several = self.ask_ofrep("/late")
        self.assertEqual((several.status, several.json["errorCode"]), (400, "GENERAL"))
        self.assertIn("several products", several.json["errorDetails"])
        self.assertEqual(self.ask_ofrep("/late", base="/v1/products/loans").json["value"], 0.35)
        self.assertEqual(self.ask_ofrep("/late?product=loans").json["value"], 0.35)
        self.assertEqual(self.ask_ofrep("/late", base="/v1/products/cards").json["errorCode"], "FLAG_NOT_FOUND")
        self.command("member", "add", "app", "--kind", "service", "--scope", "view", "--product", "loans")
        token = json.loads(self.command("token", "create", "--owner", "app", "--json").stdout)["secret"]
        self.assertEqual(self.ask_ofrep("/late", token=token).json["value"], 0.35)
        self.assertEqual(self.ask_ofrep("/late", base="/v1/products/cards", token=token).status, 403)

    def test_a_token_that_is_revoked_ends_at_once(self):
        made = json.loads(self.command("token", "create", "--json").stdout)
        self.assertEqual(self.ask_ofrep("/late", token=made["secret"]).status, 200)
        self.command("token", "revoke", made["id"])
        self.assertEqual(self.ask_ofrep("/late", token=made["secret"]).status, 401)

    def test_shares_are_what_they_say_and_users_only_join(self):
        def inside(share):
            self.put("kept-out", {**FLAGS["kept-out"], "split": {"yes": share}})
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                return {number for number, yes in enumerate(pool.map(lambda number: self.ask_ofrep("/kept-out", {"targetingKey": f"person {number}"}).json["value"], range(500))) if yes}

        fifth, third = inside(0.2), inside(0.3)
        self.assertLess(abs(len(fifth) - 100), 36)  # four standard deviations of a binomial count
        self.assertLess(fifth, third)

    def test_pages_of_other_origins_may_ask_as_far_as_they_are_allowed(self):
        asked = {"Origin": "https://app.example.org", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type,if-none-match"}
        answer = self.server.ask("OPTIONS", "/ofrep/v1/evaluate/flags", token="", headers=asked)
        self.assertEqual((answer.status, answer.headers["Access-Control-Allow-Origin"]), (204, "https://app.example.org"))
        for name in ("Authorization", "If-None-Match", "X-API-Key", "Content-Type"):
            self.assertIn(name, answer.headers["Access-Control-Allow-Headers"])
        answer = self.ask_ofrep("", headers={"Origin": "https://app.example.org"})
        self.assertIn("ETag", answer.headers["Access-Control-Expose-Headers"])
        self.assertIsNone(answer.headers["Access-Control-Allow-Credentials"])
        self.command("setting", "put", "flags.origins", "--value", "https://other.example.org https://third.example.org")
        time.sleep(1.2)
        self.assertIsNone(self.ask_ofrep("", headers={"Origin": "https://app.example.org"}).headers["Access-Control-Allow-Origin"])
        self.assertEqual(self.ask_ofrep("", headers={"Origin": "https://third.example.org"}).headers["Access-Control-Allow-Origin"], "https://third.example.org")
        self.assertIsNone(self.server.ask("GET", "/v1/products", headers={"Origin": "https://third.example.org"}).headers["Access-Control-Allow-Origin"])

    def test_who_asks_too_often_is_told_when_to_come_back(self):
        self.command("setting", "put", "flags.per_second", "--value", "0", expect=3)
        self.command("setting", "put", "flags.per_second", "--value", "2")
        time.sleep(1.2)
        answers = [self.ask_ofrep("/late") for _ in range(8)]
        self.assertEqual({one.status for one in answers}, {200, 429})
        refused = next(one for one in answers if one.status == 429)
        self.assertGreater(int(refused.headers["Retry-After"]), 0)
        self.assertIn("flags.per_second", refused.json["errorDetails"])

    def test_a_ticket_opens_the_stream_and_nothing_else_does(self):
        stream = self.ask_ofrep("").json["eventStreams"][0]
        self.assertEqual(stream["type"], "sse")
        path = stream["endpoint"]["requestUri"]
        self.assertEqual(self.server.ask("GET", path[:-1] + "x", token="").status, 401)
        self.assertEqual(self.server.ask("GET", path.replace("product=loans", "product=cards"), token="").status, 401)
        with urllib.request.urlopen(self.server.address + path, timeout=30) as events:
            self.assertEqual(events.headers["Content-Type"], "text/event-stream")
            said = []
            reader = threading.Thread(target=lambda: said.append(next(line for line in events if line.startswith(b"data:"))), daemon=True)
            reader.start()
            time.sleep(0.3)
            self.command("flag", "switch", "loans", "model-on", "--to", "off", "--reason", "wrong alerts since noon")
            reader.join(timeout=10)
        message = json.loads(said[0][5:])
        self.assertEqual(message["type"], "refetchEvaluation")
        self.assertTrue(message["etag"])
        self.assertAlmostEqual(message["lastModified"], time.time(), delta=60)
        self.assertFalse(self.ask_ofrep("/model-on").json["value"])

    def test_every_change_is_an_entry_with_who_and_why(self):
        self.command("flag", "switch", "loans", "late", "--to", "careful", "--reason", "fewer false alarms")
        self.command("flag", "remove", "loans", "shape", "--reason", "in the code now")
        self.assertEqual(self.ask_ofrep("/shape").status, 404)
        self.command("flag", "remove", "loans", "shape", "--reason", "again", expect=3)
        text = self.command("entries", "--product", "loans", "--kind", "flag").stdout
        self.assertIn("fewer false alarms", text)
        self.assertIn("in the code now", text)
        self.assertIn("administrator", text)
        self.assertEqual(len(text.splitlines()), len(FLAGS) + 2)

    def test_what_is_no_flag_is_refused_with_what_to_do(self):
        for flag, said in [({}, "no variants"), ({"variants": {}}, "no variants"), ({"variants": {"a": 1, "b": "x"}}, "variant b is no number"), ({"variants": {"a": 1}, "default_variant": "A"}, "default_variant names"),
                           ({"variants": {"a": 1}, "split": {"a": 1.5}}, "not from 0 to 1"), ({"variants": {"a": 1, "b": 2}, "split": {"a": 0.6, "b": 0.6}}, "more than 1 together"), ({"variants": {"a": 1}, "kind": "kill_switch"}, "is boolean"),
                           ({"variants": {"a": True}, "kind": "threshold"}, "is a number"), ({"variants": {"a": True}, "kind": "kill_switch"}, "must not leave it"), ({"variants": {"a": 1}, "defaultVariant": "a"}, "did you mean default_variant"),
                           ({"variants": {"a": 1}, "rules": [{"variant": "a"}]}, "rule 1"), ({"variants": {"a": None}}, "is no boolean")]:
            with self.subTest(flag=flag):
                self.assertIn(said, self.put("bad", flag, expect=3).stderr)
        self.assertIn("not a key", self.put("a b", {"variants": {"a": 1}}, expect=3).stderr)
        self.assertIn("without a reason", self.command("flag", "remove", "loans", "late", "--reason", " ", expect=3).stderr)
        self.assertEqual(self.ask_ofrep("/bad").status, 404)


class Providers(FlagsTest):
    def setUp(self):
        checked = "CHARTER_CHECK" in os.environ
        if not checked and not ((NODE / "node_modules").exists() and shutil.which("node") and (PYTHON.parent / "pip").exists()):
            self.skipTest("the providers are not there: tools/setup test installs them into build/openfeature and build/clients")
        for script in (ROOT / "tests/e2e/clients/openfeature").glob("*.mjs"):
            shutil.copy(script, NODE)  # node looks for packages beside a script
        super().setUp()

    def lines(self, *command):
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def check(self, answers):
        matched, fixed, switch, kept, keyless, off, shape, nowhere = answers
        self.assertEqual((matched["value"], matched["variant"], matched["reason"]), (0.25, "careful", "TARGETING_MATCH"))
        self.assertEqual(matched["flagMetadata"]["charter.product"], "loans")
        self.assertEqual((fixed["value"], fixed["reason"]), (0.35, "STATIC"))
        self.assertIs(switch["value"], True)
        self.assertEqual(kept["reason"], "SPLIT")
        self.assertEqual((keyless["value"], keyless["errorCode"]), (False, "TARGETING_KEY_MISSING"))
        self.assertEqual((off["value"], off["reason"]), ("We are sorry", "DISABLED"))
        self.assertEqual(shape["value"], FLAGS["shape"]["variants"]["small"])
        self.assertEqual((nowhere["value"], nowhere["errorCode"]), (True, "FLAG_NOT_FOUND"))

    def test_the_server_provider_of_npm(self):
        for address in (self.server.address, self.server.address + "/v1/products/loans"):
            self.check(self.lines("node", NODE / "server.mjs", address, self.server.token, json.dumps(QUESTIONS)))

    def test_the_provider_of_pypi(self):
        for address in (self.server.address, self.server.address + "/v1/products/loans"):
            self.check(self.lines(PYTHON, ROOT / "tests/e2e/clients/openfeature_flags.py", address, self.server.token, json.dumps(QUESTIONS)))

    def test_the_provider_of_pypi_waits_as_long_as_it_is_told(self):
        self.command("setting", "put", "flags.per_second", "--value", "1")
        time.sleep(1.2)
        answers = self.lines(PYTHON, ROOT / "tests/e2e/clients/openfeature_flags.py", self.server.address, self.server.token, json.dumps(QUESTIONS[:1] * 6))
        self.assertEqual({one["value"] for one in answers}, {0.25, -1})

    def page(self, **environment):
        page = subprocess.Popen(["node", str(NODE / "page.mjs"), self.server.address, self.server.token], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})

        def end():
            page.stdin.close()
            page.wait(timeout=20)
            page.stdout.close()
            page.stderr.close()

        self.addCleanup(end)
        return iter(lambda: json.loads(page.stdout.readline() or json.dumps({"ended": page.stderr.read()})), None)

    def until(self, said, wanted):
        for line in said:
            self.assertNotIn("ended", line)
            if wanted(line):
                return line

    def test_the_web_provider_is_told_of_a_change_by_the_stream(self):
        said = self.page()
        self.assertEqual(self.until(said, lambda line: "value" in line)["value"], 0.35)
        time.sleep(1)
        begin = time.monotonic()
        self.command("flag", "switch", "loans", "late", "--to", "careful", "--reason", "fewer false alarms")
        changed = self.until(said, lambda line: "changed" in line)
        self.assertEqual((changed["changed"], changed["value"]), (["late"], 0.25))
        self.assertLess(time.monotonic() - begin, 10)

    def test_the_web_provider_that_polls_is_answered_304_until_something_changes(self):
        said = self.page(POLL="300")
        first = self.until(said, lambda line: "status" in line)
        self.assertEqual((first["status"], first["sent"]), (200, None))
        again = self.until(said, lambda line: line.get("status") == 304)
        self.assertEqual(again["sent"], first["tag"])
        self.command("flag", "switch", "loans", "late", "--to", "careful", "--reason", "fewer false alarms")
        self.assertEqual(self.until(said, lambda line: "changed" in line)["value"], 0.25)


if __name__ == "__main__":
    unittest.main()
