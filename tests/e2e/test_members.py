"""Who may do what: people, services, tokens, roles, passwords, settings, and a backup put back elsewhere."""
import json
import os
import pathlib
import re
import stat

from charter_server import RunningServer, ServerTest

CHARTER = """charter: 1
product: flights
roles:
  science: {title: Data science}
  risk: {title: Risk, approves: [release]}
task: {kind: binary, columns: {score: p, label: late}}
promises:
  - {id: useful, metric: recall, at_least: 0.6, owner: science, breach: stop}
  - {id: reviewed, evidence: review, by: risk, every: 365d, breach: stop}
"""


def what(answer):
    """What was wrong, in our words or in those of a protocol: OFREP's, MLflow's."""
    said = answer.json
    return said["error"]["what"] if "error" in said else said.get("errorDetails", said.get("message"))


class Members(ServerTest):
    def setUp(self):
        super().setUp()
        self.command("apply", self.file("flights.yaml", CHARTER))

    def add(self, name, *more, scopes=()):
        self.command("member", "add", name, *more, *[word for scope in scopes for word in ("--scope", scope)])
        made = json.loads(self.command("token", "create", "--owner", name, "--json").stdout)
        return made["secret"], made["id"]

    def entries(self, kind):
        return json.loads(self.run_charter("ledger", "show", self.folder / "data", "--kind", kind, "--json").stdout)

    def test_a_scope_holds_for_its_product_and_for_nothing_else(self):
        viewer, _ = self.add("R. Example", "--product", "flights", scopes=["view"])
        self.assertIn("flights", self.command("products", token=viewer).stdout)
        self.command("member", "list", token=viewer, expect=3)
        self.command("apply", self.file("other.yaml", CHARTER.replace("0.6", "0.5")), token=viewer, expect=3)
        self.command("member", "add", "one more", token=viewer, expect=3)
        self.command("backup", token=viewer, expect=3)
        self.command("member", "grant", "R. Example", "--scope", "edit", "--product", "flights")
        edit = json.loads(self.command("token", "create", "--owner", "R. Example", "--json").stdout)["secret"]
        self.command("apply", self.file("other.yaml", CHARTER.replace("0.6", "0.5")), token=edit)

    def test_every_operation_with_every_scope(self):
        """A token of all scopes but the one that is asked for is denied; one of that scope alone is not denied by the scope."""
        scopes = ["view", "ingest", "edit", "approve", "administer"]
        tokens = {}
        for scope in scopes:
            tokens[scope] = self.add(f"only {scope}", "--product", "flights", scopes=[scope])[0], self.add(f"all but {scope}", "--product", "flights", scopes=[other for other in scopes if other != scope])[0]
        walked = 0
        for path, methods in self.server.ask("GET", "/v1/openapi.json").json["paths"].items():
            for method, page in methods.items():
                scope = page.get("x-charter-scope")
                if scope is None or (method, path) == ("delete", "/v1/session") or path.endswith("/changes"):
                    continue
                target = re.sub(r"\{.*?\}", "nothing", path.replace("{product}", "flights"))
                with self.subTest(method=method, path=path, scope=scope):
                    only, others = tokens[scope]
                    denied = self.server.ask(method.upper(), target, token=others)
                    self.assertEqual(denied.status, 403)
                    self.assertIn(f"may not {scope}", what(denied))
                    allowed = self.server.ask(method.upper(), target, token=only)
                    if allowed.status == 403:
                        self.assertNotRegex(what(allowed), f"may not {scope}( flights)?$")
                    walked += 1
        self.assertGreater(walked, 15)

    def test_whoever_administers_one_product_says_nothing_about_people(self):
        token, _ = self.add("R. Example", "--product", "flights", scopes=["administer", "view"])
        done = self.command("member", "add", "friend", token=token, expect=3)
        self.assertIn("may not administer every product", done.stderr)

    def test_a_token_is_shown_once_and_ends_when_it_is_revoked(self):
        secret, name = self.add("collector", "--kind", "service", scopes=["view"])
        listed = self.command("token", "list").stdout
        self.assertIn(name, listed)
        self.assertNotIn(secret, listed)
        self.command("products", token=secret)
        self.command("token", "revoke", name)
        self.assertEqual(self.server.ask("GET", "/v1/products", token=secret).status, 401)

    def test_a_token_that_allows_little_makes_none_that_allows_more(self):
        little = json.loads(self.command("token", "create", "--scope", "view", "--json").stdout)["secret"]
        self.command("token", "create", "--scope", "edit", token=little, expect=3)
        made = json.loads(self.command("token", "create", "--json", token=little).stdout)["secret"]
        self.command("member", "list", token=made, expect=3)

    def test_only_who_holds_the_role_approves_and_two_tokens_are_one_person(self):
        first, _ = self.add("R. Example", scopes=["approve", "view"])
        second = json.loads(self.command("token", "create", "--owner", "R. Example", "--json").stdout)["secret"]
        done = self.command("approve", "flights", "--promise", "reviewed", token=first, expect=3)
        self.assertIn("does not hold the role risk", done.stderr)
        self.command("member", "role", "flights", "risk", "R. Example")
        self.command("approve", "flights", "--promise", "reviewed", "--comment", "looked at June", token=first)
        self.command("approve", "flights", "--promise", "reviewed", token=second)
        records = self.entries("record")
        self.assertEqual(len(records), 2)
        self.assertEqual(records[0]["body"]["by"], records[1]["body"]["by"])
        self.assertNotIn("R. Example", json.dumps(records))
        self.command("approve", "flights", "--promise", "useful", token=first, expect=3)  # it is measured
        self.command("override", "flights", "--promise", "useful", "--reason", "strike of 3 March", token=first)
        self.assertEqual(self.entries("override")[0]["body"]["verdict"], "unproven")
        self.command("member", "role", "flights", "risk", "R. Example", "--withdraw")
        self.command("approve", "flights", "--promise", "reviewed", token=first, expect=3)
        self.run_charter("ledger", "verify", self.folder / "data")

    def test_a_password_signs_in_with_a_cookie_that_no_script_reads(self):
        self.add("R. Example", "--email", "r@example.org", scopes=["view"])
        self.command("member", "password", "R. Example", self.file("short", "short\n"), expect=3)
        self.command("member", "password", "R. Example", self.file("long", "four words of mine\n"))
        wrong = self.server.ask("POST", "/v1/session", json.dumps({"name": "R. Example", "password": "four words of yours"}).encode(), token="")
        nobody = self.server.ask("POST", "/v1/session", json.dumps({"name": "N. Obody", "password": "four words of yours"}).encode(), token="")
        self.assertEqual((wrong.status, nobody.status), (401, 401))
        self.assertEqual(wrong.json["error"]["what"], nobody.json["error"]["what"])
        signed = self.server.ask("POST", "/v1/session", json.dumps({"name": "r@example.org", "password": "four words of mine"}).encode(), token="")
        self.assertEqual(signed.status, 200, signed.text)
        cookie = signed.headers["Set-Cookie"]
        self.assertIn("HttpOnly", cookie)
        self.assertIn("SameSite=Strict", cookie)
        cookie = cookie.split(";")[0]
        self.assertEqual(self.server.ask("GET", "/v1/products", token="", headers={"Cookie": cookie}).status, 200)
        # Another site's page can send the cookie along and changes nothing with it.
        self.assertEqual(self.server.ask("DELETE", "/v1/session", token="", headers={"Cookie": cookie, "Sec-Fetch-Site": "cross-site"}).status, 401)
        self.assertEqual(self.server.ask("DELETE", "/v1/session", token="", headers={"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}).status, 200)
        self.assertEqual(self.server.ask("GET", "/v1/products", token="", headers={"Cookie": cookie}).status, 401)

    def test_guessing_waits(self):
        body = json.dumps({"name": "R. Example", "password": "four words of yours"}).encode()
        answers = [self.server.ask("POST", "/v1/session", body, token="").status for _ in range(14)]
        self.assertIn(429, answers)

    def test_no_secret_stands_in_a_log_a_file_or_an_answer(self):
        secret, _ = self.add("R. Example", scopes=["view"])
        self.command("member", "password", "R. Example", self.file("long", "four words of mine\n"))
        self.command("setting", "put", "mail.password", self.file("mail", "the mail password\n"))
        done = self.command("setting", "put", "mail.password", "--value", "the mail password", expect=3)
        self.assertNotIn("the mail password", done.stderr)
        shown = self.command("setting", "list").stdout + self.command("setting", "list", "--json").stdout + self.command("member", "list", "--json").stdout
        self.server.ask("GET", f"/v1/products?token={secret}", token="")
        self.server.ask("GET", f"/v1/{secret}", token=secret)
        self.server.ask("DELETE", f"/v1/tokens/{secret}", token=self.server.token)
        log = pathlib.Path(f"{self.folder / 'data'}.log").read_text()
        files = b"".join(path.read_bytes() for path in (self.folder / "data").glob("registry.sqlite*"))
        for text in (secret[8:], "four words", "the mail password"):
            self.assertNotIn(text, shown)
            self.assertNotIn(text, log.replace(f"/v1/{secret}", "").replace(f"/v1/tokens/{secret}", ""))
        for text in (secret[20:], "four words of mine", self.server.token[20:]):
            self.assertNotIn(text.encode(), files)

    def test_a_backup_of_a_running_server_starts_elsewhere(self):
        secret, _ = self.add("R. Example", scopes=["view"])
        folder = json.loads(self.command("backup", "--json").stdout)["folder"]
        self.add("came later", scopes=["view"])
        self.assertIn("as it was made", self.run_charter("restore", folder, "--check").stdout)
        self.run_charter("restore", folder, "--folder", self.folder / "elsewhere")
        self.assertEqual(stat.S_IMODE(os.stat(self.folder / "elsewhere/keys/ledger.pem").st_mode), 0o600)
        other = self.start("elsewhere")
        self.assertIsNone(other.token)
        self.assertEqual(other.ask("GET", "/v1/products", token=secret).status, 200)
        members = other.ask("GET", "/v1/members", token=self.server.token)
        self.assertNotIn("came later", members.text)
        self.fails("restore", folder, "--folder", self.folder / "elsewhere", saying="there is something in this folder already")
        ledger = pathlib.Path(folder) / "ledger.sqlite"
        ledger.write_bytes(ledger.read_bytes()[:-1] + b"\xff")
        self.assertEqual(self.run_charter("restore", folder, "--check", expect=None).returncode, 4)
        self.run_charter("ledger", "verify", self.folder / "elsewhere")
