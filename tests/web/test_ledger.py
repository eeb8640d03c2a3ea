"""The ledger as people read it, and as their browser checks it: every entry, all of them together, and what somebody has changed."""
import base64
import json
import pathlib
import random
import subprocess
import sys
import unittest

from shop import HOSTILE, PRODUCT, ShopTest
from web_test import ROOT, expect

sys.path.insert(0, str(ROOT / "tools"))
import verify_ledger  # noqa: E402


class Ledger(ShopTest):
    person = "all of them"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evidence()
        cls.run_command("gates", "comment", PRODUCT, "2", "--gate", "release", "--comment", HOSTILE)
        cls.run_command("gates", "ask", PRODUCT, "2", "--gate", "release")

    def test_entries_are_found_and_each_proves_itself(self):
        page = self.open("/ledger")
        expect(page.get_by_role("table")).to_contain_text("2 before the gate release", use_inner_text=True)
        page.get_by_label("Kind").select_option("gate_comment")
        page.get_by_role("button", name="Show", exact=True).click()
        page.wait_for_url("**kind=gate_comment**")
        self.settled()
        page.get_by_text("comment on version 2").first.wait_for()
        expect(page.get_by_role("table").get_by_role("rowheader")).to_have_count(1)
        expect(page.get_by_role("table")).to_contain_text("<img src=x", use_inner_text=True)
        page.get_by_role("button", name="Open entry").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Check that it is in the ledger").click()
        dialog.get_by_text("exactly as it stands here").wait_for()
        self.no_barriers()
        # The address can be sent: somebody else sees the same.
        other = self.sit_down("executive")
        self.open(page.url, other)
        other.get_by_role("dialog").get_by_text("comment on version 2").wait_for()
        other.get_by_role("dialog").get_by_role("button", name="Check that it is in the ledger").click()
        other.get_by_role("dialog").get_by_text("exactly as it stands here").wait_for()
        other.get_by_role("dialog").get_by_role("button", name="Close").click()
        expect(other.get_by_role("button", name="Check the whole ledger")).to_have_count(0)

    def test_what_the_server_shows_must_be_what_it_proves(self):
        page = self.sit_down(self.person)

        def other_words(route):
            answer = route.fetch()
            route.fulfill(response=answer, body=answer.text().replace('"gate": "release"', '"gate": "relaxed"'))

        page.route("**/proof", other_words)
        entry = self.ask("GET", "/v1/ledger/entries?format=page&kind=gate_comment").json["entries"][0]["entry"]["sequence"]
        self.open(f"/ledger?entry={entry}", page)
        page.get_by_role("button", name="Check that it is in the ledger").click()
        page.get_by_text("the entry is not in the ledger of the checkpoint").wait_for()

    def test_the_whole_ledger_verifies_and_a_changed_entry_is_found(self):
        page = self.open("/ledger")
        page.get_by_role("button", name="Check the whole ledger").click()
        page.get_by_text("The ledger verifies").wait_for()
        expect(page.locator("main")).to_contain_text("A valid signature holds all", use_inner_text=True)
        export = self.server.ask("GET", "/v1/ledger/export").text
        for changed, found in ((export.replace('"gate":"release"', '"gate":"relaxed"', 1), "it does not follow the entry before"), (export.replace("\n" + export.split("\n")[3], "", 1), "it has another number"), (export.rsplit("\n", 2)[0] + "\n", "the end is cut off")):
            page.get_by_label("Or an export that you have kept").set_input_files({"name": "ledger.ndjson", "mimeType": "application/x-ndjson", "buffer": changed.encode()})
            page.get_by_text(found).first.wait_for()
            expect(page.locator("main")).to_contain_text("The ledger does not verify", use_inner_text=True)
        # Whoever has kept a checkpoint sees a cut end.
        kept = self.server.ask("GET", "/v1/ledger/checkpoint").text
        page.get_by_label("A checkpoint that you have kept elsewhere").fill(kept)
        page.get_by_role("button", name="Check the whole ledger").click()
        page.get_by_text("The ledger verifies").wait_for()
        self.no_barriers()

    def test_a_table_for_spreadsheets_runs_nothing(self):
        page = self.open("/ledger?kind=gate_comment")
        with page.expect_download() as download:
            page.get_by_role("link", name="As a table for spreadsheets (CSV)").click()
        text = pathlib.Path(download.value.path()).read_text()
        self.assertIn("<img src=x", text)
        for line in text.splitlines():
            for cell in line.split(","):
                self.assertNotRegex(cell.strip('"'), r"^[=+\-@\t\r]")

    def test_pages_without_barriers(self):
        self.at_every_width("/ledger")


