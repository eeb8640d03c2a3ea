#!/usr/bin/env python3
"""Checks an export of a ledger, or a proof about one entry, with nothing but Python's standard library.

    verify_ledger.py EXPORT [--checkpoint FILE] [--key BASE64]
    verify_ledger.py --proof PROOF [--checkpoint FILE] [--key BASE64]

Written from docs/ledger.md; it shares no code with Charter. Prints one line for each thing that is wrong and ends with 1 when
there is any. A checkpoint that was kept elsewhere shows a cut end and a rewritten chain; without one, whoever holds the
ledger's key could have written all of it anew.
"""
import argparse
import base64
import decimal
import hashlib
import json
import math
import re
import sys

FORMAT = "charter-ledger/1"
ZEROS = "sha256:" + "0" * 64


# RFC 8785: the one way to write a JSON document.
def number(value):
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    # The shortest digits that read back as the same double, and where the point stands among them.
    mantissa, _, power = f"{decimal.Decimal(repr(abs(value))):e}".partition("e")
    digits = mantissa.replace(".", "").rstrip("0")
    count, point = len(digits), int(power) + 1
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    return sign + digits[0] + ("." + digits[1:] if count > 1 else "") + ("e+" if point > 0 else "e-") + str(abs(point - 1))


def canonical(value):
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"


def no_twins(pairs):
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key occurs twice")
    return dict(pairs)


def parse(text):
    return json.loads(text, object_pairs_hook=no_twins, parse_constant=lambda name: (_ for _ in ()).throw(ValueError(name)))


def sha256(data):
    return hashlib.sha256(data).digest()


def name(digest):
    return "sha256:" + digest.hex()


def unbase64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64 in another spelling")
    return data


