"""Messages really leave: by SMTP to a mail server and by HTTP to receivers of webhooks, with retries, and a dead letter that a person sends again."""
import base64
import email
import hashlib
import hmac
import json
import time
import unittest

from charter_server import ServerTest
from receiver import Receiver

try:
    from aiosmtpd.controller import Controller
except ImportError:
    Controller = None

CHARTER = """charter: 1
product: flights
roles: {{science: {{title: Data science}}}}
task: {{kind: binary, columns: {{score: p, label: late}}}}
contacts: {{science: {{{contacts}}}}}
promises: [{{id: useful, metric: recall, at_least: 0.6, owner: science, breach: stop}}]
"""


class Messages(ServerTest):
    def receiver(self, *statuses):
        receiver = Receiver(*statuses)
        self.addCleanup(receiver.close)
        return receiver

    def wait_for(self, condition, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.1)
        self.fail("it did not come:\n" + self.command("delivery", "list").stdout)

    def apply(self, contacts):
        self.command("setting", "put", "outgoing.private", "--value", "yes")
        self.command("apply", self.file("flights.yaml", CHARTER.format(contacts=contacts)))

    def deliveries(self):
        return json.loads(self.command("delivery", "list", "--json").stdout)

    def test_a_webhook_is_signed_as_standard_webhooks_says(self):
        receiver = self.receiver()
        key = base64.b64encode(b"a key of twenty-four bytes").decode()
        self.command("setting", "put", "webhook.secret", self.file("key", f"whsec_{key}\n"))
        self.apply(f"webhook: '{receiver.url}/hook'")
        self.command("alert", "try", "flights", "science")
        self.wait_for(lambda: receiver.requests)
        path, headers, body = receiver.requests[0]
        self.assertEqual(path, "/hook")
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        self.assertEqual(headers["webhook-signature"], "v1," + base64.b64encode(hmac.new(base64.b64decode(key), signed, hashlib.sha256).digest()).decode())
        self.assertLess(abs(time.time() - int(headers["webhook-timestamp"])), 60)
        self.assertEqual(json.loads(body)["alerts"][0]["headline"], "a-trial is broken: for information")

    def test_slack_and_teams_get_their_shapes_at_addresses_that_no_charter_shows(self):
        slack, teams = self.receiver(), self.receiver()
        self.command("setting", "put", "secret.slack", self.file("slack", f"{slack.url}/services/T0/B0/hidden\n"))
        self.apply(f"slack: 'secret:slack', teams: '{teams.url}/teams'")
        self.command("alert", "try", "flights", "science")
        self.wait_for(lambda: slack.requests and teams.requests)
        self.assertEqual(json.loads(slack.requests[0][2])["blocks"][0]["type"], "header")
        self.assertEqual(json.loads(teams.requests[0][2])["attachments"][0]["content"]["type"], "AdaptiveCard")
        self.assertNotIn("hidden", self.command("delivery", "list", "--json").stdout + self.command("setting", "list").stdout)

    @unittest.skipIf(Controller is None, "aiosmtpd is not installed; tools/setup test installs it")
    def test_mail_arrives_at_a_real_mail_server(self):
        arrived = []

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                arrived.append(envelope)
                return "250 OK"

        controller = Controller(Handler(), hostname="127.0.0.1", port=0)
        controller.port = free_port()
        controller.start()
        self.addCleanup(controller.stop)
        self.command("setting", "put", "mail.server", "--value", f"smtp://127.0.0.1:{controller.port}")
        self.command("setting", "put", "mail.from", "--value", "charter@example.org")
        self.command("setting", "put", "mail.encrypted", "--value", "no")
        self.apply("email: science@example.org")
        self.command("alert", "try", "flights", "science")
        self.wait_for(lambda: arrived)
        self.assertEqual(arrived[0].rcpt_tos, ["science@example.org"])
        message = email.message_from_bytes(arrived[0].content)
        self.assertEqual(message["Subject"], "flights: a-trial is broken: for information")
        self.assertIn("Somebody tries whether messages arrive here.", message.get_payload(decode=True).decode())

    @unittest.skipIf(Controller is None, "aiosmtpd is not installed; tools/setup test installs it")
    def test_mail_is_not_sent_unencrypted_unless_an_administrator_says_so(self):
        controller = Controller(object(), hostname="127.0.0.1", port=free_port())
        controller.start()
        self.addCleanup(controller.stop)
        self.command("setting", "put", "mail.server", "--value", f"smtp://127.0.0.1:{controller.port}")
        self.command("setting", "put", "mail.from", "--value", "charter@example.org")
        self.apply("email: science@example.org")
        self.command("alert", "try", "flights", "science")
        self.wait_for(lambda: any(one["error"] for one in self.deliveries()))
        self.assertIn("SSL", self.deliveries()[0]["error"])

    def test_what_is_refused_for_good_waits_for_a_person_and_arrives_then(self):
        receiver = self.receiver(400)
        self.apply(f"webhook: '{receiver.url}/hook'")
        self.command("alert", "try", "flights", "science")
        self.wait_for(lambda: any(one["state"] == "dead" for one in self.deliveries()))
        dead = json.loads(self.command("delivery", "list", "--state", "dead", "--json").stdout)[0]
        self.assertIn("answered 400", dead["error"])
        self.command("delivery", "retry", dead["id"])
        self.restart()
        self.wait_for(lambda: len(receiver.requests) == 2)
        self.assertEqual(receiver.requests[0][1]["webhook-id"], receiver.requests[1][1]["webhook-id"])

    def test_nothing_inside_is_reached_unless_an_administrator_allows_it(self):
        receiver = self.receiver()
        self.command("apply", self.file("flights.yaml", CHARTER.format(contacts=f"webhook: '{receiver.url}/hook'")))
        self.command("alert", "try", "flights", "science")
        self.wait_for(lambda: any(one["state"] == "dead" for one in self.deliveries()))
        self.assertIn("not on the public internet", self.deliveries()[0]["error"])
        self.assertFalse(receiver.requests)

    def test_checkpoints_reach_whoever_keeps_them(self):
        receiver = self.receiver()
        self.command("setting", "put", "checkpoints.webhook", "--value", f"{receiver.url}/keep")
        self.apply("email: science@example.org")
        self.wait_for(lambda: receiver.requests)
        kept = json.loads(receiver.requests[-1][2])["checkpoint"]
        self.run_charter("ledger", "verify", self.folder / "data", "--checkpoint", self.file("kept.txt", kept))


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
