"""An approval that nobody gives: those who are asked are told, again at half of the time and when it is over, and then whoever it is escalated to."""
import json
import time
import unittest

from charter_server import ServerTest
from receiver import Receiver

CHARTER = """charter: 1
product: flights
roles:
  science: {{title: Data science}}
  risk: {{title: Risk, approves: [release]}}
  product: {{title: Product manager}}
task: {{kind: binary, columns: {{score: p, label: late}}}}
contacts: {{risk: {{webhook: "{risk}"}}, product: {{webhook: "{product}"}}}}
promises: [{{id: useful, metric: recall, at_least: 0.6, owner: science, breach: stop}}]
gates:
  release: {{holdout: [useful], approvals: [{{role: risk}}], due: {due}, escalate_to: product}}
"""
SCORED = "p,late\n" + "0.9,1\n" * 900 + "0.1,1\n" * 100 + "0.1,0\n" * 1000
BETTER = "p,late\n" + "0.9,1\n" * 950 + "0.1,1\n" * 50 + "0.1,0\n" * 1000


class Reminders(ServerTest):
    def setUp(self):
        super().setUp()
        self.risk, self.product = Receiver(), Receiver()
        self.addCleanup(self.risk.close)
        self.addCleanup(self.product.close)

    def begin(self, due):
        self.command("setting", "put", "outgoing.private", "--value", "yes")
        self.command("apply", self.file("c.yaml", CHARTER.format(risk=self.risk.url, product=self.product.url, due=due)))
        for name, scopes in (("S. One", ("view", "edit")), ("R. One", ("view", "approve"))):
            self.command("member", "add", name, *(word for scope in scopes for word in ("--scope", scope)))
        self.tokens = {name: json.loads(self.command("token", "create", "--owner", name, "--json").stdout)["secret"] for name in ("S. One", "R. One")}
        self.command("member", "role", "flights", "risk", "R. One")
        card = json.loads(self.command("gate", "flights", "3", "--data", self.file("scored.csv", SCORED), "--json", expect=2).stdout)
        self.command("gates", "ask", "flights", "3", "--gate", "release", token=self.tokens["S. One"])
        return card["subject"]

    def reminders(self):
        entries = json.loads(self.run_charter("ledger", "show", self.folder / "data", "--kind", "approval_reminder", "--json").stdout)
        return [(entry["body"]["overdue"], sorted(entry["body"]["told"])) for entry in entries]

    def until(self, good, seconds=40):
        end = time.monotonic() + seconds
        while not good():
            self.assertLess(time.monotonic(), end, f"{self.reminders()} {len(self.risk.requests)} {len(self.product.requests)}")
            time.sleep(0.1)

    def texts(self, receiver):
        return [body.decode() for _, _, body in receiver.requests]

    def test_reminders_come_at_half_of_the_time_and_at_its_end_and_then_it_is_escalated(self):
        self.begin("12s")
        self.until(lambda: len(self.risk.requests) == 1)
        self.assertIn("waits for an approval by risk", self.texts(self.risk)[0])
        self.until(lambda: len(self.reminders()) == 1)
        self.assertEqual(self.reminders(), [(False, ["risk"])])
        self.until(lambda: len(self.risk.requests) == 2)
        self.assertEqual(self.product.requests, [], "nothing is overdue yet")
        self.until(lambda: len(self.reminders()) == 2)
        self.assertEqual(self.reminders()[1], (True, ["product", "risk"]))
        self.until(lambda: len(self.risk.requests) == 3 and len(self.product.requests) == 1)
        self.assertIn("still waits for an approval", self.texts(self.product)[0])
        self.assertIn("overdue", self.command("gates", "list", "flights").stdout)
        # Said once, not with every look, and not again after a restart.
        self.restart()
        time.sleep(3)
        self.assertEqual((len(self.reminders()), len(self.risk.requests), len(self.product.requests)), (2, 3, 1))

    def test_what_was_missed_is_not_made_up_for_but_told_once_and_escalated(self):
        self.begin("10s")
        self.until(lambda: len(self.risk.requests) == 1)
        self.assertEqual(self.server.stop(), 0)
        already = len(self.reminders())
        time.sleep(10.5)
        self.server = self.start(token=self.server.token)
        self.until(lambda: len(self.reminders()) == 2)
        self.until(lambda: len(self.product.requests) == 1)
        self.until(lambda: len(self.risk.requests) == 2 + already)
        self.assertTrue(self.reminders()[-1][0])

    def test_nobody_is_reminded_of_what_was_given_or_is_void(self):
        subject = self.begin("16s")
        self.command("gates", "approve", "flights", "3", "--gate", "release", "--subject", subject, token=self.tokens["R. One"])
        self.command("gate", "flights", "4", "--data", self.file("scored.csv", SCORED), expect=2)
        self.command("gates", "ask", "flights", "4", "--gate", "release", token=self.tokens["S. One"])
        self.command("gate", "flights", "4", "--data", self.file("better.csv", BETTER), expect=2)  # what was asked about is no longer what stands there
        time.sleep(17)
        self.assertEqual(self.reminders(), [])
        self.assertEqual(self.product.requests, [])


if __name__ == "__main__":
    unittest.main()