# Ed25519, RFC 8032, section 5.1.7.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a, b):
    A, B = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    C, E = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    F, G, H, I = B - A, E - C, E + C, B + A
    return F * G % P, H * I % P, G * H % P, F * I % P


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def x_of(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (x_of(BASE_Y, 0), BASE_Y, 1, x_of(BASE_Y, 0) * BASE_Y % P)


def is_signed(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    A, R, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if A is None or R is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % Q
    left, right = multiply(s, BASE), add(R, multiply(h, A))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# RFC 6962: the tree over the entries.
def leaf(data):
    return sha256(b"\0" + data)


def node(left, right):
    return sha256(b"\1" + left + right)


def root(leaves):
    if not leaves:
        return sha256(b"")
    while len(leaves) > 1:
        leaves = [node(*leaves[i : i + 2]) if i + 1 < len(leaves) else leaves[i] for i in range(0, len(leaves), 2)]
    return leaves[0]


def is_included(hash_, index, size, proof, top):
    if not 0 <= index < size:
        return False
    last = size - 1
    for sibling in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            hash_ = node(sibling, hash_)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            hash_ = node(hash_, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and hash_ == top


def is_consistent(before, root_before, size, top, proof):
    if before == size:
        return not proof and root_before == top
    if not 0 <= before < size:
        return False
    if before == 0:
        return not proof and root_before == sha256(b"")
    path = ([root_before] if before & (before - 1) == 0 else []) + proof
    if not path:
        return False
    at, last = before - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node(sibling, old), node(sibling, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node(new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and old == root_before and new == top


# The signed checkpoint.
def origin_of(key):
    return "charter-ledger-" + sha256(key)[:8].hex()


def checkpoint_of(note, keys):
    """(size, root), or None when the key that was in force at its size has not signed exactly this."""
    found = re.match("[^\n]*\n([0-9]{1,18})\n", note)
    return signed_checkpoint(note, keys.origin, keys.at(int(found[1]))) if found else None


def signed_checkpoint(note, origin, key):
    found = re.fullmatch(re.escape(origin) + "\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/=]+)\n\n\u2014 " + re.escape(origin) + " ([A-Za-z0-9+/=]+)\n", note)
    if not found:
        return None
    try:
        top, mark = unbase64(found[2]), unbase64(found[3])
    except ValueError:
        return None
    body = f"{origin}\n{found[1]}\n{found[2]}\n".encode()
    if len(top) != 32 or mark[:4] != sha256(origin.encode() + b"\n\1" + key)[:4] or not is_signed(key, body, mark[4:]):
        return None
    return int(found[1]), top


class Keys:
    """Which key signs a ledger from which size on: the first, and those that took its place."""

    def __init__(self, first):
        self.origin, self.since = origin_of(first), [(0, first)]

    def at(self, size):
        return [key for first, key in self.since if first <= size][-1]

    def holds(self, text):
        return any(base64.b64encode(key).decode() == text for _, key in self.since)

    def take(self, entry):
        """What is wrong with an entry of the kind `key`; None: it follows, and the ledger goes on under the new key."""
        body = entry["body"]
        try:
            old, new, by_old, by_new = (unbase64(body[member]) for member in ("instead_of", "key", "signed_by_old", "signed_by_new"))
        except (KeyError, ValueError, TypeError):
            return "it is not a change of the ledger's key"
        if body.get("event") != "rotated" or len(old) != 32 or len(new) != 32:
            return "it is not a change of the ledger's key"
        if old != self.since[-1][1]:
            return "it changes another key than the one in force"
        if self.holds(body["key"]):
            return "it takes a key that the ledger has had"
        lines = ["charter-ledger/1 key", self.origin, str(entry["sequence"]), entry["previous"], body["instead_of"], body["key"]]
        text = "".join(line + "\n" for line in lines).encode()
        if not is_signed(old, text, by_old):
            return "the change of key is not signed by the key before"
        if not is_signed(new, text, by_new):
            return "the change of key is not signed by the new key"
        self.since.append((entry["sequence"] + 1, new))
        return None


# The limits of a share: binomial tails by the incomplete beta function (its continued fraction, after Lentz).
def beta_cdf(x, a, b):
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    tiny, c, d = 1e-300, 1.0, 1 / (1 - (a + b) * x / (a + 1) or 1e-300)
    total = d
    for m in range(1, 10000):
        for step in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 / (1 + step * d or tiny)
            c = 1 + step / c or tiny
            total *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * total


def where(chance, wanted):
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if chance(middle) < wanted else (low, middle)
    return (low + high) / 2


def share_limits(events, rows, tail):
    rest = rows - events
    at_least = lambda p: 1.0 if events == 0 else beta_cdf(p, events, rest + 1)
    beyond = lambda p: 0.0 if rest == 0 else beta_cdf(p, events + 1, rest)
    if min(events, rest) < 10:  # Clopper and Pearson
        low, high = at_least, beyond
    else:  # mid-P: as many as were seen count half
        low = high = lambda p: (at_least(p) + beyond(p)) / 2
    return 0.0 if events == 0 else where(low, tail), 1.0 if rest == 0 else where(high, 1 - tail)


def follows(body):
    """None: nothing enclosed. Else whether interval and verdict follow from the counts."""
    counts, bound, interval = body.get("counts"), body.get("bound"), body.get("interval")
    if not (isinstance(counts, dict) and isinstance(bound, dict) and isinstance(interval, dict)):
        return None
    try:
        events, rows, level = counts["events"], counts["rows"], interval["level"]
        if not (0 <= events <= rows and rows >= 1 and 0 < level < 1):
            return False
        low, high = share_limits(events, rows, (1 - level) / 2)
        least = -math.inf if bound["low"] is None else bound["low"]
        most = math.inf if bound["high"] is None else bound["high"]
        verdict = "kept" if low >= least and high <= most else "broken" if high < least or low > most else "unproven"
        near = abs(low - interval["low"]) < 1e-7 and abs(high - interval["high"]) < 1e-7 and abs(events / rows - body["value"]) < 1e-9
        return near and verdict == body["verdict"]
    except (KeyError, TypeError):
        return False


def asides_in(value):
    if isinstance(value, list):
        return [digest for item in value for digest in asides_in(item)]
    if not isinstance(value, dict):
        return []
    own = [value["aside"]] if isinstance(value.get("aside"), str) and re.fullmatch("sha256:[0-9a-f]{64}", value["aside"]) else []
    return own + [digest for item in value.values() for digest in asides_in(item)]


def is_time(text):
    return isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{6})?)?Z)?", text) is not None


def moment(time):
    """For comparison: every part that was left out is zero."""
    parts = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", time.replace("-", " ").replace(":", " ").replace("T", " "))]
    return parts + [0.0] * (6 - len(parts))


class Export:
    def __init__(self, kept, key):
        self.kept, self.kept_key = kept, key
        self.faults, self.leaves, self.last, self.time = [], [], ZEROS, None
        self.referred, self.erased, self.present = set(), set(), []
        self.keys, self.ended, self.lines, self.recomputed = None, False, 0, 0

    def fault(self, where_, what):
        self.faults.append(f"{where_}: {what}")

    def line(self, data):
        self.lines += 1
        here = f"line {self.lines}"
        if self.ended:
            return self.fault(here, "there is something after the checkpoint")
        try:
            text = data.decode()
            value = parse(text)
        except (ValueError, RecursionError):
            return self.fault(here, "it is no JSON")
        if not isinstance(value, dict):
            return self.fault(here, "it is no JSON object")
        if canonical(value) != text:
            self.fault(here, "it is not in its canonical form")
        if self.lines == 1:
            return self.head(here, value)
        if set(value) == {"entry"} and isinstance(value["entry"], dict):
            return self.entry(f"{here}, entry {len(self.leaves)}", value["entry"])
        if set(value) == {"aside"} and isinstance(value["aside"], dict):
            return self.aside(here, value["aside"])
        if set(value) == {"checkpoint"} and isinstance(value["checkpoint"], str):
            return self.checkpoint(here, value["checkpoint"])
        return self.fault(here, "it is neither an entry, nor an aside, nor a checkpoint")

    def head(self, here, value):
        if set(value) != {"format", "key", "origin"} or value["format"] != FORMAT:
            return self.fault(here, "it is not the head of an export")
        try:
            key = unbase64(value["key"])
        except (ValueError, TypeError):
            return self.fault(here, "its key is not in base64")
        if len(key) != 32:
            return self.fault(here, "its key is not an Ed25519 public key")
        self.keys = Keys(key)
        if self.keys.origin != value["origin"]:
            self.fault(here, "its origin is not that of its key")

    def entry(self, here, value):
        if self.present:
            self.fault(here, "it stands behind the asides")
        data = canonical(value).encode()
        if set(value) != {"body", "kind", "previous", "sequence", "time"} or not isinstance(value["body"], dict) or not isinstance(value["kind"], str):
            self.fault(here, "a member is missing or of another type")
        else:
            if value["sequence"] != len(self.leaves) or isinstance(value["sequence"], bool):
                self.fault(here, f"it calls itself {value['sequence']}")
            if value["previous"] != self.last:
                self.fault(here, "it does not follow the entry before")
            if not is_time(value["time"]):
                self.fault(here, "its time cannot be read")
            else:
                if self.time is not None and moment(value["time"]) < self.time:
                    self.fault(here, "it is dated before the entry before")
                self.time = max(self.time or moment(value["time"]), moment(value["time"]))
            (self.erased if value["kind"] == "erasure" else self.referred).update(asides_in(value["body"]))
            if value["kind"] == "key" and self.keys:
                wrong = self.keys.take(value)
                if wrong:
                    self.fault(here, wrong)
            if value["kind"] == "verdict":
                found = follows(value["body"])
                if found is False:
                    self.fault(here, "its verdict or interval does not follow from its counts")
                self.recomputed += found is True
        self.leaves.append(leaf(data))
        self.last = name(sha256(data))

    def aside(self, here, value):
        if set(value) != {"digest", "salt", "text"} or not all(isinstance(item, str) for item in value.values()):
            return self.fault(here, "it is no aside")
        if not re.fullmatch("[0-9a-f]{32}", value["salt"]) or name(sha256(bytes.fromhex(value["salt"]) + value["text"].encode())) != value["digest"]:
            self.fault(here, "the aside is not what its digest says")
        if self.present and self.present[-1] >= value["digest"]:
            self.fault(here, "the asides are not in order")
        self.present.append(value["digest"])
        if value["digest"] not in self.referred:
            self.fault(here, "no entry refers to this aside")
        if value["digest"] in self.erased:
            self.fault(here, "an entry says that this aside was erased")

    def checkpoint(self, here, note):
        self.ended = True
        if (not note and not self.leaves) or self.keys is None:
            return
        found = checkpoint_of(note, self.keys)
        if found is None:
            return self.fault(here, "the checkpoint is not signed by the ledger's key")
        if found[0] != len(self.leaves):
            return self.fault(here, f"the checkpoint holds {found[0]} entries, and there are {len(self.leaves)}")
        if found[1] != root(self.leaves):
            self.fault(here, "the checkpoint holds other entries")

    def finish(self):
        if not self.lines:
            self.fault("the export", "it is empty")
        elif not self.ended:
            self.fault("the end", "there is no checkpoint: the export is cut off")
        if self.kept_key and self.keys and not self.keys.holds(self.kept_key):
            self.fault("the kept key", "the export is signed by another key")
        if self.kept and self.keys:
            found = checkpoint_of(self.kept, self.keys)
            if found is None:
                self.fault("the kept checkpoint", "it is not signed by the key of this export")
            elif found[0] > len(self.leaves):
                self.fault("the kept checkpoint", f"it holds {found[0]} entries, and there are {len(self.leaves)}: the end is cut off")
            elif root(self.leaves[: found[0]]) != found[1]:
                self.fault("the kept checkpoint", f"its {found[0]} entries are not the first of these: the ledger was rewritten")
        for digest in sorted(self.referred - set(self.present) - self.erased):
            self.fault(f"aside {digest}", "it is not there, and no entry says that it was erased")
        return self.faults


def verify_export(data, kept="", key=""):
    """Every fault, and the export as it was read."""
    export = Export(kept, key)
    lines = data.split(b"\n")
    for line in lines[:-1]:
        export.line(line)
    if lines[-1]:
        export.line(lines[-1])
        export.fault("the end", "the last line does not end with a line break")
    return export.finish(), export


def verify_proof(data, kept="", key=""):
    try:
        proof = parse(data.decode())
        keys, index = Keys(unbase64(proof["key"])), proof["index"]
        wrong = [fault for fault in map(keys.take, proof.get("changes", [])) if fault]
        inclusion = [unbase64(item) for item in proof["inclusion"]]
        found = checkpoint_of(proof["checkpoint"], keys)
    except (ValueError, KeyError, TypeError):
        return ["the proof: it cannot be read"]
    if wrong:
        return [f"the proof: {fault}" for fault in wrong]
    if found is None:
        return ["the proof: its checkpoint is not signed by its key"]
    faults = []
    if key and not keys.holds(key):
        faults.append("the kept key: the proof is signed by another key")
    if not is_included(leaf(canonical(proof["entry"]).encode()), index, found[0], inclusion, found[1]):
        faults.append("the proof: the entry is not in the ledger of the checkpoint")
    if "consistency" in proof:
        part = proof["consistency"]
        if not is_consistent(part["size"], unbase64(part["root"]), found[0], found[1], [unbase64(item) for item in part["proof"]]):
            faults.append("the proof: the earlier ledger is not the beginning of this one")
        if kept and checkpoint_of(kept, keys) != (part["size"], unbase64(part["root"])):
            faults.append("the kept checkpoint: the proof is about another one")
    elif kept and checkpoint_of(kept, keys) != found:
        faults.append("the kept checkpoint: the proof is about another one; ask for one with --since")
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("export", nargs="?")
    parser.add_argument("--proof")
    parser.add_argument("--checkpoint", help="a checkpoint that was kept elsewhere")
    parser.add_argument("--key", default="", help="a public key of the ledger as it was kept elsewhere, in base64")
    given = parser.parse_args()
    if (given.export is None) == (given.proof is None):
        parser.error("name an export, or a proof with --proof")
    kept = ""
    if given.checkpoint:
        with open(given.checkpoint, encoding="utf-8", newline="") as file:
            kept = file.read()
    with open(given.export or given.proof, "rb") as file:
        data = file.read()
    if given.proof:
        faults = verify_proof(data, kept, given.key)
        print("\n".join(faults) or "The proof holds.")
    else:
        faults, export = verify_export(data, kept, given.key)
        print("\n".join(faults) or f"The ledger verifies: {len(export.leaves)} entries, {export.recomputed} verdicts computed again from their counts.")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
