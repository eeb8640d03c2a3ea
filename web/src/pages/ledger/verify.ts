/// Checks a ledger in the browser: an export of all of it, or a proof about one entry. Written from docs/ledger.md alone; what hashes and
/// checks signatures is the browser's own (WebCrypto). It says what is wrong by codes; words/ledger.ts has the sentences.
///
/// Not checked here: whether verdicts follow from the counts beside them. `tools/verify_ledger.py` does that too.
import { canonical, NoJson, parse, whole, type Json, type JsonObject } from "./json";

export type Fault =
  | "empty" | "no_json" | "no_object" | "not_canonical" | "no_head" | "key" | "origin" | "other_key" | "behind_checkpoint" | "unknown_line" | "entry_late" | "members" | "sequence" | "chain" | "time" | "time_back"
  | "aside_members" | "aside_digest" | "aside_order" | "aside_unknown" | "aside_erased" | "aside_missing" | "unsigned" | "size" | "root" | "cut" | "line_break"
  | "key_change" | "key_not_in_force" | "key_again" | "key_unsigned_old" | "key_unsigned_new" | "kept_unsigned" | "kept_longer" | "kept_rewritten" | "proof_unreadable" | "not_included" | "not_consistent" | "kept_other";

export interface Found {
  fault: Fault;
  /// Counted from 1; none: it is about all of it.
  line?: number;
  entry?: number;
  /// Of an aside.
  digest?: string;
}

/// `unchecked`: this browser cannot check Ed25519 signatures.
export type Signature = "valid" | "invalid" | "unchecked" | "none";

export interface Report {
  found: Found[];
  signature: Signature;
  /// Of the signed checkpoint; none: there is no entry.
  size?: number;
  root?: string;
  key?: string;
}
export interface ExportReport extends Report {
  entries: number;
  asides: number;
  erased: number;
}

export interface Given {
  /// A checkpoint that was kept elsewhere.
  checkpoint?: string;
  /// A public key of the ledger as it was kept elsewhere, in base64.
  key?: string;
  progress?: (done: number, all: number) => void;
}

/// Why nothing can be checked here at all; undefined: it can.
export function whyNot(): "insecure" | undefined {
  return globalThis.crypto?.subtle === undefined ? "insecure" : undefined;
}

type Bytes = Uint8Array<ArrayBuffer>;
const zeros = `sha256:${"0".repeat(64)}`;
const encoder = new TextEncoder();

