"""Versions, their gates and their releases: seen, approved, overridden, held and rolled back, as people would."""
import re
import unittest

from shop import HOSTILE, PRODUCT, ShopTest
from web_test import expect


class Versions(ShopTest):
    person = "data scientist"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evidence()

    def gate(self, page=None):
        return (page or self.page).get_by_role("article", name="A version goes to everybody")

    def test_every_version_leads_to_where_it_comes_from_and_who_changes_sides(self):
        page = self.open(f"/products/{PRODUCT}/versions")
        table = page.get_by_role("table")
        expect(table.get_by_role("rowheader")).to_have_count(2)
        row = table.get_by_role("row").filter(has=page.get_by_role("link", name="2", exact=True))
        expect(row).to_contain_text("1,200", use_inner_text=True)
        expect(row).to_contain_text("release", use_inner_text=True)
        row.get_by_role("link", name="2", exact=True).click()
        self.settled()
        self.assertEqual(page.get_by_role("heading", level=1).inner_text(), "Version 2")
        lineage = page.get_by_role("region").or_(page.locator("section")).filter(has=page.get_by_role("heading", name="Where it comes from")).first
        expect(lineage).to_contain_text("spring", use_inner_text=True)
        expect(lineage).to_contain_text("sha256:aaaaaaaaaaaa…", use_inner_text=True)
        self.assertIn("leads to Version 2", lineage.text_content())
        expect(page.get_by_role("region", name="Metrics")).to_contain_text("0.71", use_inner_text=True)
        # What somebody wrote is a text.
        expect(page.locator("main")).to_contain_text("<img src=x", use_inner_text=True)
        self.assertNotEqual(page.title(), "run")
        sides = page.locator("section").filter(has=page.get_by_role("heading", name="Who changes sides"))
        sides.get_by_text(re.compile(r"Of 1,000 people \d+ newly get a yes and \d+ lose it, compared with version 1")).wait_for()
        expect(sides).to_contain_text("1,200 rows carry the scores of both", use_inner_text=True)
        expect(sides).to_contain_text("region: south", use_inner_text=True)

    def test_an_approval_is_asked_for_and_given_on_exactly_what_was_seen(self):
        self.evidence(seed=11)
        page = self.open(f"/products/{PRODUCT}/versions/2")
        gate = self.gate()
        expect(gate).to_contain_text("unproven", use_inner_text=True)
        expect(gate.get_by_role("button", name="Approve")).to_have_count(0)
        gate.get_by_role("button", name="Ask for the approvals").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("sha256:", use_inner_text=True)
        dialog.get_by_label("Comment").fill(HOSTILE)
        dialog.get_by_role("button", name="Ask for the approvals").click()
        dialog.wait_for(state="hidden")
        gate.get_by_text("<img src=x").wait_for()
        expect(gate).to_contain_text("<img src=x", use_inner_text=True)

        risk = self.sit_down("risk officer")
        self.open(f"/products/{PRODUCT}/versions/2", risk)
        self.gate(risk).get_by_role("button", name="Approve").click()
        # While they look, the evidence becomes another: what they saw cannot be approved any more.
        self.evidence(seed=8)
        risk.get_by_text("It has changed since you looked").wait_for()
        expect(risk.get_by_role("dialog").get_by_role("button", name="Approve")).to_be_disabled()
        risk.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        self.gate(risk).get_by_text("void: what it was about has changed since").first.wait_for()
        expect(self.gate(risk)).to_contain_text("Nobody has asked for it as it stands now", use_inner_text=True)

        # The first page was told of it too.
        gate.get_by_role("button", name="Ask for the approvals").click()
        page.get_by_role("dialog").get_by_role("button", name="Ask for the approvals").click()
        self.gate(risk).get_by_role("button", name="Approve").click()
        risk.get_by_role("dialog").get_by_label("Comment").fill("looked at the small shops")
        self.no_barriers(risk)
        risk.get_by_role("dialog").get_by_role("button", name="Approve").click()
        self.gate(risk).get_by_text("approved as risk").wait_for()
        self.gate(page).get_by_text("It opens.").wait_for()
        expect(self.gate(page)).to_contain_text("looked at the small shops", use_inner_text=True)

    def test_a_refusal_says_why(self):
        self.evidence(seed=9)
        page = self.open(f"/products/{PRODUCT}/versions/2")
        self.gate().get_by_role("button", name="Ask for the approvals").click()
        page.get_by_role("dialog").get_by_role("button", name="Ask for the approvals").click()
        risk = self.sit_down("risk officer")
        self.open(f"/products/{PRODUCT}/versions/2", risk)
        self.gate(risk).get_by_role("button", name="Refuse").click()
        dialog = risk.get_by_role("dialog")
        dialog.get_by_role("button", name="Refuse").click()
        expect(dialog).to_contain_text("Say why.", use_inner_text=True)
        dialog.get_by_label("Reason").fill("the south is worse")
        dialog.get_by_role("button", name="Refuse").click()
        self.gate(risk).get_by_text("refused as risk").wait_for()
        self.gate(risk).get_by_text("the south is worse").wait_for()
        expect(self.gate(risk)).to_contain_text("It does not open: something that it asks for is broken.", use_inner_text=True)

    def test_an_override_is_for_who_may_and_is_marked(self):
        self.evidence(seed=10)
        page = self.open(f"/products/{PRODUCT}/versions/2")
        expect(self.gate().get_by_role("button", name="Override")).to_have_count(0)
        manager = self.sit_down("product manager")
        self.open(f"/products/{PRODUCT}/versions/2", manager)
        self.gate(manager).get_by_role("button", name="Override").click()
        dialog = manager.get_by_role("dialog")
        expect(dialog).to_contain_text("no verdict changes", use_inner_text=True)
        dialog.get_by_label("Reason").fill("the old feed ends today")
        dialog.get_by_label("Open for").select_option("4")
        self.no_barriers(manager)
        dialog.get_by_role("button", name="Override").click()
        for seen in (self.gate(manager), self.gate(page)):
            seen.get_by_text("Opened by override").wait_for()
        expect(self.gate(page)).to_contain_text("the old feed ends today", use_inner_text=True)
        self.open(f"/products/{PRODUCT}/versions", page)
        expect(page.get_by_role("table")).to_contain_text("opened by override", use_inner_text=True)

    def test_a_version_that_nobody_knows(self):
        self.open(f"/products/{PRODUCT}/versions/never")
        expect(self.page.locator("main")).to_contain_text("Nothing is known of version never.", use_inner_text=True)

    def test_pages_without_barriers(self):
        self.at_every_width(f"/products/{PRODUCT}/versions")
        self.at_every_width(f"/products/{PRODUCT}/versions/2")


