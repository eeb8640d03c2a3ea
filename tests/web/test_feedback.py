"""The script with which applications ask, in a page of another origin; and the page Feedback."""
import functools
import http.server
import json
import pathlib
import re
import threading
import time
import unittest

from web_test import AXE, ROOT, WebTest, expect

CHARTER = """charter: 1
product: loans
roles: {{product: {{title: Product}}}}
task: {{kind: binary, columns: {{time: at, id: loan, subject: person, score: p, label: bad}}}}
data: {{columns: {{region: {{type: category}}}}}}
feedback:
  origins: ["{origin}"]
  kinds: [{kinds}]
  sampling: {sampling}
  cool_down: 30d
  consent: We keep your answer with the prediction it is about.
  contact: Leave your address if you want to hear what became of it.
  strings:
    de: {{thumbs: "War das hilfreich?", "yes": Ja, "no": Nein, send: Senden, thanks: Danke.}}
    ar: {{thumbs: "هل كان هذا مفيدًا؟", send: أرسل}}
promises: [{{id: liked, metric: thumbs_up_share, of: feedback_thumbs, at_least: 0.5, owner: product}}]
"""
PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>An application</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {server}; connect-src {server}; style-src 'none'">
<script src="{server}/feedback/widget.js" data-product="loans" crossorigin="anonymous" defer {more}></script></head>
<body><main><h1>An application</h1><charter-feedback prediction="l1" {attributes}></charter-feedback></main></body></html>"""


class Application:
    """An application on an origin of its own, that serves what it is given."""

    def __init__(self):
        application, self.page = self, ""

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = application.page.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Widget(WebTest):
    person = None
    flights = False

    def setUp(self):
        super().setUp()
        self.application = Application()
        self.addCleanup(self.application.close)

    def nothing_to_complain_of(self):
        self.assertEqual(self.complaints, [], "the console of the browser")

    def show(self, kinds="thumbs, text", sampling=1, language="en", attributes="", more="", origin=None):
        answer = self.server.ask("POST", "/v1/charters", CHARTER.format(origin=origin or self.application.origin, kinds=kinds, sampling=sampling).encode())
        self.assertEqual(answer.status, 200, answer.text)
        self.application.page = PAGE.format(server=self.server.address, language=language, attributes=attributes, more=more)
        self.page.goto(self.application.origin)
        self.page.wait_for_load_state("networkidle")

    def said(self):
        return [one["said"] for one in self.server.ask("GET", "/v1/products/loans/feedback?json=true").json["recent"]]

    def test_is_one_small_script_that_any_page_may_load_and_check(self):
        answer = self.server.ask("GET", "/feedback/widget.js", token="", headers={"Origin": "https://anywhere.example", "Accept-Encoding": "gzip"})
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "*")
        self.assertEqual(answer.headers["Cross-Origin-Resource-Policy"], "cross-origin")
        self.assertIsNone(answer.headers["Set-Cookie"])
        self.assertLess(len(answer.body), 6 * 1024)

    def test_a_thumb_is_sent_at_once_and_words_follow(self):
        self.show()
        self.page.get_by_role("button", name="No", exact=True).click()
        self.page.get_by_label("What else should we know?").fill("It came <b>too late</b>")
        self.page.get_by_label(re.compile("E-mail address")).fill("mia@example.org")
        self.page.get_by_role("button", name="Send").click()
        self.page.get_by_role("status").get_by_text("Thank you.").wait_for()
        self.assertEqual(self.said()[:2], [{"text": "It came <b>too late</b>", "language": "en"}, {"thumbs": False, "language": "en"}], "the newest first")
        self.assertEqual(self.page.evaluate("document.cookie + localStorage.length"), "0", "nothing is kept")

    def test_is_used_by_keyboard_and_has_no_barriers(self):
        self.show(kinds="thumbs, rating, text, nps")
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")  # thumbs up
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        self.page.keyboard.press("ArrowRight")
        self.assertEqual(self.page.locator("input[name=rating]:checked").get_attribute("value"), "2")
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})")
        self.assertEqual([(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]], [])
        self.page.get_by_role("button", name="Send").focus()
        self.page.keyboard.press("Enter")
        self.page.get_by_role("status").get_by_text("Thank you.").wait_for()
        self.assertTrue(self.page.evaluate("document.activeElement.shadowRoot.activeElement.getAttribute('role') === 'status'"), "the focus is not lost")
        self.assertIn(2, [one.get("rating") for one in self.said()])

    def test_speaks_the_readers_language_from_either_side(self):
        self.show(language="de-AT")
        self.page.get_by_role("button", name="Ja").click()
        self.page.get_by_role("button", name="Senden").wait_for()
        self.show(language="ar")
        self.page.get_by_text("هل كان هذا مفيدًا؟").wait_for()
        self.assertEqual(self.page.locator("form").get_attribute("dir"), "rtl")
        self.show(attributes="""words='{"thumbs": "Helpful?"}'""")
        self.page.get_by_text("Helpful?").wait_for()

    def test_a_survey_is_asked_again_only_after_a_while_where_it_may_be_remembered(self):
        self.show(kinds="nps")
        self.page.get_by_role("radio", name="9").check()
        self.page.get_by_role("button", name="Send").click()
        self.page.get_by_role("status").get_by_text("Thank you.").wait_for()
        self.assertEqual(self.page.evaluate("localStorage.length"), 0, "nobody agreed")
        self.page.reload()
        self.page.get_by_role("radio", name="10").check()
        self.page.get_by_label("Remember in this browser that I was asked").check()
        self.page.get_by_role("button", name="Send").click()
        self.page.get_by_role("status").get_by_text("Thank you.").wait_for()
        until = self.page.evaluate("Number(localStorage.getItem('charter-feedback:loans'))")
        self.assertAlmostEqual((until / 1000 - time.time()) / 86_400, 30, delta=0.1)
        self.page.reload()
        self.page.wait_for_load_state("networkidle")
        expect(self.page.locator("form")).to_have_count(0)
        self.assertEqual(sorted(one["nps"] for one in self.said()), [9, 10])

    def test_nobody_is_asked_where_chance_says_no_and_thumbs_are_there_all_the_same(self):
        self.show(kinds="thumbs, nps", sampling=0)
        self.page.get_by_role("button", name="Yes").click()
        self.page.get_by_role("status").wait_for(state="attached")
        expect(self.page.get_by_text("recommend")).to_have_count(0)

    def test_a_page_that_the_charter_does_not_name_asks_nothing(self):
        self.show(origin="https://app.example.org")
        expect(self.page.locator("form")).to_have_count(0)
        self.complaints = [one for one in self.complaints if "CORS" not in one]

    def test_what_is_not_received_is_not_lost(self):
        self.show()
        self.page.get_by_role("button", name="Yes").click()
        self.page.route("**/feedback", lambda route: route.abort())
        self.page.get_by_label("What else should we know?").fill("still here")
        self.page.get_by_role("button", name="Send").click()
        self.page.get_by_role("status").get_by_text("This was not sent. Please try again.").wait_for()
        self.page.unroute("**/feedback")
        self.page.get_by_role("button", name="Send").click()
        self.page.get_by_role("status").get_by_text("Thank you.").wait_for()
        self.assertIn("still here", [one.get("text") for one in self.said()])


class FeedbackPage(WebTest):
    flights = False
    person = None
    path = "/products/loans/feedback"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        from web_test import command
        import subprocess
        import sys
        command(cls.server, "apply", ROOT / "examples/feedback/charter.yaml")
        events = subprocess.run([sys.executable, ROOT / "examples/feedback/events.py"], capture_output=True, check=True).stdout
        assert cls.server.ask("POST", "/v1/observations?product=loans", events).json["rejected"] == 0
        corrections = [{"prediction_id": f"l{i}", "correction": "1", "text": "<img src=x onerror=alert(1)>"} for i in range(0, 240, 9)]
        for one in corrections:
            answer = cls.server.ask("POST", "/v1/products/loans/feedback", json.dumps(one).encode(), headers={"Content-Type": "application/json"})
            assert answer.status == 200, answer.text
        command(cls.server, "member", "add", "product manager", "--scope", "view", "--scope", "edit")
        command(cls.server, "member", "password", "product manager", "-", stdin="four words of mine")

    def setUp(self):
        super().setUp()
        self.page = self.sit_down("product manager")

    def test_has_no_barriers_at_any_width(self):
        self.at_every_width(self.path, person="product manager")

    def test_a_theme_becomes_an_improvement_and_is_solved(self):
        self.open(self.path)
        theme = self.page.locator(".theme").filter(has_text="late").first
        theme.get_by_text("region = south").wait_for()
        theme.get_by_role("button", name="Make an improvement of it").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("What is to become better").fill("Answer within <b>three</b> days")
        dialog.get_by_label("Who answers for it").fill("nobody")
        dialog.get_by_role("button", name="Make it").click()
        dialog.get_by_text("the charter has no such role").wait_for()
        dialog.get_by_label("Who answers for it").fill("product")
        dialog.get_by_role("button", name="Make it").click()
        row = self.page.get_by_role("row").filter(has_text="Answer within <b>three</b> days")
        row.get_by_text("open").wait_for()
        row.get_by_role("button", name="It is solved").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("What those who asked are told").fill("You now get an answer within three days.")
        dialog.get_by_label("The version that brought it").fill("v7")
        dialog.get_by_role("button", name="It is solved").click()
        row.get_by_text("solved with v7").wait_for()

    def test_says_who_is_corrected_and_shows_hostile_words_as_words(self):
        self.open(self.path)
        self.page.get_by_text("Corrections stand apart").wait_for()
        self.page.get_by_text("<img src=x onerror=alert(1)>").first.wait_for()

    def test_a_product_that_asks_nobody_says_how_to(self):
        self.server.ask("POST", "/v1/charters", b"charter: 1\nproduct: quiet\ntask: {kind: binary}\n")
        self.open("/products/quiet/feedback")
        self.page.get_by_role("heading", name="The charter asks nobody what they think").wait_for()


if __name__ == "__main__":
    unittest.main()
