"""Signing in: by name and password, by a token on a server that is new, and how it fails."""
import json
import re

from web_test import PASSWORD, PRODUCT, WebTest, expect, unittest


class SigningIn(WebTest):
    person = None

    def sign_in(self, name, password, page=None):
        page = page or self.page
        page.get_by_label("Name or e-mail address").fill(name)
        page.get_by_label("Password").fill(password)
        page.keyboard.press("Enter")

    def test_whoever_is_not_signed_in_is_led_there_and_back(self):
        self.page.goto(f"/products/{PRODUCT}/promises/useful?from=mail")
        self.page.wait_for_url("**/sign-in?then=*")
        self.page.get_by_role("heading", name="Sign in").wait_for()
        expect(self.page.locator("main")).to_contain_text("kept, broken or unproven", use_inner_text=True)
        self.sign_in("product manager", PASSWORD)
        self.page.wait_for_url(f"**/products/{PRODUCT}/promises/useful?from=mail")
        self.settled()
        expect(self.page.locator("h1")).to_contain_text("We warn travellers", use_inner_text=True)

    def test_a_wrong_password_says_so_and_keeps_the_name(self):
        self.page.goto("/sign-in")
        self.sign_in("product manager", "four words of yours")
        alert = self.page.get_by_role("alert")
        alert.wait_for()
        expect(alert).to_contain_text("nobody is known by this name and password", use_inner_text=True)
        self.assertEqual(self.page.get_by_label("Name or e-mail address").input_value(), "product manager")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(re.compile(r"/$"))

    def test_no_link_leads_to_another_place_after_signing_in(self):
        for then in ("//elsewhere.example/", "/%5Celsewhere.example", "https://elsewhere.example/", "javascript:alert(1)"):
            with self.subTest(then=then):
                page = self.sit_down(None)
                page.goto(f"/sign-in?then={then}")
                self.sign_in("executive", PASSWORD, page)
                page.wait_for_url(re.compile(re.escape(self.server.address) + "/$"))

    def test_the_cookie_is_out_of_reach_and_signing_out_ends_it(self):
        page = self.sit_down("executive")
        self.open("/", page)
        cookie = next(one for one in page.context.cookies() if one["name"] == "charter_session")
        self.assertTrue(cookie["httpOnly"])
        self.assertEqual(cookie["sameSite"], "Strict")
        self.assertEqual(page.evaluate("() => document.cookie"), "")
        page.locator("summary", has_text="executive").click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in")
        page.context.add_cookies([cookie])  # kept by somebody, it opens nothing any more
        page.goto("/inbox")
        page.wait_for_url("**/sign-in?then=*")

    def test_the_page_is_open_to_everybody(self):
        self.open("/sign-in")
        self.no_barriers()
        self.page.get_by_role("button", name="With a token instead").click()
        self.page.get_by_label("Token").wait_for()
        self.no_barriers()

    def test_a_page_elsewhere_cannot_sign_anybody_in(self):
        answer = self.page.context.request.post("/v1/session", data={"name": "executive", "password": PASSWORD}, headers={"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(answer.status, 403)
        self.assertNotIn("set-cookie", answer.headers)


class ByToken(WebTest):
    """A server that is new: there is a token, and nobody has a password."""
    person = None
    flights = False

    def test_a_new_server_is_opened_by_its_admin_token(self):
        self.page.goto("/")
        self.page.wait_for_url("**/sign-in?then=*")
        self.page.get_by_role("button", name="With a token instead").click()
        expect(self.page.locator("main")).to_contain_text("admin token that charter serve printed", use_inner_text=True)
        self.page.get_by_label("Token").fill(self.server.token)
        self.page.keyboard.press("Enter")
        self.page.get_by_text("There is no product yet").wait_for()
        self.page.get_by_role("link", name="Begin a product").first.click()
        self.page.wait_for_url("**/charters/new")
        self.assertEqual(self.page.evaluate("token => Object.values(localStorage).concat(Object.values(sessionStorage)).filter(one => one.includes(token)).length", self.server.token), 0, "the token is kept nowhere")

    def test_a_session_may_no_more_than_its_token_and_ends_with_it(self):
        made = json.loads(self.command("token", "create", "--scope", "view", "--label", "a look", "--json"))
        context = self.page.context
        answer = context.request.post("/v1/session", data={"token": made["secret"]}, headers={"Sec-Fetch-Site": "same-origin"})
        self.assertEqual(answer.status, 200, answer.text())
        self.assertEqual(context.request.get("/v1/session").json()["everywhere"], ["view"])
        self.assertEqual(context.request.get("/v1/members").status, 403)
        self.assertEqual(self.ask("DELETE", f"/v1/tokens/{made['id']}").status, 200)
        self.page.wait_for_timeout(1_100)  # what is known of a token is asked again within a second
        self.assertEqual(context.request.get("/v1/session").status, 401)

    def test_a_token_that_is_none_of_ours_is_refused(self):
        self.page.goto("/sign-in")
        self.page.get_by_role("button", name="With a token instead").click()
        self.page.get_by_label("Token").fill("charter_nothing_at_all")
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("alert")).to_contain_text("not one of ours", use_inner_text=True)

    def test_ten_attempts_a_minute_and_no_more(self):
        page = self.sit_down(None)
        statuses = [page.context.request.post("/v1/session", data={"name": "nobody", "password": f"guess number {i}"}, headers={"Sec-Fetch-Site": "same-origin"}).status for i in range(13)]
        self.assertIn(429, statuses)
        page.goto("/sign-in")
        page.get_by_label("Name or e-mail address").fill("nobody")
        page.get_by_label("Password").fill("guess number 14")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("too many attempts", use_inner_text=True)


if __name__ == "__main__":
    unittest.main()
