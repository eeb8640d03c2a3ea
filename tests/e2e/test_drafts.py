"""Without a terminal, as its requests: a file becomes a draft, the draft is checked and tried, and a revision is saved and looked up."""
import json
import unittest

from charter_program import CHARTER, rows
from charter_server import ServerTest

PROMISES = """  - {id: right, metric: accuracy, at_least: 0.70, owner: science, breach: stop}
  - {id: found, metric: recall, at_least: 0.60, owner: science, breach: warn}
"""
WEAKENED = PROMISES.replace("at_least: 0.60", "at_least: 0.50")


class DraftsTest(ServerTest):
    def send(self, data, name="march.csv", token=None, **query):
        asked = "&".join([f"name={name}", "json", *(f"{key}={value}" for key, value in query.items())])
        return self.server.ask("POST", f"/v1/drafts?{asked}", data.encode() if isinstance(data, str) else data, token=token)

    def check(self, text, query="json"):
        return self.server.ask("POST", f"/v1/charters/check?{query}", text.encode())

    def try_out(self, text, query):
        return self.server.ask("POST", f"/v1/trials?{query}&json", text.encode())

    def apply(self, text, query="json", token=None):
        return self.server.ask("POST", f"/v1/charters?{query}", text.encode(), token=token)


class Drafts(DraftsTest):
    def test_a_file_that_was_sent_gives_the_draft_that_init_gives(self):
        path = self.file("march.csv", rows(500))
        sent = self.send(rows(500))
        self.assertEqual(sent.status, 200, sent.text)
        self.assertEqual(sent.json["charter"], self.run_charter("init", "--from", path).stdout)
        self.assertEqual(sent.json["rows"], 500)
        self.assertEqual({one["part"]: one["column"] for one in sent.json["parts"]}["label"], "y")
        seen = {one["name"]: one for one in sent.json["columns"]}
        self.assertEqual((seen["g"]["type"], seen["g"]["distinct"]), ("text", 2))

    def test_the_draft_has_no_faults_and_is_judged_on_its_file_as_evaluate_does(self):
        path = self.file("march.csv", rows(500))
        sent = self.send(rows(500)).json
        self.assertEqual(self.check(sent["charter"]).json["faults"], [])
        card = self.try_out(sent["charter"], f"draft={sent['draft']}")
        self.assertEqual(card.status, 200, card.text)
        own = json.loads(self.run_charter("evaluate", self.file("march.charter.yaml", sent["charter"]), "--data", path, "--json", expect=None).stdout)
        verdicts = lambda of: [(one["id"], one["verdict"], one["value"], one["interval"]) for one in of["promises"]]
        self.assertEqual(verdicts(card.json), verdicts(own))
        self.assertEqual(card.json["gate"], own["gate"])
        self.assertNotIn(str(self.folder), card.text)

    def test_a_file_is_for_whoever_sent_it_and_nobody_else(self):
        sent = self.send(rows(50)).json
        self.command("member", "add", "another", "--scope", "edit")
        other = json.loads(self.command("token", "create", "--owner", "another", "--json").stdout)["secret"]
        refused = self.server.ask("POST", f"/v1/trials?draft={sent['draft']}", sent["charter"].encode(), token=other)
        self.assertEqual(refused.status, 404)
        self.assertEqual(self.server.ask("DELETE", f"/v1/drafts/{sent['draft']}", token=other).status, 404)
        self.assertEqual(self.server.ask("DELETE", f"/v1/drafts/{sent['draft']}").status, 200)
        self.assertEqual(self.try_out(sent["charter"], f"draft={sent['draft']}").status, 404)

    def test_nothing_of_a_file_stays_on_the_disk(self):
        uploads = self.folder / "data" / "uploads"
        for i in range(5):
            self.send(rows(50 + i))
        self.assertEqual(len(list(uploads.iterdir())), 3, "of one person at most three")
        self.restart()
        self.assertEqual(list(uploads.iterdir()), [])

    def test_what_is_no_table_is_refused_and_not_kept(self):
        for data, saying in ((b"PAR1 but no Parquet", "cannot be read"), (b"", "no file")):
            answer = self.send(data)
            self.assertEqual(answer.status, 400, answer.text)
            self.assertIn(saying, answer.json["error"]["what"])
            self.assertNotIn("/uploads/", answer.text)
        self.assertEqual(list((self.folder / "data" / "uploads").iterdir()), [])


