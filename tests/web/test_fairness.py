"""The page of groups, and the evidence of a promise, as somebody reads them who answers for risk."""
import unittest

from web_test import PRODUCT, WebTest, expect, steady

PAGE = f"/products/{PRODUCT}/fairness"


class Fairness(WebTest):
    person = "risk officer"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        steady(cls.server)  # a server that starts judges what it kept first

    def test_each_group_has_its_number_its_interval_and_what_it_rests_on(self):
        self.open(PAGE)
        measured = self.ask("GET", f"/v1/products/{PRODUCT}/fairness?format=json").json
        grouping = measured["groupings"][0]
        section = self.page.get_by_role("region", name="By airport_size", exact=True)
        table = section.get_by_role("table").first
        expect(table.locator("tbody tr")).to_have_count(grouping["total"])
        for group in grouping["groups"]:
            row = table.locator("tbody tr", has=self.page.get_by_role("rowheader", name=group["name"], exact=True))
            expect(row).to_contain_text(f"{group['rows']:,}", use_inner_text=True)
            expect(row.locator("svg[role=img]")).to_have_count(1)
        for promise in measured["promises"]:
            expect(self.page.locator(f"a[href='/products/{PRODUCT}/promises/{promise['id']}']")).not_to_have_count(0)

    def test_another_metric_and_another_column_are_in_the_address(self):
        self.open(PAGE)
        self.page.get_by_label("What is measured").select_option("precision")
        self.page.wait_for_url("**metric=precision**")
        self.page.get_by_label("Divided by").select_option("origin")
        self.page.wait_for_url("**by=origin**")
        self.settled()
        self.page.get_by_role("heading", name="By origin").wait_for()
        origins = self.ask("GET", f"/v1/products/{PRODUCT}/fairness?format=json&by=origin").json["groupings"][0]
        section = self.page.get_by_role("region", name="By origin", exact=True)
        section.get_by_role("button", name="Show all").click()
        expect(section.get_by_role("table").first.locator("tbody tr")).to_have_count(len(origins["groups"]))
        # Small ones are there, and say that they prove nothing.
        self.assertTrue(any(one["state"] == "unproven" for group in origins["groups"] for one in group["estimates"].values()))
        expect(section).to_contain_text("Unproven", use_inner_text=True)
        section.get_by_text("Every metric of every group").click()
        self.no_barriers()

    def test_a_column_of_too_many_values_says_so(self):
        self.open(f"{PAGE}?by=flight")
        expect(self.page.get_by_role("region", name="By flight", exact=True)).to_contain_text("groups", use_inner_text=True)
        self.no_barriers()

    def test_without_barriers_at_every_width(self):
        self.at_every_width(PAGE)


if __name__ == "__main__":
    unittest.main()
