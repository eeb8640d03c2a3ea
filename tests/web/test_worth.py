"""The page Value: a threshold that is moved by keys, and money, people and promises that move with it."""
import json
import re
import unittest

from web_test import PRODUCT, WebTest, expect

PATH = f"/products/{PRODUCT}/value"


class ValuePage(WebTest):
    person = "executive"

    def served(self, query=""):
        answer = self.server.ask("GET", f"/v1/products/{PRODUCT}/value{query}")
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def setUp(self):
        super().setUp()
        self.served()  # what takes long is answered once

    def slider(self):
        return self.page.get_by_role("slider", name="Threshold")

    def people(self):
        return {term: int(number.replace(",", "")) for term, number in zip(self.page.locator(".people-counts dt").all_inner_texts(), self.page.locator(".people-counts dd").all_inner_texts())}

    def shown(self, step):
        """What the page shows is what the server measured at this step."""
        self.assertEqual(list(self.people().values()), [step["people"][name] for name in ("true_positive", "false_positive", "false_negative", "true_negative")])
        verdicts = self.page.locator(".moving-promises").first.locator(".verdict").all_inner_texts()
        self.assertEqual(verdicts, [one["verdict"] for one in step["promises"]])
        value = step["money"]["value"] * 1000
        expect(self.page.locator(".big-number")).to_contain_text(f"{value:,.2f}".lstrip("-"), use_inner_text=True)

    def test_the_slider_moves_money_people_and_promises_together(self):
        slider = self.served()["slider"]
        self.open(PATH)
        self.slider().wait_for()
        self.shown(slider["steps"][slider["present"]])
        self.slider().focus()
        for _ in range(5):
            self.page.keyboard.press("ArrowRight")
        self.shown(slider["steps"][slider["present"] + 5])
        self.page.keyboard.press("Home")
        self.shown(slider["steps"][0])
        self.page.get_by_role("button", name="To the best one").click()
        self.shown(slider["steps"][slider["best"]])

    def test_says_in_words_where_it_is(self):
        self.open(PATH)
        said = self.slider().get_attribute("aria-valuetext")
        self.assertRegex(said, r"^Threshold 0\.25\. [\d,]+ of 1,000 acted on\. Worth .+ per 1,000\. Promises: \d+ kept, \d+ broken, \d+ unproven\.$")
        self.slider().focus()
        self.page.keyboard.press("End")
        self.assertIn("above every score", self.slider().get_attribute("aria-valuetext"))

    def test_a_verdict_changes_along_the_thresholds(self):
        slider = self.served()["slider"]
        self.open(PATH)
        found = [index for index, one in enumerate(slider["promises"]) if one["id"] == "useful"][0]
        verdicts = [step["promises"][found]["verdict"] for step in slider["steps"]]
        self.assertEqual({verdicts[0], verdicts[-1]}, {"kept", "broken"})
        strip = self.page.get_by_role("img", name=re.compile("^useful: kept from"))
        expect(strip).to_have_count(1)

    def test_a_period_stands_in_the_address_and_can_be_sent(self):
        self.open(f"{PATH}?from=2001-03-10&until=2001-03-20")
        self.page.get_by_text("Decisions from 10 Mar 2001 to before 20 Mar 2001").wait_for()
        step = self.served("?from=2001-03-10&until=2001-03-20")["slider"]
        self.shown(step["steps"][step["present"]])
        self.page.get_by_label("From", exact=True).fill("2001-03-12")
        self.page.get_by_role("button", name="Show").click()
        self.page.wait_for_url("**from=2001-03-12**")

    def test_the_curve_has_its_numbers_in_a_table(self):
        self.open(PATH)
        self.page.get_by_text("The numbers behind this picture").first.click()
        table = self.page.get_by_role("region", name="Value per 1,000 decisions at every step of the threshold")
        expect(table.locator("tbody tr")).to_have_count(len(self.served()["slider"]["steps"]))

    def test_says_where_the_charter_says_too_little(self):
        self.open(PATH)
        self.page.get_by_text("The charter names no limits of the business.").wait_for()

    def test_has_no_barriers_at_any_width(self):
        self.at_every_width(PATH)


class WithLimits(WebTest):
    person = "risk officer"

    def test_what_the_limits_demand_is_said_and_moves_with_the_slider(self):
        text = self.server.ask("GET", f"/v1/products/{PRODUCT}/charter").text
        more = text.replace("\ndata:\n", "\nbusiness_limits:\n  flagged_wrong: {at_most: 60, of: 100}\n\ndata:\n", 1)
        self.assertEqual(self.server.ask("POST", "/v1/charters", more.encode()).status, 200)
        served = self.server.ask("GET", f"/v1/products/{PRODUCT}/value").json
        self.open(PATH)
        self.page.get_by_role("heading", name="What the limits demand").wait_for()
        self.page.get_by_text(served["required"]["headline"]).first.wait_for()
        words = {True: "met", False: "not met"}
        slider, limits = self.page.get_by_role("slider", name="Threshold"), self.page.locator(".moving-promises").nth(1)
        for key, index in (("Home", 0), ("End", len(served["slider"]["steps"]) - 1)):
            slider.focus()
            self.page.keyboard.press(key)
            expect(limits).to_contain_text(words[served["slider"]["steps"][index]["limits"][0]], use_inner_text=True)
        self.no_barriers()


class Nothing(WebTest):
    person = None
    flights = False

    def test_a_product_without_rows_says_what_to_do(self):
        charter = "charter: 1\nproduct: bare\ncurrency: EUR\nroles: {a: {title: A}}\ntask: {kind: binary, columns: {id: id, score: p, label: y}}\npromises: [{id: right, metric: accuracy, at_least: 0.5, owner: a}]\n"
        self.assertEqual(self.server.ask("POST", "/v1/charters", charter.encode()).status, 200)
        answer = self.page.context.request.post("/v1/session", data=json.dumps({"token": self.server.token}), headers={"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"})
        self.assertEqual(answer.status, 200, answer.text())
        self.open("/products/bare/value")
        self.page.get_by_text("Nothing has been received yet.").wait_for()
        self.no_barriers()


if __name__ == "__main__":
    unittest.main()
