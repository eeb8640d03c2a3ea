"""Debian's Chromium before a server of ours, as a person would sit there. Used by every test of a page.

The flights of ten weeks are replayed once for a run of tests; each class of tests has a copy of that folder and a server of its own."""
import atexit
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "tests/e2e"))

from charter_program import FLIGHTS, PROGRAM  # noqa: E402
from charter_server import RunningServer  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402

expect.set_options(timeout=15_000)

AXE = ROOT / "build/parts/axe/axe.min.js"
CHARTER = ROOT / "examples/flights/charter.yaml"
PRODUCT = "flight-delay-alerts"
PASSWORD = "four words of mine"
# As on a machine that many times slower: what does not wait for what it looks at fails.
SLOWER = float(os.environ.get("CHARTER_SLOWER", "1"))
WIDTHS = {"phone": (390, 844), "laptop": (1280, 800), "wide": (1920, 1080)}
# Who signs in: a name that says the part, what they may do, and the role of the charter that they hold.
PEOPLE = {
    "executive": (["view"], None),
    "product manager": (["view", "edit", "approve"], "product"),
    "data scientist": (["view", "edit"], "science"),
    "risk officer": (["view", "approve"], "risk"),
    "engineer": (["view", "edit", "ingest"], "data"),
    "all of them": (["view", "edit", "approve", "ingest", "administer"], None),
}


