"""A version before a gate: evidence, approvals bound to what was seen, reviews, overrides, and what CI and rollout tools read of it."""
import datetime
import json
import random
import unittest
import xml.etree.ElementTree

from charter_server import ServerTest

CHARTER = """charter: 1
product: flights
roles:
  science: {title: Data science}
  risk: {title: Risk, approves: [release, weaken-promise]}
task: {kind: binary, columns: {score: p, label: late}}
promises:
  - {id: useful, metric: recall, at_least: 0.6, owner: science, breach: stop}
  - {id: precise, metric: precision, at_least: 0.5, owner: science, breach: stop}
  - {id: reviewed, evidence: review, by: risk, every: 365d, breach: warn}
gates:
  release: {title: A version goes to all users, holdout: [useful, precise], approvals: [{role: risk}, {role: science}], reviews: [{promise: reviewed, within: 90d}]}
  try: {holdout: [useful]}
"""


def scored(recall, rows=4000, seed=7):
    """Decisions of a model that finds this share of the late ones, and of the others flags one in five."""
    chance = random.Random(seed)
    lines = ["p,late"]
    for _ in range(rows):
        late = chance.random() < 0.4
        flagged = chance.random() < (recall if late else 0.2)
        lines.append(f"{0.9 if flagged else 0.1},{int(late)}")
    return "\n".join(lines) + "\n"