class InTheBrowser(ShopTest):
    """web/src/pages/ledger/verify.ts finds what tools/verify_ledger.py finds; the two share no code and no language."""
    person = "all of them"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evidence()
        cls.run_command("gates", "comment", PRODUCT, "2", "--gate", "release", "--comment", HOSTILE)
        bundle = cls.home / "verify.js"
        subprocess.run([ROOT / "web/node_modules/.bin/esbuild", ROOT / "web/src/pages/ledger/verify.ts", "--bundle", "--format=iife", "--global-name=verifier", f"--outfile={bundle}", "--log-level=error"], check=True)
        cls.verifier = bundle.read_text()
        cls.data = cls.server.ask("GET", "/v1/ledger/export").body

    def setUp(self):
        super().setUp()
        self.open("/ledger")
        self.page.evaluate(f"() => {{ {self.verifier}; globalThis.verifier = verifier; }}")

    def verified(self, exports, checkpoint=None):
        """For each whether anything is wrong with it, and the kinds of faults."""
        script = """async ([all, checkpoint]) => {
            const reports = [];
            for (const text of all) {
                const report = await verifier.verifyExport(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)), {checkpoint});
                reports.push([report.found.map((one) => one.fault), report.signature, report.entries, report.asides]);
            }
            return reports;
        }"""
        return self.page.evaluate(script, [[base64.b64encode(one).decode() for one in exports], checkpoint])

    def test_an_untouched_export_verifies_to_both(self):
        faults, export = verify_ledger.verify_export(self.data)
        self.assertEqual(faults, [])
        self.assertEqual(self.verified([self.data]), [[[], "valid", len(export.leaves), len(export.present)]])

    def test_a_bit_that_changed_in_any_place_is_found_by_both(self):
        chance, changed, start = random.Random(8127), [], 0
        for line in self.data.splitlines(keepends=True):
            for place in {start, start + len(line) - 1} | {start + chance.randrange(len(line)) for _ in range(12)}:
                one = bytearray(self.data)
                one[place] ^= 1 << chance.randrange(8)
                changed.append(bytes(one))
            start += len(line)
        chosen = chance.sample(changed, min(len(changed), 250))
        for one, (found, *_) in zip(chosen, self.verified(chosen)):
            self.assertTrue(verify_ledger.verify_export(one)[0])
            self.assertTrue(found)

    def test_what_is_cut_doubled_moved_or_rewritten_is_found_by_both(self):
        lines = self.data.splitlines(keepends=True)
        rewritten = lines[:]
        entry = json.loads(lines[2])
        entry["entry"]["body"]["product"] = "another"
        rewritten[2] = (verify_ledger.canonical(entry) + "\n").encode()
        swapped = lines[:1] + [lines[2], lines[1]] + lines[3:]
        spaced = lines[:]
        spaced[1] = lines[1].replace(b":", b": ", 1)
        cases = [b"", b"\n", b"".join(lines[:-1]), b"".join(lines[:3]), b"".join(lines[1:]), b"".join(lines[:2] + lines[1:]), b"".join(swapped), b"".join(rewritten), b"".join(spaced), self.data + b"{}\n", self.data[:-1], self.data.replace(b"\n", b"\r\n"),
                 lines[0] + lines[-1], b"[1]\n" + self.data, b"[" * 5000 + b"\n", lines[0].replace(b'"format"', b'"format":1,"format"') + b"".join(lines[1:]), b"\xff\xfe\n" + self.data]
        for case, (found, *_) in zip(cases, self.verified(cases)):
            self.assertTrue(verify_ledger.verify_export(case)[0], case[:80])
            self.assertTrue(found, case[:80])

    def test_a_kept_checkpoint_shows_what_was_rewritten(self):
        kept = self.server.ask("GET", "/v1/ledger/checkpoint").text
        self.assertEqual(self.verified([self.data], kept)[0][0], [])
        self.run_command("gates", "comment", PRODUCT, "2", "--gate", "release", "--comment", "more")
        later = self.server.ask("GET", "/v1/ledger/export").body
        self.assertEqual(self.verified([later], kept)[0][0], [])
        newest = self.server.ask("GET", "/v1/ledger/checkpoint").text
        self.assertEqual(self.verified([self.data], newest)[0][0], ["kept_longer"])
        self.assertEqual(self.verified([self.data], kept.replace("charter-ledger-", "charter-ledger-0"))[0][0], ["kept_unsigned"])

    def test_proofs_hold_or_fail_for_both(self):
        size = self.ask("GET", "/v1/ledger/entries?format=page&most=1").json["size"]
        texts = []
        for entry in range(size):
            text = self.server.ask("GET", f"/v1/ledger/entries/{entry}/proof?since={1 + entry % size}").text
            proof = json.loads(text)
            texts.append(text)
            for change in ("index", "entry", "inclusion", "root", "checkpoint", "key"):
                other = json.loads(text)
                if change == "index":
                    other["index"] = (entry + 1) % size
                elif change == "entry":
                    other["entry"]["kind"] += "s"
                elif change == "inclusion":
                    other["inclusion"] = other["inclusion"][1:] or ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
                elif change == "root":
                    other["consistency"]["root"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
                elif change == "checkpoint":
                    other["checkpoint"] = proof["checkpoint"].replace(f"\n{size}\n", f"\n{size + 1}\n")
                else:
                    other["key"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
                texts.append(json.dumps(other))
        found = self.page.evaluate("async (all) => { const out = []; for (const text of all) out.push((await verifier.verifyProof(text)).found.length === 0); return out; }", texts)
        self.assertEqual(found, [verify_ledger.verify_proof(text.encode()) == [] for text in texts])
        self.assertEqual(sum(found), size)


if __name__ == "__main__":
    unittest.main()