def command(server, *arguments, stdin=None, patience=300):
    done = subprocess.run([str(PROGRAM), *map(str, arguments)], capture_output=True, text=True, input=stdin, timeout=patience, env=server.environment())
    if done.returncode > 2:
        raise AssertionError(f"charter {' '.join(map(str, arguments))}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def flights(folder, name, first, last):
    """Flights of days in [first, last), with a column for each that the charter names."""
    made, path = folder / f"{name}.made.parquet", folder / f"{name}.parquet"
    rename = folder / "rename.sql"
    rename.write_text("COPY (SELECT * RENAME (score AS p_late) FROM read_parquet('${IN}')) TO '${OUT}' (FORMAT parquet);")
    limit = f"LIMIT=WHERE date >= DATE '{first}' AND date < DATE '{last}'"
    for script, *settings in ([ROOT / "bench/flights.sql", f"FLIGHTS={FLIGHTS}", f"OUT={made}", limit], [rename, f"IN={made}", f"OUT={path}"]):
        subprocess.run([PROGRAM.parent / "run_sql", script, *settings], check=True, capture_output=True)
    return path


def add_people(server, product=PRODUCT):
    for name, (scopes, role) in PEOPLE.items():
        command(server, "member", "add", name, *[word for scope in scopes for word in ("--scope", scope)])
        command(server, "member", "password", name, "-", stdin=PASSWORD)
        if role:
            command(server, "member", "role", product, role, name)


def steady(server, product=PRODUCT):
    """Waits until the keeper has judged all that it was sent; the scorecard as it then stands."""
    before, quiet, end = None, 0, time.time() + 120
    while quiet < 3 and time.time() < end:
        time.sleep(0.5)
        answer = server.ask("GET", f"/v1/products/{product}/scorecard?format=json")
        known = server.ask("GET", f"/v1/products/{product}/promises?format=json")  # one that has just started shows what was known before
        judged = answer.status == 200 and known.status == 200 and not known.json["before_restart"]
        now = [(one["id"], one["verdict"], one["n"], one["window"]) for one in answer.json["promises"]] if judged else None
        quiet = quiet + 1 if now is not None and now == before else 0
        before = now
    return before


class Prepared:
    """The folder of a server that has seen the flights; made when it is first asked for."""
    folder = None
    token = None

    @classmethod
    def get(cls):
        if cls.folder is None:
            home = pathlib.Path(tempfile.mkdtemp(prefix="charter-web-"))
            atexit.register(shutil.rmtree, home, ignore_errors=True)
            february, march = flights(home, "february", "2001-02-01", "2001-03-01"), flights(home, "march", "2001-03-01", "2001-05-11")
            charter = home / "charter.yaml"
            charter.write_text(CHARTER.read_text().replace("../../build/demo/reference-v2.parquet", str(february)))
            server = RunningServer(home / "data", "--clock", "events")
            try:
                command(server, "apply", charter)
                command(server, "reference", PRODUCT, "--data", february)
                command(server, "send", charter, "--data", march)
                add_people(server)
                steady(server)
                cls.token = server.token
            finally:
                code = server.stop()
            if code != 0:
                raise AssertionError("the server did not stop")
            cls.folder = home / "data"
        return cls.folder


class WebTest(unittest.TestCase):
    """`person`: who is signed in when a test begins; None: nobody. `flights` False: a folder without a product, and without people."""
    person = "product manager"
    flights = True
    width = "laptop"

    @classmethod
    def setUpClass(cls):
        if cls.flights and not FLIGHTS.exists():
            raise unittest.SkipTest("the flights are fetched by tools/setup")
        cls.home = pathlib.Path(tempfile.mkdtemp(prefix="charter-web-"))
        cls.addClassCleanup(shutil.rmtree, cls.home, ignore_errors=True)
        if cls.flights:
            shutil.copytree(Prepared.get(), cls.home / "data")
        cls.server = RunningServer(cls.home / "data", "--clock", "events", token=Prepared.token if cls.flights else None)
        cls.addClassCleanup(lambda: cls.server.process.poll() is None and cls.server.stop())
        playwright = sync_playwright().start()
        cls.addClassCleanup(playwright.stop)
        cls.cookies = {}  # of people who have signed in: signing in is limited to ten a minute
        cls.browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"])
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.complaints, self.elsewhere = [], []
        self.page = self.sit_down(self.person)
        self.addCleanup(self.nothing_to_complain_of)

    def sit_down(self, person, width=None, **how):
        """A browser of somebody's own, at its first page."""
        wide, high = WIDTHS[width or self.width]
        context = self.browser.new_context(viewport={"width": wide, "height": high}, base_url=self.server.address, **{"locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce", **how})
        self.addCleanup(self.stand_up, context)
        context.set_default_timeout(15_000)
        if person:
            self.known(context, person)
        page = context.new_page()
        if SLOWER > 1:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        # What a server refuses is part of some tests; what the browser refuses of a page of ours is not.
        page.on("console", lambda message: message.type == "error" and "Failed to load resource" not in message.text and self.complaints.append(f"{page.url}: {message.text}"))
        page.on("request", lambda request: request.url.startswith(("http", "ws")) and not request.url.startswith(self.server.address) and self.elsewhere.append(request.url))
        return page

    @staticmethod
    def stand_up(context):
        """What a test answers in the server's place may be under way when it ends."""
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
        context.close()

    def known(self, context, person):
        """With the session that they have, unless it has ended."""
        if person in self.cookies:
            context.add_cookies(self.cookies[person])
            if context.request.get("/v1/session").status == 200:
                return
            context.clear_cookies()
        answer = context.request.post("/v1/session", data={"name": person, "password": PASSWORD}, headers={"Sec-Fetch-Site": "same-origin"})
        self.assertEqual(answer.status, 200, answer.text())
        self.cookies[person] = context.cookies()

    def nothing_to_complain_of(self):
        self.assertEqual(self.complaints, [], "the console of the browser")
        self.assertEqual(self.elsewhere, [], "requests to other hosts")

    def open(self, path, page=None):
        """Opens an address and waits until what it shows has arrived."""
        page = page or self.page
        page.goto(path)
        self.settled(page)
        return page

    def settled(self, page=None):
        page = page or self.page
        page.locator("main").wait_for()
        page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")

    def no_barriers(self, page=None):
        """axe-core finds nothing against WCAG 2.2 AA; nothing is wider than the window."""
        page = page or self.page
        # Debugger evaluation is not bound by the page's content security policy.
        page.evaluate(AXE.read_text())
        found = page.evaluate("() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})")
        wrong = [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found["violations"]]
        self.assertEqual(wrong, [], page.url)
        self.assertLessEqual(page.evaluate("() => document.documentElement.scrollWidth - innerWidth"), 0, f"{page.url} is wider than its window")

    def at_every_width(self, path, person=None):
        """Without barriers at each width, light and dark; pictures go to the folder that CHARTER_PICTURES names, where it does."""
        pictures = os.environ.get("CHARTER_PICTURES")
        for name in WIDTHS:
            for scheme in ("light", "dark"):
                with self.subTest(width=name, scheme=scheme):
                    page = self.sit_down(person or self.person, width=name, color_scheme=scheme)
                    self.open(path, page)
                    if pictures:
                        page.screenshot(path=f"{pictures}/{path.strip('/').replace('/', '-') or 'start'}-{name}-{scheme}.png", full_page=True)
                    self.no_barriers(page)
                    page.context.close()

    def ask(self, method, path, body=None, **how):
        """As the administrator, beside the browser."""
        return self.server.ask(method, path, json.dumps(body).encode() if body is not None else None, headers={"Content-Type": "application/json"} if body is not None else None, **how)

    def command(self, *arguments, stdin=None):
        return command(self.server, *arguments, stdin=stdin)