class Check(DraftsTest):
    def test_every_fault_has_its_line_and_what_to_do(self):
        answer = self.check(CHARTER + PROMISES.replace("accuracy", "acuracy").replace("owner: science", "owner: scienze", 1)).json
        self.assertFalse(answer["valid"])
        self.assertEqual(len(answer["faults"]), 2)
        self.assertTrue(all(one["line"] > 0 and one["column"] > 0 and one["what"] and one["next"] for one in answer["faults"]))
        self.assertIn("accuracy", " ".join(one["next"] for one in answer["faults"]))

    def test_says_what_would_change_of_the_charter_that_stands(self):
        self.assertEqual(self.apply(CHARTER + PROMISES).status, 200)
        answer = self.check(CHARTER + WEAKENED + "  - {id: new, metric: precision, at_least: 0.5, owner: risk}\n", "product=credit&json").json
        self.assertEqual({(one["kind"], one["promise"]) for one in answer["against"]["changes"]}, {("weakened", "found"), ("added", "new")})
        self.assertFalse(answer["against"]["waits_for_approval"])
        self.assertTrue(self.check(CHARTER + PROMISES, "product=credit&json").json["against"]["same"])
        self.assertEqual(self.check(CHARTER + PROMISES, "product=nowhere&json").status, 404)

    def test_the_schema_names_what_the_check_accepts(self):
        answer = self.server.ask("GET", "/v1/charters/schema").json
        self.assertIn("promises", answer["schema"]["properties"])
        self.assertTrue(all(one["sentence"].endswith(".") for one in answer["metrics"]))
        self.assertIn("psi", {one["id"] for one in answer["metrics"]})


class Trials(DraftsTest):
    def setUp(self):
        super().setUp()
        self.apply(CHARTER + PROMISES)
        lines = []
        for line in rows(600).splitlines()[1:]:
            number, day, p, y, g = line.split(",")
            lines.append(json.dumps({"id": number, "day": day, "p": float(p), "y": int(y), "g": g}))
        answer = self.server.ask("POST", "/v1/observations?product=credit", "\n".join(lines).encode())
        self.assertEqual(answer.status, 200, answer.text)

    def test_what_an_edited_promise_would_have_said_and_nothing_is_kept_of_it(self):
        harder = CHARTER + PROMISES.replace("at_least: 0.70", "at_least: 0.95")
        before = self.server.ask("GET", "/v1/ledger/entries?json").json
        card = self.try_out(harder, "product=credit")
        self.assertEqual(card.status, 200, card.text)
        self.assertEqual({one["id"]: one["verdict"] for one in card.json["promises"]}["right"], "broken")
        stands = self.try_out(CHARTER + PROMISES, "product=credit").json
        self.assertEqual({one["id"]: one["verdict"] for one in stands["promises"]}["right"], "kept")
        charters = lambda entries: [one for one in entries if one["kind"] == "charter"]
        self.assertEqual(charters(before), charters(self.server.ask("GET", "/v1/ledger/entries?json").json))

    def test_is_about_one_thing(self):
        self.assertEqual(self.try_out(CHARTER + PROMISES, "product=credit&draft=x").status, 400)
        self.assertEqual(self.try_out(CHARTER + PROMISES, "").status, 400)
        other = self.try_out((CHARTER + PROMISES).replace("product: credit", "product: loans"), "product=credit")
        self.assertEqual(other.status, 400)
        self.assertIn("another product", other.json["error"]["what"])


class Saving(DraftsTest):
    def test_the_second_of_two_is_told_and_nothing_is_lost(self):
        first = self.apply(CHARTER + PROMISES, "json&before=none").json["digest"]
        mine = self.apply(CHARTER + WEAKENED, f"json&before={first}")
        self.assertEqual(mine.status, 200, mine.text)
        theirs = self.apply(CHARTER + PROMISES + "  - {id: new, metric: precision, at_least: 0.5, owner: risk}\n", f"json&before={first}")
        self.assertEqual(theirs.status, 409, theirs.text)
        self.assertIn(mine.json["digest"], theirs.json["error"]["what"])
        self.assertEqual(self.server.ask("GET", "/v1/products/credit/charter").text, CHARTER + WEAKENED)
        self.assertEqual(self.apply(CHARTER + PROMISES, "json&before=none").status, 409)

    def test_comments_alone_are_kept_and_are_no_revision(self):
        self.apply(CHARTER + PROMISES)
        again = self.apply("# what we promise\n" + CHARTER + PROMISES).json
        self.assertIsNone(again["entry"])
        self.assertTrue(self.server.ask("GET", "/v1/products/credit/charter").text.startswith("# what we promise\n"))
        self.assertEqual(len(self.server.ask("GET", "/v1/products/credit/revisions?json").json["revisions"]), 1)

    def test_every_revision_is_remembered_with_its_text_and_who_sent_it(self):
        self.apply(CHARTER + PROMISES)
        self.apply(CHARTER + WEAKENED)
        newest, oldest = self.server.ask("GET", "/v1/products/credit/revisions?json").json["revisions"]
        self.assertTrue(newest["stands"])
        self.assertFalse(oldest["stands"])
        self.assertEqual([(one["kind"], one["promise"]) for one in newest["changes"]], [("weakened", "found")])
        self.assertIsNone(oldest["changes"])
        self.assertEqual([one["kind"] for one in newest["events"]], ["applied"])
        self.assertTrue(newest["events"][0]["actor"])
        text = self.server.ask("GET", f"/v1/products/credit/revisions/{oldest['digest']}")
        self.assertEqual(text.text, CHARTER + PROMISES)
        self.assertEqual(text.headers["X-Charter-As-Written"], "true")
        self.assertEqual(self.server.ask("GET", "/v1/products/credit/revisions/sha256:0").status, 404)


if __name__ == "__main__":
    unittest.main()
