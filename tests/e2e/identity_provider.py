"""A small OpenID Connect provider for tests: discovery, authorization with PKCE, token and keys, over HTTP on this machine. It holds its
clients to the standard, and can be told to break it itself. OpenSSL's command signs."""
import base64
import hashlib
import http.server
import json
import pathlib
import re
import secrets
import subprocess
import threading
import time
import urllib.parse

CLIENT, SECRET = "charter at home", "a client's secret: 100 %"


def text_of(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, check=True).stdout


class SigningKey:
    """RS256 or ES256, made for the test."""

    def __init__(self, folder, algorithm, name):
        self.algorithm, self.name, self.file = algorithm, name, pathlib.Path(folder) / f"{name}.pem"
        kind = ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"] if algorithm == "RS256" else ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
        openssl("genpkey", "-algorithm", *kind, "-out", self.file)

    def public(self):
        known = {"kid": self.name, "use": "sig", "alg": self.algorithm}
        if self.algorithm == "RS256":
            modulus = openssl("rsa", "-in", self.file, "-noout", "-modulus").decode().strip().split("=")[1]
            return {**known, "kty": "RSA", "n": text_of(bytes.fromhex(modulus)), "e": "AQAB"}
        point = openssl("pkey", "-in", self.file, "-pubout", "-outform", "DER")[-64:]
        return {**known, "kty": "EC", "crv": "P-256", "x": text_of(point[:32]), "y": text_of(point[32:])}

    def sign(self, message):
        signature = openssl("dgst", "-sha256", "-sign", self.file, data=message)
        if self.algorithm == "RS256":
            return signature
        numbers = re.findall(r":([0-9A-F]+)$", openssl("asn1parse", "-inform", "DER", data=signature).decode(), re.M)
        return b"".join(int(one, 16).to_bytes(32, "big") for one in numbers)


class IdentityProvider:
    def __init__(self, folder, algorithm="RS256"):
        self.key = SigningKey(folder, algorithm, "first")
        self.keys = [self.key.public()]
        self.person = {"sub": "4711", "email": "r@example.org", "email_verified": True}
        self.claims = lambda claims: claims          # what a broken provider would say instead
        self.head = lambda head: head
        self.signed = lambda message: self.key.sign(message)
        self.description = lambda description: description
        self.codes, self.refused = {}, []
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def answer(self, status, value, **headers):
                body = json.dumps(value).encode()
                self.send_response(status)
                for name, text in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, text)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                path, _, query = self.path.partition("?")
                if path == "/.well-known/openid-configuration":
                    return self.answer(200, provider.described())
                if path == "/keys":
                    return self.answer(200, {"keys": provider.keys})
                if path == "/authorize":
                    return self.answer(302, {}, Location=provider.authorize(dict(urllib.parse.parse_qsl(query))))
                self.answer(404, {})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answer(*provider.token(dict(urllib.parse.parse_qsl(body)), self.headers.get("Authorization", "")))

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def described(self):
        return self.description({"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize?tenant=1", "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
                                 "response_types_supported": ["code"], "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": [self.key.algorithm]})

    def authorize(self, asked):
        """The person agrees at once."""
        assert asked["response_type"] == "code" and "openid" in asked["scope"].split() and asked["client_id"] == CLIENT and asked["tenant"] == "1", asked
        assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43 and len(asked["state"]) >= 43 and len(asked["nonce"]) >= 43, asked
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return asked["redirect_uri"] + "?" + urllib.parse.urlencode({"code": code, "state": asked["state"], "iss": self.issuer, "session_state": "7"})

    def token(self, sent, authorization):
        asked = self.codes.pop(sent.get("code"), None)
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode() if authorization.startswith("Basic ") else ":"
        client, secret = map(urllib.parse.unquote, pair.split(":", 1))
        challenge = text_of(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        good = asked and (client, secret) == (CLIENT, SECRET) and sent.get("grant_type") == "authorization_code" and sent.get("redirect_uri") == asked["redirect_uri"] and challenge == asked["code_challenge"]
        if not good:
            self.refused.append(sent)
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = self.claims({"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": asked["nonce"], **self.person})
        head = self.head({"alg": self.key.algorithm, "kid": self.key.name, "typ": "JWT"})
        message = f"{text_of(json.dumps(head).encode())}.{text_of(json.dumps(claims).encode())}"
        return 200, {"access_token": "not used", "token_type": "Bearer", "id_token": f"{message}.{text_of(self.signed(message.encode()))}"}