const bytesOf = (text: string): Bytes => encoder.encode(text) as Bytes;
const hex = (bytes: Bytes): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
async function sha256(...parts: Bytes[]): Promise<Bytes> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}
const named = (digest: Bytes): string => `sha256:${hex(digest)}`;
const same = (a: Bytes, b: Bytes): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/// Strict: the one spelling of the bytes, or nothing.
function unbase64(text: string): Bytes | undefined {
  try {
    const letters = atob(text);
    return btoa(letters) === text ? Uint8Array.from(letters, (letter) => letter.charCodeAt(0)) : undefined;
  } catch {
    return undefined;
  }
}
const base64 = (bytes: Bytes): string => btoa(String.fromCharCode(...bytes));
function unhex(text: string): Bytes {
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

// The tree of RFC 6962.
const leaf = (entry: Bytes): Promise<Bytes> => sha256(Uint8Array.of(0), entry);
const node = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(Uint8Array.of(1), left, right);

export async function rootOf(leaves: Bytes[]): Promise<Bytes> {
  if (leaves.length === 0) return sha256();
  let level = leaves;
  while (level.length > 1) {
    const pairs: (Promise<Bytes> | Bytes)[] = [];
    for (let i = 0; i < level.length; i += 2) pairs.push(i + 1 < level.length ? node(level[i], level[i + 1]) : level[i]);
    level = await Promise.all(pairs);
  }
  return level[0];
}

const half = (number: number): number => Math.floor(number / 2);
const odd = (number: number): boolean => number % 2 === 1;

/// RFC 9162, section 2.1.3.2.
export async function isIncluded(hash: Bytes, index: number, size: number, proof: Bytes[], root: Bytes): Promise<boolean> {
  if (index < 0 || index >= size) return false;
  let at = index, last = size - 1, made = hash;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (odd(at) || at === last) {
      made = await node(sibling, made);
      while (!odd(at) && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else {
      made = await node(made, sibling);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && same(made, root);
}

/// RFC 9162, section 2.1.4.2.
export async function isConsistent(before: number, rootBefore: Bytes, size: number, root: Bytes, proof: Bytes[]): Promise<boolean> {
  if (before === size) return proof.length === 0 && same(rootBefore, root);
  if (before < 0 || before > size) return false;
  if (before === 0) return proof.length === 0 && same(rootBefore, await sha256());
  const path = Number.isInteger(Math.log2(before)) ? [rootBefore, ...proof] : proof;
  if (path.length === 0) return false;
  let at = before - 1, last = size - 1;
  while (odd(at)) {
    at = half(at);
    last = half(last);
  }
  let old = path[0], made = path[0];
  for (const sibling of path.slice(1)) {
    if (last === 0) return false;
    if (odd(at) || at === last) {
      old = await node(sibling, old);
      made = await node(sibling, made);
      while (!odd(at) && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else {
      made = await node(made, sibling);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && same(old, rootBefore) && same(made, root);
}

async function originOf(key: Bytes): Promise<string> {
  return `charter-ledger-${hex(await sha256(key)).slice(0, 16)}`;
}

async function isSigned(key: Bytes, message: Bytes, signature: Bytes): Promise<Signature> {
  let known: CryptoKey;
  try {
    known = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    return error instanceof DOMException && error.name === "DataError" ? "invalid" : "unchecked";
  }
  return (await crypto.subtle.verify({ name: "Ed25519" }, known, signature, message)) ? "valid" : "invalid";
}

/// Which key signs a ledger from which size on: the first, and those that took its place.
class Keys {
  private readonly since: { size: number; key: Bytes }[];
  private constructor(readonly origin: string, first: Bytes) {
    this.since = [{ size: 0, key: first }];
  }
  static async from(first: Bytes): Promise<Keys> {
    return new Keys(await originOf(first), first);
  }
  at(size: number): Bytes {
    return this.since.filter((one) => one.size <= size).slice(-1)[0].key;
  }
  holds(text: string): boolean {
    return this.since.some((one) => base64(one.key) === text);
  }
  get newest(): string {
    return base64(this.since[this.since.length - 1].key);
  }

  /// An entry of the kind `key`. What is wrong with it; nothing: the ledger goes on under the new key.
  async take(entry: JsonObject): Promise<Fault | undefined> {
    const body = entry.get("body"), sequence = whole(entry.get("sequence")), previous = entry.get("previous");
    const [oldText, newText, byOld, byNew] = ["instead_of", "key", "signed_by_old", "signed_by_new"].map((name) => (body instanceof Map ? body.get(name) : undefined));
    if (!(body instanceof Map) || body.get("event") !== "rotated" || sequence === undefined || typeof previous !== "string") return "key_change";
    if (typeof oldText !== "string" || typeof newText !== "string" || typeof byOld !== "string" || typeof byNew !== "string") return "key_change";
    const before = unbase64(oldText), after = unbase64(newText), signedOld = unbase64(byOld), signedNew = unbase64(byNew);
    if (before?.length !== 32 || after?.length !== 32 || signedOld === undefined || signedNew === undefined) return "key_change";
    if (oldText !== this.newest) return "key_not_in_force";
    if (this.holds(newText)) return "key_again";
    const text = bytesOf(["charter-ledger/1 key", this.origin, String(sequence), previous, oldText, newText].map((line) => `${line}\n`).join(""));
    if ((await isSigned(before, text, signedOld)) === "invalid") return "key_unsigned_old";
    if ((await isSigned(after, text, signedNew)) === "invalid") return "key_unsigned_new";
    this.since.push({ size: sequence + 1, key: after });
    return undefined;
  }
}

interface Checkpoint {
  size: number;
  root: Bytes;
  signature: Signature;
}
/// What a signed note says; nothing where it is not by the key that was in force at its size, in exactly the form that it must have.
async function checkpointOf(note: string, keys: Keys): Promise<Checkpoint | undefined> {
  const origin = keys.origin;
  const found = /^(charter-ledger-[0-9a-f]{16})\n(0|[1-9]\d*)\n([A-Za-z0-9+/=]+)\n\n— (charter-ledger-[0-9a-f]{16}) ([A-Za-z0-9+/=]+)\n$/.exec(note);
  if (found === null || found[1] !== origin || found[4] !== origin) return undefined;
  const root = unbase64(found[3]), mark = unbase64(found[5]), size = Number(found[2]);
  if (root?.length !== 32 || mark?.length !== 68 || !Number.isSafeInteger(size)) return undefined;
  const key = keys.at(size);
  const name = await sha256(bytesOf(`${origin}\n`), Uint8Array.of(1), key);
  if (!same(mark.slice(0, 4) as Bytes, name.slice(0, 4) as Bytes)) return undefined;
  const signature = await isSigned(key, bytesOf(`${found[1]}\n${found[2]}\n${found[3]}\n`), mark.slice(4) as Bytes);
  return signature === "invalid" ? undefined : { size, root, signature };
}

/// Every `{"aside": "sha256:..."}` in a body.
function asidesIn(value: Json, into: Set<string>): void {
  if (Array.isArray(value)) value.forEach((item) => asidesIn(item, into));
  if (!(value instanceof Map)) return;
  const own = value.get("aside");
  if (typeof own === "string" && /^sha256:[0-9a-f]{64}$/.test(own)) into.add(own);
  value.forEach((item) => asidesIn(item, into));
}

/// Comparable as text: every part that was left out is zero.
function momentOf(time: Json | undefined): string | undefined {
  if (typeof time !== "string") return undefined;
  const found = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.(\d{6}))?)?Z)?$/.exec(time);
  return found === null ? undefined : `${found[1]}T${found[2] ?? "00:00"}:${found[3] ?? "00"}.${found[4] ?? "000000"}`;
}

const members = (object: JsonObject, ...names: string[]): boolean => object.size === names.length && names.every((name) => object.has(name));

class Export {
  readonly found: Found[] = [];
  readonly leaves: Bytes[] = [];
  readonly referred = new Set<string>();
  readonly erased = new Set<string>();
  present: string[] = [];
  keys: Keys | undefined;
  ended = false;
  checkpoint: Checkpoint | undefined;
  signature: Signature = "none";
  private lines = 0;
  private last = zeros;
  private moment: string | undefined;

  constructor(private readonly given: Given) {}

  private say(fault: Fault, more: Partial<Found> = {}): void {
    this.found.push({ fault, line: this.lines, ...more });
  }

  async line(data: Bytes): Promise<void> {
    ++this.lines;
    if (this.ended) return this.say("behind_checkpoint");
    let text: string, value: Json;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
      value = parse(text);
    } catch (error) {
      if (error instanceof NoJson || error instanceof TypeError || error instanceof RangeError) return this.say("no_json");
      throw error;
    }
    if (!(value instanceof Map)) return this.say("no_object");
    if (canonical(value) !== text) this.say("not_canonical");
    if (this.lines === 1) return this.head(value);
    const [name, inside] = [...value][0] ?? [undefined, null];
    if (value.size === 1 && name === "entry" && inside instanceof Map) return this.entry(inside);
    if (value.size === 1 && name === "aside" && inside instanceof Map) return this.aside(inside);
    if (value.size === 1 && name === "checkpoint" && typeof inside === "string") return this.end(inside);
    return this.say("unknown_line");
  }

  private async head(value: JsonObject): Promise<void> {
    const key = value.get("key");
    if (!members(value, "format", "key", "origin") || value.get("format") !== "charter-ledger/1" || typeof key !== "string") return this.say("no_head");
    const first = unbase64(key);
    if (first?.length !== 32) return this.say("key");
    this.keys = await Keys.from(first);
    if (this.keys.origin !== value.get("origin")) this.say("origin");
  }

  private async entry(value: JsonObject): Promise<void> {
    const entry = this.leaves.length;
    if (this.present.length > 0) this.say("entry_late", { entry });
    const data = bytesOf(canonical(value)), body = value.get("body"), kind = value.get("kind");
    if (!members(value, "body", "kind", "previous", "sequence", "time") || !(body instanceof Map) || typeof kind !== "string") {
      this.say("members", { entry });
    } else {
      if (whole(value.get("sequence")) !== entry) this.say("sequence", { entry });
      if (value.get("previous") !== this.last) this.say("chain", { entry });
      const moment = momentOf(value.get("time"));
      if (moment === undefined) this.say("time", { entry });
      else {
        if (this.moment !== undefined && moment < this.moment) this.say("time_back", { entry });
        if (this.moment === undefined || moment > this.moment) this.moment = moment;
      }
      const wrong = kind === "key" && this.keys !== undefined ? await this.keys.take(value) : undefined;
      if (wrong !== undefined) this.say(wrong, { entry });
      asidesIn(body, kind === "erasure" ? this.erased : this.referred);
    }
    this.leaves.push(await leaf(data));
    this.last = named(await sha256(data));
  }

  private async aside(value: JsonObject): Promise<void> {
    const [digest, salt, text] = ["digest", "salt", "text"].map((name) => value.get(name));
    if (!members(value, "digest", "salt", "text") || typeof digest !== "string" || typeof salt !== "string" || typeof text !== "string") return this.say("aside_members");
    if (!/^[0-9a-f]{32}$/.test(salt) || named(await sha256(unhex(salt), bytesOf(text))) !== digest) this.say("aside_digest", { digest });
    if (this.present.length > 0 && this.present[this.present.length - 1] >= digest) this.say("aside_order", { digest });
    this.present.push(digest);
    if (!this.referred.has(digest)) this.say("aside_unknown", { digest });
    if (this.erased.has(digest)) this.say("aside_erased", { digest });
  }

  private async end(note: string): Promise<void> {
    this.ended = true;
    if ((note === "" && this.leaves.length === 0) || this.keys === undefined) return;
    this.checkpoint = await checkpointOf(note, this.keys);
    this.signature = this.checkpoint?.signature ?? "invalid";
    if (this.checkpoint === undefined) return this.say("unsigned");
    if (this.checkpoint.size !== this.leaves.length) return this.say("size");
    if (!same(this.checkpoint.root, await rootOf(this.leaves))) this.say("root");
  }

  async finish(): Promise<void> {
    if (this.lines === 0) this.found.push({ fault: "empty" });
    else if (!this.ended) this.found.push({ fault: "cut" });
    if (this.given.key && this.keys !== undefined && !this.keys.holds(this.given.key)) this.found.push({ fault: "other_key" });
    if (this.given.checkpoint && this.keys !== undefined) {
      const kept = await checkpointOf(this.given.checkpoint, this.keys);
      if (kept === undefined) this.found.push({ fault: "kept_unsigned" });
      else if (kept.size > this.leaves.length) this.found.push({ fault: "kept_longer" });
      else if (!same(await rootOf(this.leaves.slice(0, kept.size)), kept.root)) this.found.push({ fault: "kept_rewritten" });
    }
    const there = new Set(this.present);
    for (const digest of [...this.referred].sort()) {
      if (!there.has(digest) && !this.erased.has(digest)) this.found.push({ fault: "aside_missing", digest });
    }
  }
}

/// Every fault of an export, in the order of its lines. No fault and a valid signature: the ledger verifies.
export async function verifyExport(data: Bytes, given: Given = {}): Promise<ExportReport> {
  const all = new Export(given);
  let begin = 0;
  for (let end = data.indexOf(10); end !== -1; end = data.indexOf(10, begin)) {
    await all.line(data.subarray(begin, end));
    begin = end + 1;
    given.progress?.(begin, data.length);
  }
  if (begin < data.length) {
    await all.line(data.subarray(begin));
    all.found.push({ fault: "line_break" });
  }
  await all.finish();
  return { found: all.found, signature: all.signature, size: all.checkpoint?.size, root: all.checkpoint && base64(all.checkpoint.root), key: all.keys?.newest, entries: all.leaves.length, asides: all.present.length, erased: all.erased.size };
}

export interface ProofReport extends Report {
  index?: number;
  /// Of the entry in its canonical form.
  digest?: string;
}

const unreadable: ProofReport = { found: [{ fault: "proof_unreadable" }], signature: "none" };

/// A proof as `GET /v1/ledger/entries/{entry}/proof` gives it.
export async function verifyProof(text: string, given: Given = {}): Promise<ProofReport> {
  let proof: Json;
  try {
    proof = parse(text);
  } catch (error) {
    if (error instanceof NoJson || error instanceof RangeError) return unreadable;
    throw error;
  }
  if (!(proof instanceof Map)) return unreadable;
  const keyText = proof.get("key"), note = proof.get("checkpoint"), entry = proof.get("entry"), index = whole(proof.get("index")), path = hashes(proof.get("inclusion"));
  const key = typeof keyText === "string" ? unbase64(keyText) : undefined;
  if (key === undefined || typeof note !== "string" || entry === undefined || index === undefined || path === undefined) return unreadable;
  const keys = await Keys.from(key), changes = proof.get("changes") ?? [];
  if (!Array.isArray(changes)) return unreadable;
  for (const change of changes) {
    const wrong = change instanceof Map ? await keys.take(change) : "proof_unreadable";
    if (wrong !== undefined) return { found: [{ fault: wrong }], signature: "invalid" };
  }
  const checkpoint = await checkpointOf(note, keys);
  if (checkpoint === undefined) return { found: [{ fault: "unsigned" }], signature: "invalid" };
  const found: Found[] = [];
  if (given.key && !keys.holds(given.key)) found.push({ fault: "other_key" });
  const data = bytesOf(canonical(entry));
  if (!(await isIncluded(await leaf(data), index, checkpoint.size, path, checkpoint.root))) found.push({ fault: "not_included", entry: index });
  const earlier = proof.get("consistency");
  const kept = given.checkpoint ? await checkpointOf(given.checkpoint, keys) : undefined;
  if (earlier instanceof Map) found.push(...(await faultsOfEarlier(earlier, checkpoint, given.checkpoint ? { note: kept } : undefined)));
  else if (earlier !== undefined) return unreadable;
  else if (given.checkpoint && !(kept?.size === checkpoint.size && same(kept.root, checkpoint.root))) found.push({ fault: "kept_other" });
  return { found, signature: checkpoint.signature, size: checkpoint.size, root: base64(checkpoint.root), key: keys.newest, index, digest: named(await sha256(data)) };
}

async function faultsOfEarlier(part: JsonObject, checkpoint: Checkpoint, kept: { note: Checkpoint | undefined } | undefined): Promise<Found[]> {
  const size = whole(part.get("size")), rootText = part.get("root"), proof = hashes(part.get("proof"));
  const root = typeof rootText === "string" ? unbase64(rootText) : undefined;
  if (size === undefined || root === undefined || proof === undefined) return [{ fault: "proof_unreadable" }];
  const found: Found[] = [];
  if (!(await isConsistent(size, root, checkpoint.size, checkpoint.root, proof))) found.push({ fault: "not_consistent" });
  if (kept && !(kept.note?.size === size && same(kept.note.root, root))) found.push({ fault: "kept_other" });
  return found;
}

function hashes(value: Json | undefined): Bytes[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const all = value.map((item) => (typeof item === "string" ? unbase64(item) : undefined));
  return all.some((one) => one === undefined) ? undefined : (all as Bytes[]);
}
