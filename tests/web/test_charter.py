"""The pages Charter and New product: a document that is checked while one writes, tried, saved, compared; without a terminal."""
import sys
import unittest

from web_test import PRODUCT, ROOT, WebTest, expect

sys.path.append(str(ROOT / "tests/e2e"))
from charter_program import rows  # noqa: E402

PATH = f"/products/{PRODUCT}/charter"


class Editing(WebTest):
    """What the tests of the editor share."""

    def editor(self, page=None):
        return (page or self.page).get_by_role("textbox", name="The charter, as YAML")

    def text(self, page=None):
        """What was written and not saved, as the page keeps it; else the lines in sight: an editor draws no others."""
        return (page or self.page).evaluate("""() => {
            const kept = Object.keys(sessionStorage).filter((key) => key.startsWith("charter.unsaved."));
            if (kept.length > 0) return JSON.parse(sessionStorage.getItem(kept[0])).text;
            return [...document.querySelector("[data-editor]").shadowRoot.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\\n");
        }""")

    def write(self, text, page=None):
        """Everything anew, as somebody would who pastes it."""
        page = page or self.page
        self.editor(page).focus()
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.insert_text(text)

    def standing(self):
        return self.server.ask("GET", f"/v1/products/{PRODUCT}/charter").text

    def digest(self):
        return self.server.ask("GET", f"/v1/products/{PRODUCT}/charter").headers["X-Charter-Digest"]

    def checked(self, page=None):
        (page or self.page).locator(".panel-state .state-good, .panel-state .state-bad").first.wait_for()

    def save(self, page=None):
        page = page or self.page
        button = page.get_by_role("button", name="Save the revision")
        button.click()
        page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()


class CharterPage(Editing):
    person = "product manager"

    def test_faults_are_shown_live_and_lead_to_their_line(self):
        self.open(PATH)
        self.checked()
        self.page.get_by_text("No faults.").wait_for()
        self.write(self.standing().replace("metric: recall", "metric: recal", 1))
        self.page.locator(".state-bad", has_text="1 fault").wait_for()
        self.page.get_by_text("did you mean recall?").first.wait_for()
        self.page.get_by_role("button", name="Go to line").click()
        self.page.locator(".cm-lintRange-error").wait_for()
        self.assertIn("recal", self.page.evaluate("() => document.querySelector('[data-editor]').shadowRoot.querySelector('.cm-activeLine').textContent"))
        expect(self.page.get_by_role("button", name="Save the revision")).to_be_disabled()

    def test_completes_keys_and_metrics_by_the_keyboard_alone(self):
        self.open(PATH)
        self.checked()
        self.write("charter: 1\nproduct: x\npromises:\n  - id: a\n")
        self.page.keyboard.type("    met")
        self.page.get_by_role("option", name="metric", exact=True).wait_for()
        self.page.wait_for_timeout(150)  # a completion is not taken in its first moment, so that nobody takes it by mistake
        self.page.keyboard.press("Enter")
        self.page.keyboard.type("roc")
        self.page.get_by_role("option", name="roc_auc", exact=True).wait_for()
        self.page.wait_for_timeout(150)
        self.page.keyboard.press("Enter")
        self.assertIn("metric: roc_auc", self.text())

    def test_says_what_it_changes_and_saves_it(self):
        self.open(PATH)
        self.checked()
        before = self.digest()
        self.write(self.standing().replace("at_least: 0.25\n    over: 1mo", "at_least: 0.26\n    over: 1mo", 1))
        change = self.page.locator(".panel .changes li").first
        change.wait_for()
        expect(change).to_contain_text("strengthened", use_inner_text=True)
        self.save()
        self.page.get_by_text("It counts from now on.").first.wait_for()
        self.assertNotEqual(self.digest(), before)
        self.assertIn("at_least: 0.26", self.standing())
        first = self.page.locator(".revision").first
        first.get_by_text("stands").wait_for()
        expect(first).to_contain_text("product manager", use_inner_text=True)
        first.get_by_role("button", name="Compare the texts").click()
        first.locator(".diff-added").first.wait_for()
        expect(first.locator(".diff-added")).to_have_count(1)
        expect(first.locator(".diff-added")).to_contain_text("at_least: 0.26", use_inner_text=True)

    def test_a_weakening_waits_for_somebody_else(self):
        self.open(PATH)
        self.checked()
        self.write(self.standing().replace("at_most: 0.40", "at_most: 0.45", 1))
        self.page.get_by_text("it waits until somebody else").wait_for()
        self.save()
        self.page.get_by_text("It waits for an approval").first.wait_for()
        risk = self.sit_down("risk officer")
        self.open(PATH, risk)
        risk.get_by_text("waits for approval").wait_for()
        risk.get_by_role("button", name="Approve").click()
        risk.get_by_label("Why").fill("</script><b>agreed</b>")
        risk.get_by_role("dialog").get_by_role("button", name="Approve").click()
        risk.get_by_text("Approved: the revision counts from now on.").wait_for()
        self.assertIn("at_most: 0.45", self.standing())
        risk.get_by_text("</script><b>agreed</b>").wait_for()

    def test_of_two_at_once_the_second_is_told_and_nothing_is_lost(self):
        other = self.sit_down("all of them")
        for page in (self.page, other):
            self.open(PATH, page)
            self.checked(page)
        text = self.standing()
        mine = text.replace("vision: Travellers", "vision: All travellers", 1)
        self.write(mine)
        self.page.locator(".unsaved").wait_for()
        self.write(text.replace("  risk:    {title: Risk and compliance", "  risk:    {title: Risk", 1), other)
        other.get_by_text("No faults.").wait_for()
        self.save(other)
        other.get_by_text("It counts from now on.").first.wait_for()
        self.page.get_by_role("heading", name="Somebody else has saved a revision").wait_for()
        self.assertIn("vision: All travellers", self.text())
        expect(self.page.get_by_role("button", name="Save the revision")).to_be_disabled()
        expect(self.page.locator(".notice-broken .diff-added")).to_contain_text("{title: Risk", use_inner_text=True)
        self.page.get_by_role("button", name="My text takes that into account").click()
        self.save()
        self.page.get_by_text("It counts from now on.").first.wait_for()
        self.assertIn("vision: All travellers", self.standing())

    def test_what_was_not_saved_is_there_after_the_page_was_left(self):
        self.open(PATH)
        self.checked()
        self.write(self.standing() + "# a thought of mine\n")
        self.page.locator(".unsaved").wait_for()
        self.page.reload()
        self.checked()
        self.page.get_by_text("This is what you wrote before and did not save.").wait_for()
        self.page.keyboard.press("Escape")
        self.page.get_by_role("button", name="Go back to what stands").click()
        expect(self.page.locator(".unsaved")).to_have_count(0)

    def test_what_an_edited_promise_would_have_said(self):
        self.open(PATH)
        self.checked()
        self.write(self.standing().replace("at_least: 0.30\n", "at_least: 0.95\n", 1))
        self.page.get_by_text("No faults.").wait_for()
        self.page.get_by_role("button", name="Try it").click()
        row = self.page.locator(".verdicts tr", has=self.page.get_by_role("button", name="believable", exact=True))
        row.wait_for(timeout=60_000)
        expect(row).to_contain_text("broken", use_inner_text=True)
        self.assertNotIn("at_least: 0.95", self.standing())

    def test_whoever_may_not_edit_reads(self):
        page = self.sit_down("executive")
        self.open(PATH, page)
        self.checked(page)
        page.get_by_text("You may read this charter and not edit it.").wait_for()
        self.assertEqual(self.editor(page).get_attribute("aria-readonly"), "true")
        expect(page.get_by_role("button", name="Save the revision")).to_have_count(0)
        self.editor(page).focus()
        page.keyboard.type("zzz")
        self.assertNotIn("zzz", self.text(page))

    def test_has_no_barriers_at_any_width(self):
        self.at_every_width(PATH)