class Gates(ServerTest):
    def setUp(self):
        super().setUp()
        self.command("apply", self.file("flights.yaml", CHARTER))
        self.people = {}
        for name, role in (("S. One", "science"), ("S. Two", "science"), ("R. One", "risk")):
            self.command("member", "add", name, "--scope", "view", "--scope", "edit", "--scope", "approve")
            self.people[name] = json.loads(self.command("token", "create", "--owner", name, "--json").stdout)["secret"]
            self.command("member", "role", "flights", role, name)

    def gate(self, version="3", *more, expect=0, token=None):
        return json.loads(self.command("gate", "flights", version, "--json", *more, token=token, expect=expect).stdout)

    def lines(self, card):
        return {(line["kind"], line["id"]): line["verdict"] for line in card["lines"]}

    def entries(self, kind):
        return json.loads(self.run_charter("ledger", "show", self.folder / "data", "--kind", kind, "--json").stdout)

    def waits_for(self, name):
        """What the inbox of somebody has of this gate."""
        items = self.server.ask("GET", "/v1/inbox?json", token=self.people[name]).json["items"]
        return [(one["gate"], one["version"], one["role"], one["by"]) for one in items if one["kind"] == "approval"]

    def test_an_approval_waits_in_the_inbox_of_who_may_give_it(self):
        asked = ("flights", "3", "--gate", "release")
        subject = self.gate("3", "--data", self.file("good.csv", scored(0.8)), token=self.people["S. One"], expect=2)["subject"]
        self.assertEqual(self.waits_for("R. One"), [], "nobody has asked")
        self.command("gates", "ask", *asked, token=self.people["S. One"])
        self.assertEqual(self.waits_for("S. One"), [], "whoever asked does not give it")
        self.assertEqual(self.waits_for("S. Two"), [("release", "3", "science", "S. One")])
        self.assertEqual(self.waits_for("R. One"), [("release", "3", "risk", "S. One")])
        self.command("gates", "approve", *asked, "--subject", subject, token=self.people["S. Two"], expect=2)
        self.command("gates", "approve", *asked, "--subject", subject, "--refuse", "--comment", "not yet", token=self.people["R. One"], expect=1)
        self.assertEqual((self.waits_for("S. Two"), self.waits_for("R. One")), ([], []), "who has spoken is not asked again")
        self.gate("3", "--data", self.file("better.csv", scored(0.9)), expect=2)
        self.assertEqual(self.waits_for("R. One"), [], "what was asked about has changed")

    def test_from_evidence_to_an_open_gate(self):
        before = self.gate(expect=2)
        self.assertEqual(before["verdict"], "unproven")
        self.assertIsNone(before["subject"])
        self.command("gates", "ask", "flights", "3", "--gate", "release", token=self.people["S. One"], expect=3)  # nothing to approve yet

        card = self.gate("3", "--data", self.file("good.csv", scored(0.8)), token=self.people["S. One"], expect=2)
        self.assertEqual(self.lines(card)["promise", "useful"], "kept")
        self.assertEqual(self.lines(card)["promise", "precise"], "kept")
        self.assertEqual(self.lines(card)["approval", "risk"], "unproven")
        subject = card["subject"]
        evidence = self.entries("gate_evidence")[-1]
        charter_entry = self.entries("charter")[-1]
        self.assertLess(charter_entry["sequence"], evidence["sequence"])
        self.assertEqual(evidence["body"]["charter"], charter_entry["body"]["digest"])
        self.assertEqual({found["promise"] for found in evidence["body"]["found"]}, {"useful", "precise"})

        asked = ("flights", "3", "--gate", "release")
        self.command("gates", "approve", *asked, "--subject", subject, token=self.people["R. One"], expect=3)  # nobody asked
        self.command("gates", "ask", *asked, "--comment", "trained on June", token=self.people["S. One"])
        refused = self.command("gates", "approve", *asked, "--subject", subject, token=self.people["S. One"], expect=3)
        self.assertIn("whoever asked for an approval does not give it", refused.stderr)
        self.command("gates", "approve", *asked, "--subject", "sha256:" + "0" * 64, token=self.people["S. Two"], expect=3)
        self.command("gates", "approve", *asked, "--subject", subject, token=self.people["S. Two"], expect=2)
        self.command("gates", "approve", *asked, "--subject", subject[7:20], token=self.people["R. One"], expect=2)
        self.assertEqual(self.lines(self.gate(expect=2))["review", "reviewed"], "unproven")
        self.command("approve", "flights", "--promise", "reviewed", token=self.people["R. One"])
        card = self.gate()
        self.assertEqual((card["verdict"], card["opens"]), ("kept", True))

        # Whatever was approved is void once the evidence is another.
        card = self.gate("3", "--data", self.file("better.csv", scored(0.9)), expect=2)
        self.assertNotEqual(card["subject"], subject)
        self.assertEqual(self.lines(card)["approval", "risk"], "unproven")
        self.assertIn("void", self.command("gates", "list", "flights").stdout)

    def test_another_revision_voids_evidence_and_a_worse_version_is_broken(self):
        self.gate("3", "--data", self.file("good.csv", scored(0.8)), "--gate", "try")
        card = self.gate("4", "--data", self.file("bad.csv", scored(0.4)), "--gate", "try", expect=1)
        self.assertEqual(card["verdict"], "broken")
        stricter = self.file("stricter.yaml", CHARTER.replace("recall, at_least: 0.6", "recall, at_least: 0.7"))
        self.command("apply", stricter)
        card = self.gate("3", "--gate", "try", expect=2)
        self.assertIn("another revision of the charter", card["lines"][0]["sentence"])

    def test_dissent_stands_beside_consent_and_breaks_the_gate(self):
        card = self.gate("3", "--data", self.file("good.csv", scored(0.8)), token=self.people["S. One"], expect=2)
        asked = ("flights", "3", "--gate", "release", "--subject", card["subject"])
        self.command("gates", "ask", *asked[:4], token=self.people["S. One"])
        self.command("gates", "approve", *asked, token=self.people["S. Two"], expect=2)
        self.command("gates", "approve", *asked, "--refuse", "--comment", "the small airports", token=self.people["R. One"], expect=1)
        card = self.gate(expect=1)
        self.assertEqual(self.lines(card)["approval", "science"], "kept")
        self.assertEqual(self.lines(card)["approval", "risk"], "broken")
        self.command("gates", "comment", "flights", "3", "--gate", "release", "--comment", "let us look again", token=self.people["S. One"])
        self.assertEqual([entry["body"]["outcome"] for entry in self.entries("approval")], ["given", "refused"])
        self.assertEqual(len(self.entries("gate_comment")), 1)

    def test_who_gave_a_role_up_does_not_count(self):
        card = self.gate("3", "--data", self.file("good.csv", scored(0.8)), token=self.people["S. One"], expect=2)
        self.command("gates", "ask", "flights", "3", "--gate", "release", token=self.people["S. One"])
        self.command("gates", "approve", "flights", "3", "--gate", "release", "--subject", card["subject"], token=self.people["R. One"], expect=2)
        self.assertEqual(self.lines(self.gate(expect=2))["approval", "risk"], "kept")
        self.command("member", "role", "flights", "risk", "R. One", "--withdraw")
        self.assertEqual(self.lines(self.gate(expect=2))["approval", "risk"], "unproven")

    def test_an_override_has_scope_reason_and_end_and_stays_visible(self):
        self.gate("4", "--data", self.file("bad.csv", scored(0.4)), "--gate", "try", expect=1)
        asked = ("gates", "override", "flights", "4", "--gate", "try", "--reason", "the old feed ends today")
        self.command(*asked, "--until", "2099-01-01", token=self.people["R. One"], expect=3)
        soon = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.command(*asked, "--until", soon, token=self.people["S. One"], expect=3)  # holds no role that approves releases
        self.command(*asked, "--until", soon, token=self.people["R. One"])
        card = self.gate("4", "--gate", "try")
        self.assertEqual((card["verdict"], card["opens"]), ("broken", True))
        self.assertIsNotNone(card["override"]["entry"])
        self.assertIn("opens it all the same", self.command("gates", "show", "flights", "4", "--gate", "try").stdout)

    def test_what_ci_argo_and_flagger_read(self):
        bad = self.file("bad.csv", scored(0.4))
        junit = self.command("gate", "flights", "4", "--gate", "try", "--data", bad, "--format", "junit", expect=1).stdout
        suite = xml.etree.ElementTree.fromstring(junit).find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("1", "1"))
        self.assertIn("| what |", self.command("gate", "flights", "4", "--gate", "try", "--format", "markdown", expect=1).stdout)
        answer = self.server.ask("GET", "/v1/products/flights/gates/try?version=4&format=json")
        self.assertEqual((answer.status, answer.json["verdict"]), (200, "broken"))  # Argo Rollouts: jsonPath {$.verdict}
        self.gate("3", "--gate", "try", "--data", self.file("good.csv", scored(0.8)))
        for version, status in (("3", 200), ("4", 403), ("never seen", 403)):
            event = {"name": "flights", "namespace": "prod", "phase": "Progressing", "checksum": "x", "metadata": {"product": "flights", "gate": "try", "version": version}}
            answer = self.server.ask("POST", "/v1/gates/flagger", json.dumps(event).encode(), headers={"Content-Type": "application/json"})
            self.assertEqual(answer.status, status, answer.text)
        self.assertEqual(self.server.ask("POST", "/v1/gates/flagger", b"{}").status, 400)

    def test_a_weakening_counts_once_somebody_else_has_approved_it(self):
        weaker = self.file("weaker.yaml", CHARTER.replace("recall, at_least: 0.6", "recall, at_least: 0.3"))
        sent = json.loads(self.command("apply", weaker, "--json", token=self.people["R. One"]).stdout)
        self.assertTrue(sent["proposed"])
        self.assertIn("at_least: 0.6", self.server.ask("GET", "/v1/products/flights/charter").text)
        decide = ("revision", "approve", "flights", "--digest", sent["digest"])
        self.assertIn("does not approve it", self.command(*decide, token=self.people["R. One"], expect=3).stderr)
        self.assertIn("holds no role", self.command(*decide, token=self.people["S. One"], expect=3).stderr)
        self.command("member", "role", "flights", "risk", "S. Two")
        self.assertIn("weakened useful", self.command("revision", "show", "flights").stdout)
        self.command("revision", "approve", "flights", "--digest", "sha256:" + "0" * 64, token=self.people["S. Two"], expect=3)
        self.command(*decide, token=self.people["S. Two"])
        self.assertIn("at_least: 0.3", self.server.ask("GET", "/v1/products/flights/charter").text)
        self.assertEqual([entry["body"]["outcome"] for entry in self.entries("charter_approval")], ["given"])
        self.command(*decide, token=self.people["S. Two"], expect=3)  # nothing waits any more

        # What drops a gate is a weakening too; refused, it is gone, and a restart forgets nothing.
        without = self.file("without.yaml", CHARTER.replace("recall, at_least: 0.6", "recall, at_least: 0.3").replace("  try: {holdout: [useful]}\n", ""))
        sent = json.loads(self.command("apply", without, "--json", token=self.people["S. One"]).stdout)
        self.assertTrue(sent["proposed"])
        self.restart()
        self.command("revision", "approve", "flights", "--digest", sent["digest"], "--refuse", token=self.people["R. One"])
        self.assertIn("No revision waits", self.command("revision", "show", "flights").stdout)
        self.assertIn("try", self.command("gates", "list", "flights").stdout)

    def mlflow(self, method, path, body, expect=200):
        answer = self.server.ask(method, "/api/2.0/mlflow/" + path, json.dumps(body).encode(), headers={"Content-Type": "application/json"})
        self.assertEqual(answer.status, expect, answer.text)
        return answer.json

    def test_a_bound_models_names_move_only_through_their_gate(self):
        self.command("apply", self.file("bound.yaml", CHARTER + "model: {registered_model: delays, aliases: {champion: {gate: try}}, stages: {Production: {gate: try}}}\n"))
        for name in ("delays", "other"):
            self.mlflow("POST", "registered-models/create", {"name": name})
            for _ in range(2):
                self.mlflow("POST", "model-versions/create", {"name": name, "source": "s3://somewhere"})
        champion = {"name": "delays", "alias": "champion", "version": "1"}
        refused = self.mlflow("POST", "registered-models/alias", champion, 403)
        self.assertEqual(refused["error_code"], "PERMISSION_DENIED")
        self.assertIn("the gate try of flights does not open for version 1: useful on holdout is unproven", refused["message"])
        self.mlflow("POST", "registered-models/alias", {**champion, "name": "other"})  # nobody binds it
        self.mlflow("POST", "registered-models/alias", {**champion, "alias": "trial"})
        self.mlflow("POST", "model-versions/transition-stage", {"name": "delays", "version": "1", "stage": "Production", "archive_existing_versions": False}, 403)
        self.gate("1", "--gate", "try", "--data", self.file("good.csv", scored(0.8)))
        self.mlflow("POST", "registered-models/alias", champion)
        self.mlflow("POST", "model-versions/transition-stage", {"name": "delays", "version": "1", "stage": "Production", "archive_existing_versions": False})
        # No way around it.
        self.gate("2", "--gate", "try", "--data", self.file("bad.csv", scored(0.4)), expect=1)
        self.mlflow("POST", "registered-models/alias", {**champion, "version": "2"}, 403)
        self.mlflow("DELETE", "model-versions/delete", {"name": "delays", "version": "1"}, 403)
        self.mlflow("DELETE", "registered-models/delete", {"name": "delays"}, 403)
        self.mlflow("POST", "registered-models/rename", {"name": "delays", "new_name": "elsewhere"}, 403)
        self.mlflow("POST", "registered-models/rename", {"name": "other", "new_name": "delays"}, 403)
        # What a version is made of is said by the server alone.
        self.mlflow("POST", "model-versions/set-tag", {"name": "delays", "version": "1", "key": "charter.artifact", "value": "sha256:" + "a" * 64}, 403)
        self.assertIn("set_alias", {entry["body"]["move"] for entry in self.entries("model")})

    def test_bad_input_says_what_and_what_next(self):
        wrong = self.command("gate", "flights", "3", "--gate", "relase", expect=3)
        self.assertIn("did you mean release?", wrong.stderr)
        other = self.command("gate", "flights", "3", "--gate", "try", "--data", self.file("other.csv", "a,b\n1,2\n"), expect=2)
        self.assertIn('the data have no column "late"', other.stdout)
        wrong = self.command("gate", "flights", "3", "--gate", "try", "--data", self.file("broken.parquet", "PAR1 and nothing more"), expect=3)
        self.assertIn("the evidence cannot be read", wrong.stderr)
        wrong = self.command("gate", "flights", "3", "--data", self.folder / "absent.csv", expect=3)
        self.assertIn("cannot read file", wrong.stderr)
        wrong = self.run_charter("lint", self.file("bad.yaml", CHARTER.replace("holdout: [useful]", "holdout: [usefull]")), expect=3)
        self.assertIn("did you mean useful?", wrong.stdout + wrong.stderr)


if __name__ == "__main__":
    unittest.main()
