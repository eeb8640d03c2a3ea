"""What people write is text wherever it is shown: no script of theirs runs, no formula reaches a spreadsheet, no direction breaks a page."""
import json

from web_test import PASSWORD, PRODUCT, WebTest, command, expect, unittest

SCRIPT = "<img src=x onerror=\"window.taken=1\"><script>window.taken=1</script>"
ARABIC = "نعد كل مسافر بأن يعرف صباحا إن كانت رحلته ستتأخر، وبأن التحذير صادق"
PAGES = ["/", "/inbox", "/ledger", "/products/claims", "/products/claims/promises/right", "/products/claims/data", "/products/claims/value", "/products/claims/fairness", "/products/claims/versions", "/products/claims/releases", "/products/claims/feedback", "/products/claims/charter"]


def charter(vision, statement, title):
    return f"""charter: 1
product: claims
vision: {json.dumps(vision, ensure_ascii=False)}
currency: EUR
timezone: UTC
roles:
  science: {{title: {json.dumps(title, ensure_ascii=False)}, approves: [weaken-promise]}}
task: {{kind: binary, positive: 1, columns: {{time: at, id: claim, score: p, label: wrong, version: v}}, decide: {{threshold: 0.5}}}}
promises:
  - {{id: right, statement: {json.dumps(statement, ensure_ascii=False)}, metric: accuracy, at_least: 0.6, over: 1d, by: kind, owner: science, breach: stop}}
"""


def rows():
    lines = ["at,claim,kind,v,p,wrong"]
    for day in range(1, 9):
        for i in range(120):
            kind = [SCRIPT, "=1+1", "plain"][i % 3].replace('"', '""')
            lines.append(f'2024-03-{day:02}T{i % 24:02}:00:00Z,c{day}-{i},"{kind}","=HYPERLINK(1)",{(i % 10) / 10 + 0.05},{int(i % 10 > 4)}')
    return "\n".join(lines) + "\n"


class Hostile(WebTest):
    flights = False
    person = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.home / "claims.yaml").write_text(charter(SCRIPT, SCRIPT + "{{7*7}}${7*7}", SCRIPT))
        (cls.home / "rows.csv").write_text(rows())
        command(cls.server, "apply", cls.home / "claims.yaml")
        command(cls.server, "send", cls.home / "claims.yaml", "--data", cls.home / "rows.csv")
        command(cls.server, "member", "add", SCRIPT, *[word for scope in ("view", "edit", "approve") for word in ("--scope", scope)])
        command(cls.server, "member", "password", SCRIPT, "-", stdin=PASSWORD)
        command(cls.server, "member", "role", "claims", "science", SCRIPT)
        cls.server.ask("POST", "/v1/products/claims/overrides", json.dumps({"promise": "right", "reason": SCRIPT}).encode(), headers={"Content-Type": "application/json"})

    def setUp(self):
        super().setUp()
        self.page = self.sit_down(SCRIPT)

    def nothing_ran(self, page):
        self.assertIsNone(page.evaluate("() => window.taken ?? null"), page.url)
        expect(page.locator("img[src='x'], script:not([src])"), page.url).to_have_count(0)

    def test_stored_markup_is_text_on_every_page(self):
        for path in PAGES:
            with self.subTest(path):
                self.open(path)
                self.nothing_ran(self.page)
        self.open("/products/claims")
        expect(self.page.locator("main")).to_contain_text("<img src=x", use_inner_text=True)

    def test_markup_in_an_address_is_text(self):
        for path in ["/products/<script>window.taken=1<%2Fscript>", "/products/claims/promises/<img src=x onerror=window.taken=1>", "/sign-in?then=javascript:window.taken=1", "/ledger?text=<img src=x onerror=window.taken=1>"]:
            with self.subTest(path):
                self.page.goto(path)
                self.settled()
                self.nothing_ran(self.page)

    def test_signing_in_leads_to_no_other_place(self):
        for back in ["//evil.example/", "https://evil.example/", "javascript:window.taken=1", "/\\evil.example"]:
            with self.subTest(back):
                page = self.sit_down(None)
                page.goto("/sign-in?then=" + back.replace("\\", "%5C"))
                page.get_by_label("Name").first.fill(SCRIPT)
                page.get_by_label("Password").fill(PASSWORD)
                page.get_by_role("button", name="Sign in").first.click()
                page.wait_for_url(lambda url: "/sign-in" not in url)
                self.settled(page)
                self.assertTrue(page.url.startswith(self.server.address), page.url)
                self.nothing_ran(page)

    def test_a_spreadsheet_gets_no_formula(self):
        answer = self.server.ask("GET", "/v1/ledger/entries?format=csv")
        self.assertEqual(answer.status, 200, answer.text)
        for line in answer.text.splitlines():
            for cell in line.split(","):
                self.assertNotRegex(cell.strip('"'), r"^[=+@\t\r]")

    def test_text_from_right_to_left(self):
        (self.home / "arabic.yaml").write_text(charter(ARABIC, ARABIC, "العلوم").replace("product: claims", "product: claims-ar"))
        command(self.server, "apply", self.home / "arabic.yaml")
        for width in ("phone", "laptop"):
            page = self.sit_down(SCRIPT, width=width, locale="ar")
            self.open("/products/claims-ar/charter", page)
            page.locator(".cm-content").filter(has_text="مسافر").wait_for()
            self.no_barriers(page)
            page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
            self.open("/products/claims-ar", page)
            page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
            self.assertLessEqual(page.evaluate("() => document.documentElement.scrollWidth - innerWidth"), 0)

    def test_the_policy_allows_nothing_inline(self):
        for path in ("/", "/products/claims", "/sign-in", "/nothing/here"):
            answer = self.page.request.get(path, headers={"Accept": "text/html"})
            policy = answer.headers["content-security-policy"]
            self.assertIn("default-src 'none'", policy)
            self.assertNotIn("unsafe", policy)
            self.assertEqual(answer.headers["x-content-type-options"], "nosniff")


if __name__ == "__main__":
    unittest.main()
