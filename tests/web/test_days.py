"""A day of each role: what somebody who has never seen the pages finds from the first one, and what they do about it."""
import re

from web_test import PRODUCT, WebTest, expect, unittest

BELIEVABLE = "At least three warnings in ten come true."


class Days(WebTest):
    def test_a_newcomer_finds_what_is_broken_since_when_what_it_costs_and_who_must_act(self):
        page = self.sit_down("executive")
        self.open("/", page)
        expect(page.get_by_role("heading", name="New here?")).to_have_count(1)
        page.get_by_role("link", name=re.compile(PRODUCT)).first.click()
        page.wait_for_url(f"**/products/{PRODUCT}")
        self.settled(page)
        card = page.locator("article, section, li, div").filter(has=page.get_by_role("link", name=BELIEVABLE)).filter(has_text="Who must act").last
        for said in ("broken", "stops releases", "Since", "Mar 2001", "Cost", "USD", "Who must act", "Data science: data scientist"):
            expect(card).to_contain_text(said, use_inner_text=True)

    def test_a_data_scientist_understands_why(self):
        page = self.sit_down("data scientist")
        self.open(f"/products/{PRODUCT}", page)
        page.get_by_role("link", name=BELIEVABLE).first.click()
        page.wait_for_url("**/promises/believable")
        self.settled(page)
        said = page.locator("main").inner_text()
        for word in ("broken", "promised at least 30%", "precision", "independent units", "How it went"):
            self.assertIn(word, said)
        page.get_by_role("button", name="Look for the worst slices").click()
        self.settled(page)
        page.get_by_text(re.compile("airport_size|origin|destination|distance")).first.wait_for(timeout=60_000)
        page.get_by_role("link", name="Data", exact=True).click()
        page.wait_for_url("**/data")
        self.settled(page)
        expect(page.locator("main")).to_contain_text("p_late", use_inner_text=True)

    def test_a_risk_officer_records_a_review_from_the_inbox(self):
        page = self.sit_down("risk officer")
        self.open("/", page)
        self.open("/inbox", page)
        page.get_by_role("button", name="Record it").first.click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Comment").fill("Read with the two of data science.")
        dialog.get_by_role("button", name="Record it").click()
        page.get_by_text("Done. The ledger remembers it.").wait_for()
        self.open(f"/products/{PRODUCT}/promises/reviewed", page)
        page.reload()
        self.settled(page)
        expect(page.locator("main")).to_contain_text("kept", use_inner_text=True)
        self.open("/ledger", page)
        expect(page.locator("main")).to_contain_text("risk officer", use_inner_text=True)

    def test_an_executive_is_told_what_they_may_not_do(self):
        page = self.sit_down("executive")
        self.open(f"/products/{PRODUCT}/charter", page)
        save = page.get_by_role("button", name="Save the revision")
        self.assertTrue(save.count() == 0 or save.is_disabled())

    def test_everything_by_the_keyboard(self):
        page = self.page
        self.open("/")
        page.keyboard.press("Tab")
        self.assertEqual(page.evaluate("() => document.activeElement.className"), "skip")
        page.keyboard.press("Enter")
        self.assertEqual(page.evaluate("() => document.activeElement.id"), "content")
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("() => document.activeElement.textContent?.trim().slice(0, 60)"))
            self.assertEqual(page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle !== 'none' || document.activeElement === document.body"), True, page.evaluate("() => document.activeElement.outerHTML.slice(0, 200)"))
        self.assertTrue(any(PRODUCT in (one or "") for one in reached), reached)

    def test_every_page_of_a_product_without_barriers(self):
        for page in ("", "/promises/believable", "/promises/same-airports", "/promises/says-what-it-means", "/promises/even-trust", "/data", "/value", "/fairness", "/versions", "/releases", "/feedback", "/charter"):
            for width in ("phone", "laptop"):
                with self.subTest(page=page, width=width):
                    somebody = self.sit_down("product manager", width=width, color_scheme="dark" if width == "phone" else "light")
                    self.open(f"/products/{PRODUCT}{page}", somebody)
                    self.no_barriers(somebody)
                    somebody.context.close()


if __name__ == "__main__":
    unittest.main()
