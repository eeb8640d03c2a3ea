"""The scorecard and a promise's page: from the first page a newcomer finds which promise is broken, since when, what it costs and who must act."""
import datetime
import json
import math
import re

from web_test import PRODUCT, WebTest, command, expect, unittest

SCORECARD = f"/products/{PRODUCT}"


class Scorecard(WebTest):
    person = "executive"

    def revise(self, before, after):
        """A revision that asks for more, which needs nobody's approval."""
        text = self.ask("GET", f"/v1/products/{PRODUCT}/charter").text
        self.assertIn(before, text)
        path = self.home / "revised.yaml"
        path.write_text(text.replace(before, after, 1))
        command(self.server, "apply", path)

    def test_a_newcomer_finds_what_is_broken_since_when_what_it_costs_and_who_must_act(self):
        self.open("/")
        main = self.page.locator("main")
        line = main.locator("li", has_text="At least three warnings in ten come true.").first
        expect(line).to_contain_text(re.compile(r"broken since 1 \w+ 2001.*cost about USD [\d,.]+ in this window.*Data science: data scientist"), use_inner_text=True)
        main.get_by_role("link", name=PRODUCT).first.click()
        self.page.wait_for_url(f"**{SCORECARD}")
        card = self.page.locator("article.failing-broken", has_text="At least three warnings in ten come true.")
        said = card.inner_text()
        expect(self.page.locator(".front-headline")).to_contain_text(re.compile(r"\d+ promises are broken"), use_inner_text=True)
        expect(main).to_contain_text("Releases are stopped", use_inner_text=True)
        for words in (r"Since\s+1 \w+ 2001", r"Cost\s+Being on the wrong side of the bound cost about USD [\d,.]+", r"Who must act\s+Data science: data scientist"):
            self.assertRegex(said, words)
        card.get_by_role("link").click()
        self.page.wait_for_url("**/promises/believable")
        self.page.locator("#history canvas").first.wait_for()
        for words in ("broken", "cost about USD", "data scientist", "at least 30%"):
            expect(main).to_contain_text(words, use_inner_text=True)

    def test_a_page_that_is_open_is_told_of_a_new_verdict(self):
        self.open(SCORECARD)
        self.page.locator("[data-state=live]").wait_for()
        title = "Shown a late flight and a punctual one"
        expect(self.page.locator("article.failing-broken", has_text=title)).to_have_count(0)
        self.revise("metric: roc_auc\n    at_least: 0.60", "metric: roc_auc\n    at_least: 0.99")
        # Nobody reloads.
        self.page.locator(".front li, .front article", has_text=title).first.wait_for(timeout=60_000)

    def test_promises_are_found_by_word_verdict_and_owner_and_the_address_can_be_sent(self):
        self.open(SCORECARD)
        rows = self.page.locator("table.promises tbody tr")
        everything = rows.count()
        self.page.get_by_label("Find a promise").fill("small airports")
        self.page.get_by_text(re.compile(rf"^\d+ of {everything} promises")).wait_for()
        expect(rows).not_to_have_count(everything)
        self.page.get_by_label("Find a promise").fill("")
        self.page.get_by_text(f"{everything} of {everything} promises").wait_for()
        self.page.get_by_role("button", name="broken", exact=True).press("Enter")
        self.page.wait_for_url("**verdict=broken**")
        self.page.wait_for_function("() => [...document.querySelectorAll('table.promises tbody tr')].every((row) => row.querySelector('.verdict-broken'))")
        expect(rows).not_to_have_count(0)
        self.page.locator("main").get_by_label("Owner").select_option("risk")
        self.page.wait_for_url("**owner=risk**")
        self.page.wait_for_function("() => [...document.querySelectorAll('table.promises tbody tr')].every((row) => row.textContent.includes('Risk and compliance'))")
        found = rows.all_text_contents()
        self.assertTrue(found)
        self.assertTrue(all("Risk and compliance" in row for row in found))
        other = self.sit_down("risk officer")
        self.open(self.page.url.removeprefix(self.server.address), other)
        expect(other.locator("table.promises tbody tr")).to_have_count(len(found))
        self.page.get_by_label("Find a promise").fill("nothing is called this")
        self.page.get_by_text("No promise fits.").wait_for()

    def test_numbers_are_those_of_the_scorecard_in_the_reader_s_locale(self):
        card = self.ask("GET", f"/v1/products/{PRODUCT}/scorecard?format=json").json
        useful = next(one for one in card["promises"] if one["id"] == "long-journeys")
        german = self.sit_down("executive", locale="de-DE")
        self.open(f"{SCORECARD}?find=long-journeys", german)
        row = german.locator("table.promises tbody tr").first
        self.assertIn(f"{useful['value'] * 100:.1f}".replace(".", ","), row.text_content())
        image = row.get_by_role("img").first
        self.assertIn("the promise is at least", image.get_attribute("aria-label"))

    def test_five_hundred_promises_scroll(self):
        def more(route):
            card = route.fetch().json()
            card["promises"] = [{**card["promises"][i % len(card["promises"])], "id": f"promise-{i}"} for i in range(500)]
            route.fulfill(json=card)

        self.page.route("**/promises?json=true", more)
        self.open(SCORECARD)
        self.page.get_by_text("500 of 500 promises").wait_for()
        expect(self.page.locator("table.promises tbody tr")).to_have_count(500)
        self.page.locator("table.promises tbody tr").last.scroll_into_view_if_needed()
        expect(self.page.locator("table.promises tbody tr").last.get_by_role("link").first).to_be_in_viewport()

    def test_what_was_known_before_a_restart_is_shown_and_followed(self):
        asked = []

        def starting(route):
            answer = route.fetch().json()
            asked.append(answer["before_restart"])
            answer["before_restart"] = len(asked) < 3
            route.fulfill(json=answer)

        self.page.route("**/promises?json=true", starting)
        self.open(SCORECARD)
        notice = self.page.get_by_text("This is as of before the server started.")
        notice.wait_for()
        expect(self.page.locator("table.promises tbody tr")).not_to_have_count(0)
        expect(notice).to_have_count(0, timeout=30_000)

    def test_without_barriers_at_every_width(self):
        self.at_every_width(SCORECARD)

    def test_the_start_page_without_barriers_at_every_width(self):
        self.at_every_width("/")

    def test_each_role_has_its_start_page_and_any_other(self):
        for person, view in (("executive", "executive"), ("product manager", "product"), ("data scientist", "science"), ("risk officer", "risk"), ("engineer", "engineer")):
            with self.subTest(person=person):
                page = self.open("/", self.sit_down(person))
                self.assertEqual(page.get_by_label("Start page for").input_value(), view)
        page.get_by_label("Start page for").select_option("executive")
        self.open("/", page)
        self.assertEqual(page.get_by_label("Start page for").input_value(), "executive", "what was chosen is kept")

    def test_a_first_visit_is_explained_in_three_sentences_once(self):
        self.open("/")
        visit = self.page.get_by_role("region", name="New here?")
        expect(visit.locator("p")).to_have_count(3)
        visit.get_by_role("button").click()
        self.open("/")
        expect(visit).to_have_count(0)

    def test_a_product_that_is_not_there_is_said(self):
        self.open("/products/nothing")
        expect(self.page.locator("main").get_by_text("nothing", exact=False)).not_to_have_count(0)
        self.open("/nowhere/at/all")
        self.page.get_by_text("There is nothing at this address.").wait_for()
        self.no_barriers()


