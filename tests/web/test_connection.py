"""A page whose server goes away and comes back: it says so, loses nothing, and goes on by itself."""
import re
import signal

from web_test import PRODUCT, RunningServer, WebTest, expect, unittest


class Connection(WebTest):
    def live(self, page):
        page.locator("[data-state=live]").wait_for(timeout=30_000)

    def test_a_dropped_connection_is_said_and_mended(self):
        self.open(f"/products/{PRODUCT}")
        self.live(self.page)
        address = self.server.address
        port = address.rsplit(":", 1)[1]
        self.assertEqual(self.server.stop(), 0)
        self.page.locator("[data-state=lost]").wait_for(timeout=30_000)
        expect(self.page.locator("main"), "what was known stays on the page").to_contain_text("At least three warnings", use_inner_text=True)
        type(self).server = RunningServer(self.home / "data", "--clock", "events", "--listen", f"127.0.0.1:{port}", token=self.server.token)
        self.assertEqual(self.server.address, address)
        self.live(self.page)
        self.page.reload()
        self.settled()
        self.assertNotIn("/sign-in", self.page.url, "the session holds over a restart")

    def test_a_killed_server_is_found_as_it_was(self):
        self.open(f"/products/{PRODUCT}")
        self.live(self.page)
        before = self.page.locator("main").inner_text()
        port = self.server.address.rsplit(":", 1)[1]
        self.server.stop(signal.SIGKILL)
        type(self).server = RunningServer(self.home / "data", "--clock", "events", "--listen", f"127.0.0.1:{port}", token=self.server.token)
        self.live(self.page)
        self.page.reload()
        self.settled()
        self.live(self.page)
        counts = re.compile(r"\d+ (?:broken|kept|unproven)")
        self.assertEqual(counts.findall(before), counts.findall(self.page.locator("main").inner_text()))

    def test_a_session_that_ended_leads_to_signing_in_and_back(self):
        self.open(f"/products/{PRODUCT}/promises/believable")
        self.page.context.clear_cookies()
        self.page.goto(f"/products/{PRODUCT}/promises/believable")
        self.page.wait_for_url(re.compile("/sign-in"))
        self.page.get_by_label("Name").first.fill("product manager")
        self.page.get_by_label("Password").fill("four words of mine")
        self.page.get_by_role("button", name="Sign in").first.click()
        self.page.wait_for_url(re.compile("/promises/believable"))


if __name__ == "__main__":
    unittest.main()