class Releases(ShopTest):
    person = "product manager"

    def test_a_release_is_watched_held_and_rolled_back(self):
        page = self.open(f"/products/{PRODUCT}/releases")
        expect(page.locator("main")).to_contain_text("Nothing was released yet.", use_inner_text=True)
        self.evidence()
        self.ask_and_approve()
        self.open(f"/products/{PRODUCT}/versions/2")
        page.get_by_role("button", name="Release this version").click()
        page.get_by_role("dialog").get_by_label("Version that everybody else gets").fill("1")
        page.get_by_role("dialog").get_by_role("button", name="Begin").click()
        page.get_by_role("heading", name="Every step, and why").wait_for()
        expect(page.locator("main")).to_contain_text("Version 2 beside version 1: canary, 20.0% of the units get the candidate.", use_inner_text=True)
        for wave in range(6):
            self.traffic(lambda version: 0.02, [f"w{wave}-{i}" for i in range(250)], hours=1 + 18 * wave, seed=wave)
        page.reload()
        crashes = page.get_by_role("article", name="crashes")
        crashes.get_by_text(re.compile(r"Difference .* points.*from [\d,]+ units")).wait_for()
        expect(crashes).to_contain_text("Kept once all of the interval lies below 5 points", use_inner_text=True)
        expect(page.locator("main")).to_contain_text("nothing says that the sizes are wrong", use_inner_text=True)
        expect(page.locator("main")).to_contain_text("5.0% of releases", use_inner_text=True)
        crashes.get_by_text("The numbers behind this picture").click()
        expect(crashes.get_by_role("row").nth(1), "one for each look, below the head").to_be_visible()
        self.no_barriers()

        other = self.sit_down("executive")
        self.open(f"/products/{PRODUCT}/releases", other)
        expect(other.get_by_role("button", name="Pause")).to_have_count(0)
        page.get_by_role("button", name="Pause").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Pause").click()
        expect(dialog).to_contain_text("Say why.", use_inner_text=True)
        dialog.get_by_label("Reason").fill("a feed is late")
        dialog.get_by_role("button", name="Pause").click()
        page.get_by_role("button", name="Resume").wait_for()
        other.get_by_text("a feed is late").first.wait_for()  # without asking for it
        page.get_by_role("button", name="Move on in spite of it").click()
        expect(page.get_by_role("dialog")).to_contain_text("Override", use_inner_text=True)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Roll back").click()
        page.get_by_role("dialog").get_by_label("Reason").fill("we do not like it")
        page.get_by_role("dialog").get_by_role("button", name="Roll back").click()
        page.get_by_text("Version 2 beside version 1: rolled back.").wait_for()
        expect(page.get_by_role("button", name="Roll back")).to_have_count(0)
        expect(page.get_by_role("region", name="Every step, and why")).to_contain_text("we do not like it", use_inner_text=True)
        self.at_every_width(f"/products/{PRODUCT}/releases")

    def ask_and_approve(self):
        """As the data scientist and the risk officer, beside the browser."""
        for person, path, body in (("data scientist", "requests", {}), ("risk officer", "approvals", {"subject": self.ask("GET", f"/v1/products/{PRODUCT}/gates/release?version=2&format=json").json["subject"]})):
            page = self.sit_down(person)
            answer = page.context.request.post(f"/v1/products/{PRODUCT}/gates/release/{path}", data={"version": "2", **body}, headers={"Sec-Fetch-Site": "same-origin"})
            self.assertEqual(answer.status, 200, answer.text())


if __name__ == "__main__":
    unittest.main()
