"""What stands behind a promise's number, as somebody asks who must act on it."""
import unittest

from web_test import PRODUCT, WebTest, expect, steady


def page_of(promise):
    return f"/products/{PRODUCT}/promises/{promise}"


class Evidence(WebTest):
    person = "data scientist"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        steady(cls.server)  # a server that starts judges what it kept first

    def evidence(self, promise):
        answer = self.ask("GET", f"/v1/products/{PRODUCT}/promises/{promise}/evidence?format=json")
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def test_decisions_are_shown_at_every_threshold_and_as_people(self):
        self.open(page_of("useful"))
        measured = self.evidence("useful")
        self.page.get_by_role("heading", name="recall at every threshold").wait_for()
        figure = self.page.locator("#evidence figure")
        expect(figure.locator("figcaption")).to_contain_text("threshold of 0.25", use_inner_text=True)
        figure.get_by_text("The numbers behind this picture").click()
        expect(figure.locator("tbody tr")).to_have_count(len(measured["pictures"][0]["points"]))
        expect(self.page.locator("#people")).to_contain_text(measured["people"]["sentences"]["risk"], use_inner_text=True)
        self.no_barriers()

    def test_the_worst_slices_are_looked_for_on_request(self):
        self.open(page_of("every-week"))
        self.page.get_by_role("button", name="Look for the worst slices").click()
        section = self.page.locator("#slices")
        section.locator("table, p:has-text('No slice')").first.wait_for(timeout=90_000)
        found = self.ask("GET", f"/v1/products/{PRODUCT}/promises/every-week/evidence?format=json&slices=true").json["slices"]["slices"]
        expect(section.locator("tbody tr")).to_have_count(len(found))
        self.no_barriers()

    def test_each_kind_of_promise_has_its_own_picture(self):
        for promise, heading in {"says-what-it-means": "Whether it means what it says", "knows-late-from-punctual": "How well it ranks", "same-distances": "How distance is spread", "even-help": "The groups",
                                 "believable-everywhere": "The groups", "same-airports": "Everything that was checked"}.items():
            with self.subTest(promise=promise):
                self.open(page_of(promise))
                self.page.get_by_role("heading", name=heading).first.wait_for()
                self.no_barriers()

    def test_a_record_has_no_picture_and_says_nothing_of_one(self):
        self.open(page_of("reviewed"))
        expect(self.page.locator("#evidence")).to_have_count(0)
        expect(self.page.locator("#slices")).to_have_count(0)


if __name__ == "__main__":
    unittest.main()