class NewProduct(Editing):
    person = "data scientist"

    def test_from_a_file_to_a_product_without_a_terminal(self):
        self.open("/charters/new")
        self.page.get_by_label("What the product is called").fill("loans")
        self.page.locator("#file").set_input_files({"name": "march.csv", "mimeType": "text/csv", "buffer": rows(800).encode()})
        self.page.get_by_text("800 rows and 5 columns in march.csv").wait_for()
        self.page.get_by_text("No faults.").wait_for()
        self.assertIn("product: loans", self.text())
        self.page.locator(".verdicts").wait_for()  # without being asked for
        expect(self.page.locator(".verdicts tbody tr").nth(3)).to_be_visible()
        self.no_barriers()
        self.page.get_by_role("button", name="Save the product").click()
        self.page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
        self.page.wait_for_url("**/products/loans/charter")
        self.assertEqual(self.server.ask("GET", "/v1/products/loans/charter").status, 200)

    def test_a_file_may_be_dropped(self):
        self.open("/charters/new")
        self.page.evaluate("""(text) => {
            const data = new DataTransfer();
            data.items.add(new File([text], "april.csv", { type: "text/csv" }));
            document.querySelector(".drop").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""", rows(300))
        self.page.get_by_text("300 rows and 5 columns in april.csv").wait_for()

    def test_columns_of_the_file_are_completed(self):
        self.open("/charters/new")
        self.page.locator("#file").set_input_files({"name": "march.csv", "mimeType": "text/csv", "buffer": rows(300).replace("id,day,p,y,g", "id,day,p,y,groceries").encode()})
        self.page.get_by_text("No faults.").wait_for()
        self.write("charter: 1\npromises:\n  - id: a\n    metric: accuracy\n")
        self.page.keyboard.type("    by: gro")
        self.page.get_by_role("option", name="groceries").wait_for()

    def test_what_is_no_table_is_refused_with_what_to_do(self):
        self.open("/charters/new")
        self.page.locator("#file").set_input_files({"name": "<img src=x onerror=alert(1)>.parquet", "mimeType": "", "buffer": b"PAR1 nothing of the kind"})
        self.page.get_by_role("alert").get_by_text("cannot be read").wait_for()
        self.page.get_by_text("send a Parquet, CSV or NDJSON file").wait_for()

    def test_a_name_that_is_taken_is_said(self):
        self.open("/charters/new")
        self.page.get_by_role("button", name="I have no file at hand").click()
        self.editor().wait_for()
        self.write(self.standing().replace("vision: Travellers", "vision: Other travellers", 1))
        self.page.get_by_text("No faults.").wait_for()
        self.page.get_by_role("button", name="Save the product").click()
        self.page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
        self.page.get_by_text(f"There is a product {PRODUCT} already.").wait_for()

    def test_who_may_not_edit_is_told(self):
        page = self.sit_down("executive")
        self.open("/charters/new", page)
        page.get_by_role("heading", name="You may not see this.").wait_for()

    def test_has_no_barriers_at_any_width(self):
        self.at_every_width("/charters/new")


if __name__ == "__main__":
    unittest.main()
