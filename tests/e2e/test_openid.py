"""Signing in by an OpenID Connect provider, and every way in which its word must not count."""
import base64
import hashlib
import hmac
import json
import pathlib
import time
import unittest
import urllib.request

from charter_server import ServerTest
from identity_provider import CLIENT, SECRET, IdentityProvider, SigningKey


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class OpenId(ServerTest):
    algorithm = "RS256"

    def setUp(self):
        super().setUp()
        self.provider = IdentityProvider(self.folder, self.algorithm)
        self.addCleanup(self.provider.close)
        self.command("member", "add", "R. Example", "--email", "R@example.org", "--scope", "view")
        for name, value in (("public.address", self.server.address), ("outgoing.private", "yes"), ("openid.issuer", self.provider.issuer), ("openid.client", CLIENT)):
            self.command("setting", "put", name, "--value", value)
        self.command("setting", "put", "openid.secret", self.file("secret", SECRET + "\n"))

    def begin(self):
        """Where the server sends the browser, and the cookie that it sets."""
        opener = urllib.request.build_opener(NoRedirect)
        try:
            opener.open(self.server.address + "/v1/session/openid", timeout=60)
        except urllib.error.HTTPError as answer:
            self.assertEqual(answer.code, 302, answer.read())
            return answer.headers["Location"], answer.headers["Set-Cookie"]
        self.fail("no redirect")

    def agree(self, address):
        """Where the provider sends the browser back to: path and query."""
        try:
            urllib.request.build_opener(NoRedirect).open(address, timeout=60)
        except urllib.error.HTTPError as answer:
            return answer.headers["Location"].removeprefix(self.server.address)
        self.fail("no redirect")

    def come_back(self, path, cookie):
        return self.server.ask("GET", path, token="", headers={"Cookie": cookie.split(";")[0]} if cookie else {})

    def sign_in(self):
        address, cookie = self.begin()
        return self.come_back(self.agree(address), cookie)

    def refused(self, saying, status=401):
        answer = self.sign_in()
        self.assertEqual(answer.status, status, answer.text)
        self.assertIn(saying, answer.json["error"]["what"])
        self.assertTrue(answer.json["error"]["next"])
        self.assertIsNone(answer.headers["Set-Cookie"])

    def test_a_member_is_signed_in_and_may_what_they_may(self):
        address, cookie = self.begin()
        for words in ("HttpOnly", "SameSite=Lax", "Path=/v1/session/openid", "Max-Age=600"):
            self.assertIn(words, cookie)
        self.assertTrue(address.startswith(f"{self.provider.issuer}/authorize?tenant=1&"))
        answer = self.come_back(self.agree(address), cookie)
        self.assertEqual(answer.status, 200, answer.text)
        session = answer.headers["Set-Cookie"]
        for words in ("charter_session=", "HttpOnly", "SameSite=Strict"):
            self.assertIn(words, session)
        self.assertNotIn("Secure", session)  # this server speaks without TLS
        cookies = answer.headers.get_all("Set-Cookie")
        self.assertEqual([cookie.split("=")[0] for cookie in cookies], ["charter_session", "charter_openid"])
        self.assertIn("Max-Age=0", cookies[1])  # that of the sign-in is gone
        signed = {"Cookie": session.split(";")[0]}
        self.assertEqual(self.server.ask("GET", "/v1/products", token="", headers=signed).status, 200)
        self.assertEqual(self.server.ask("GET", "/v1/members", token="", headers=signed).status, 403)

    def test_keys_may_change_and_a_token_need_not_name_one(self):
        self.assertEqual(self.sign_in().status, 200)
        self.provider.key = SigningKey(self.folder, self.algorithm, "second")
        self.provider.keys.append(self.provider.key.public())
        self.assertEqual(self.sign_in().status, 200)
        self.provider.head = lambda head: {"alg": head["alg"]}
        self.assertEqual(self.sign_in().status, 200)

    def test_a_wrong_signature(self):
        stranger = SigningKey(self.folder, self.algorithm, "stranger")
        self.provider.signed = stranger.sign
        self.refused("its signature is wrong")
        self.provider.signed = lambda message: self.provider.key.sign(message + b" ")
        self.refused("its signature is wrong")
        self.provider.signed = lambda message: b""
        self.refused("its signature is wrong")
        self.provider.head = lambda head: {**head, "kid": "of nobody"}
        self.refused("no key that could have signed it")

    def test_no_algorithm_and_one_that_takes_the_public_key_for_a_secret(self):
        self.provider.head, self.provider.signed = lambda head: {"alg": "none"}, lambda message: b""
        self.refused("a method that is not taken here: none")
        public = json.dumps(self.provider.keys[0]).encode()
        self.provider.head, self.provider.signed = lambda head: {**head, "alg": "HS256"}, lambda message: hmac.digest(public, message, hashlib.sha256)
        self.refused("a method that is not taken here: HS256")
        self.provider.head = lambda head: {**head, "alg": "ES256" if self.algorithm == "RS256" else "RS256"}
        self.refused("no key that could have signed it")

    def test_another_issuer_or_audience(self):
        self.provider.claims = lambda claims: {**claims, "iss": "https://elsewhere.example.org"}
        self.refused("another issuer")
        for audience in ("somebody else", ["somebody else"], [CLIENT, "somebody else"], [], None):
            self.provider.claims = lambda claims: {**claims, "aud": audience}
            self.refused("another audience")
        self.provider.claims = lambda claims: {**claims, "azp": "somebody else"}
        self.refused("another client")

    def test_one_that_has_expired_or_is_yet_to_come(self):
        for exp in (time.time() - 120, None, "tomorrow", -1, 1e300):
            self.provider.claims = lambda claims: {**claims, "exp": exp}
            self.refused("it has expired")
        self.provider.claims = lambda claims: {**claims, "iat": time.time() + 600}
        self.refused("yet to come")
        self.provider.claims = lambda claims: {**claims, "nbf": time.time() + 600}
        self.refused("yet to come")

    def test_a_token_of_another_sign_in(self):
        for nonce in ("another", "", None):
            self.provider.claims = lambda claims: {**claims, "nonce": nonce}
            self.refused("another sign-in")

    def test_an_answer_counts_once_and_for_the_browser_that_asked(self):
        address, cookie = self.begin()
        path = self.agree(address)
        self.assertEqual(self.come_back(path, cookie).status, 200)
        again = self.come_back(path, cookie)
        self.assertEqual(again.status, 401)
        self.assertIn("is used already", again.json["error"]["what"])
        self.assertEqual(self.come_back("/v1/session/openid/callback?code=x&state=guessed", cookie).status, 401)
        # Somebody sends their own answer to a victim's browser, which has begun nothing, or something else.
        other = self.begin()[1]
        for browser in ("", other):
            stolen = self.agree(self.begin()[0])
            answer = self.come_back(stolen, browser)
            self.assertEqual(answer.status, 401)
            self.assertIn("not begun by this browser", answer.json["error"]["what"])
        mixed, cookie = self.begin()
        answer = self.come_back(self.agree(mixed).replace("iss=http", "iss=https"), cookie)
        self.assertIn("another identity provider's", answer.json["error"]["what"])

    def test_a_code_of_another_sign_in_is_of_no_use(self):
        """PKCE: whoever caught a code does not have what it was asked for with."""
        caught = self.agree(self.begin()[0])
        address, cookie = self.begin()
        own = self.agree(address)
        code = lambda path: path.split("code=")[1].split("&")[0]
        answer = self.come_back(own.replace(code(own), code(caught)), cookie)
        self.assertEqual(answer.status, 401)
        self.assertIn("gives no token for this sign-in: invalid_grant", answer.json["error"]["what"])
        self.assertEqual(len(self.provider.refused), 1)

    def test_only_a_verified_address_of_a_member(self):
        self.provider.person = {"sub": "1", "email": "stranger@example.org", "email_verified": True}
        self.refused("nobody is known here by this address: stranger@example.org", 403)
        for person in ({"sub": "1", "email": "r@example.org"}, {"sub": "1", "email": "r@example.org", "email_verified": False}, {"sub": "1", "email": "r@example.org", "email_verified": "true"}, {"sub": "1"}):
            self.provider.person = person
            self.refused("has not verified", 403)
        self.provider.person = {"email": "r@example.org", "email_verified": True}
        self.refused("it names nobody")
        # A name is no address, and a service does not sign in.
        self.command("member", "add", "collector", "--kind", "service", "--email", "c@example.org", "--scope", "view")
        for email in ("R. Example", "c@example.org", ""):
            self.provider.person = {"sub": "1", "email": email, "email_verified": True}
            self.assertEqual(self.sign_in().status, 403)

    def test_what_the_provider_refuses_is_told(self):
        _, cookie = self.begin()
        answer = self.come_back("/v1/session/openid/callback?error=access_denied&error_description=not+today&state=x", cookie)
        self.assertEqual(answer.status, 403)
        self.assertIn("not today", answer.json["error"]["what"])

    def test_a_provider_that_is_none(self):
        for changed in ({"issuer": "https://elsewhere.example.org"}, {"token_endpoint": "http://192.0.2.1/token"}, {"authorization_endpoint": "http://127.0.0.1.example.org/"}, {"jwks_uri": 7}):
            self.provider.description = lambda description: {**description, **changed}
            answer = self.server.ask("GET", "/v1/session/openid", token="")
            self.assertEqual((answer.status, answer.json["error"]["fault"]), (503, "outside"), answer.text)
        self.command("setting", "put", "openid.issuer", "--value", "http://login.example.org", expect=3)
        self.command("setting", "put", "openid.client", self.file("empty", ""))
        answer = self.server.ask("GET", "/v1/session/openid", token="")
        self.assertEqual(answer.status, 404)
        self.assertIn("openid.client", answer.json["error"]["what"])

    def test_attempts_without_end_wait(self):
        answers = [self.server.ask("GET", "/v1/session/openid/callback?state=guess", token="").status for _ in range(3)]
        self.assertEqual(set(answers), {401})
        statuses = []
        for _ in range(14):
            try:
                self.begin()
                statuses.append(302)
            except AssertionError:
                statuses.append(429)
        self.assertIn(429, statuses)

    def test_the_secret_and_the_codes_stand_nowhere(self):
        address, cookie = self.begin()
        path = self.agree(address)
        answer = self.come_back(path, cookie)
        shown = self.command("setting", "list").stdout + self.command("setting", "list", "--json").stdout + answer.text
        log = pathlib.Path(f"{self.folder / 'data'}.log").read_text()
        code = path.split("code=")[1].split("&")[0]
        for text in (SECRET, base64.b64encode(SECRET.encode()).decode(), code, cookie.split("=")[1].split(";")[0]):
            self.assertNotIn(text, shown)
            self.assertNotIn(text, log)


class OpenIdOnACurve(OpenId):
    algorithm = "ES256"


if __name__ == "__main__":
    unittest.main()