class Promise(WebTest):
    person = "data scientist"
    path = f"{SCORECARD}/promises/every-week"

    def test_it_says_where_it_stands_and_how_it_went(self):
        self.open(self.path)
        history = self.ask("GET", f"/v1/products/{PRODUCT}/promises/every-week/history?format=json").json["windows"]
        self.page.locator("#history canvas").first.wait_for()
        said = self.page.locator("#history figcaption").inner_text()
        self.assertIn(f"{len(history)} windows", said)
        self.assertIn(f"{sum(one['verdict'] == 'kept' for one in history)} kept", said)
        self.page.locator("#history summary").click()
        rows = self.page.locator("#history tbody tr")
        expect(rows).to_have_count(len(history))
        newest = history[-1]
        expect(rows.first).to_contain_text(f"{newest['value'] * 100:.1f}", use_inner_text=True)
        expect(rows.first).to_contain_text(newest["verdict"], use_inner_text=True)

    def test_three_years_of_hours_are_drawn_at_once(self):
        hour, many = 3_600_000, 26_000
        values = [0.4 + 0.1 * math.sin(i / 500) + (i * 7919 % 100) / 1000 for i in range(many)]
        windows = {"start": [978307200000 + i * hour for i in range(many)], "end": [978307200000 + (i + 1) * hour for i in range(many)], "check": [""] * many, "value": values, "low": [one - 0.1 for one in values],
                   "high": [one + 0.1 for one in values], "verdict": ["kept" if i != 13_000 else "broken" for i in range(many)], "n": [1000] * many, "matured": [True] * many, "estimated": [False] * many}
        answer = json.dumps({"product": PRODUCT, "promise": "every-week", "bounds": [{"check": "", "start": windows["start"][0], "low": 0.3, "high": None}], "revisions": [], "windows": windows})
        self.page.route("**/history?format=columns", lambda route: route.fulfill(body=answer, content_type="application/json"))
        self.open(self.path)
        expect(self.page.locator("#history figcaption")).to_contain_text("26,000 windows", use_inner_text=True)
        expect(self.page.locator("#history figcaption")).to_contain_text("1 broken", use_inner_text=True)
        self.page.wait_for_function("() => performance.getEntriesByName('charter chart').length > 0")
        self.page.locator("#history summary").click()
        expect(self.page.locator("#history tbody tr"), "a long table is shown a piece at a time").to_have_count(200)

    def test_each_window_stands_beside_what_was_promised_then(self):
        """A stricter revision came in the middle, on the product's own clock; of an earlier release's revision that time is not known."""
        bound = lambda low: {"kind": "at_least", "low": low, "high": None, "relative": False, "text": f"at least {low}"}

        def revised(route):
            answer = route.fetch().json()
            windows = answer["windows"]
            middle = windows["start"][len(windows["start"]) // 2]
            moment = datetime.datetime.fromtimestamp(middle / 1000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            answer["bounds"] = [{"check": check, "start": start, "low": low, "high": None} for check in dict.fromkeys(windows["check"]) for start, low in ((windows["start"][0], 0.2), (middle, 0.25))]
            answer["revisions"] = [{"digest": "sha256:1", "noted": "2026-01-05T10:00:00Z", "at": None, "first": True, "bound": bound(0.2), "same": True},
                                   {"digest": "sha256:2", "noted": "2026-01-06T10:00:00Z", "at": moment, "first": False, "bound": bound(0.25), "same": True},
                                   {"digest": "sha256:3", "noted": "2026-01-07T10:00:00Z", "at": None, "first": False, "bound": bound(0.25), "same": True}]
            route.fulfill(json=answer)

        self.page.route("**/history?format=columns", revised)
        self.open(self.path)
        said = self.page.locator("#history figcaption")
        expect(said).to_contain_text("At first it promised at least 20%", use_inner_text=True)
        expect(said).to_contain_text("it promises at least 25%", use_inner_text=True)
        marks = self.page.locator("#history ul")
        expect(marks).to_contain_text("from the beginning: first revision of the charter: at least 20%", use_inner_text=True)
        expect(marks).to_contain_text(re.compile("agreed on .*2026.* by the clock on the wall"), use_inner_text=True)
        expect(marks).to_contain_text("at a time of the product that was not recorded", use_inner_text=True)
        self.no_barriers()

    def test_without_barriers_at_every_width(self):
        self.at_every_width(self.path)

    def test_a_promise_that_was_dropped_is_said(self):
        self.open(f"{SCORECARD}/promises/never-was")
        self.page.get_by_text("the charter has no such promise: never-was").wait_for()


if __name__ == "__main__":
    unittest.main()
