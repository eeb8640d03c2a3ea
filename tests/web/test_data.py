"""The page of a product's data, as somebody reads it who answers for them."""
import re
import unittest

from web_test import PRODUCT, WebTest, expect, steady

PAGE = f"/products/{PRODUCT}/data"


class Data(WebTest):
    person = "engineer"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        steady(cls.server)  # a server that starts judges what it kept first

    def rows(self):
        return self.page.locator(".columns-table tbody > tr:has(th)")

    def test_shows_the_contract_and_every_column_beside_the_reference(self):
        self.open(PAGE)
        measured = self.ask("GET", f"/v1/products/{PRODUCT}/data?format=json").json
        self.assertEqual(self.page.get_by_role("heading", level=1).inner_text(), "Data")
        expect(self.rows()).to_have_count(len(measured["columns"]["items"]))
        first = measured["columns"]["items"][0]
        expect(self.rows().first).to_contain_text(first["name"], use_inner_text=True)
        expect(self.rows().first).to_contain_text(first["verdict"], use_inner_text=True)
        # Every line of the contract leads to its promise.
        lines = measured["contract"]["lines"]
        for line in lines:
            expect(self.page.locator(f"a[href='/products/{PRODUCT}/promises/{line['id']}']"), line["id"]).not_to_have_count(0)
        expect(self.page.get_by_role("heading", name="How much came, and when")).to_be_visible()
        expect(self.page.get_by_role("heading", name="Whom the data stand for")).to_be_visible()

    def test_a_column_opens_by_keyboard_to_its_picture_and_its_numbers(self):
        self.open(PAGE)
        button = self.page.get_by_role("button", name="More about distance")
        button.focus()
        self.page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        details = self.page.locator(".column-details")
        expect(details.locator("figcaption")).to_contain_text(re.compile(r"moved most|same on both sides"), use_inner_text=True)
        details.get_by_text("The numbers behind this picture").click()
        numbers = details.get_by_role("table", name="distance", exact=True)
        expect(numbers.locator("tbody tr").nth(3)).to_be_visible()
        self.page.evaluate("() => scrollTo(0, 0)")  # what the sticky head covers is no target
        self.no_barriers()
        self.page.keyboard.press("Escape")
        button.press("Enter")
        expect(self.page.locator(".column-details")).to_have_count(0)

    def test_what_is_asked_stands_in_the_address_and_can_be_sent(self):
        self.open(PAGE)
        self.page.get_by_label("First").select_option("name")
        self.page.wait_for_url("**sort=name**")
        self.settled()
        names = [self.rows().nth(i).locator(".column-name").inner_text().lstrip("+−").strip() for i in range(self.rows().count())]
        self.assertEqual(names, sorted(names, key=str.lower))
        self.page.get_by_label("Find a column").fill("orig")
        self.page.wait_for_url("**find=orig**")
        self.settled()
        self.page.wait_for_function("() => document.querySelectorAll('.column-name').length < 5")
        self.page.get_by_label("Window").select_option("7d")
        self.page.wait_for_url("**window=7d**")
        self.settled()
        again = self.sit_down(self.person)
        self.open(self.page.url, again)
        expect(again.locator(".column-name")).to_have_count(self.page.locator(".column-name").count())

    def test_without_barriers_at_every_width(self):
        self.at_every_width(PAGE)


class NothingReceived(WebTest):
    """A product of which nothing was received says what to do."""
    person = "engineer"

    def test_says_what_would_fill_it(self):
        self.ask("POST", "/v1/charters", {})  # refused, and the page is no worse for it
        self.open("/products/nothing-of-the-kind/data")
        self.assertTrue(self.page.locator("main").inner_text().strip())


if __name__ == "__main__":
    unittest.main()
