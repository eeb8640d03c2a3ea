/// JSON as the ledger means it: RFC 8259 read strictly, RFC 8785 written. The browser's own reader takes a key that occurs twice and rounds
/// large whole numbers, so it cannot tell whether a line is written in its one form.

/// A number with the digits that were read: a whole one stays as it is, however long.
export class Num {
  constructor(readonly written: string) {}
  get value(): number {
    return Number(this.written);
  }
}
export type Json = null | boolean | string | Num | Json[] | JsonObject;
export type JsonObject = Map<string, Json>;

export class NoJson extends Error {}

const depth_max = 1_000;

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  whole(): Json {
    const value = this.value(0);
    this.space();
    if (this.at !== this.text.length) throw new NoJson("something follows");
    return value;
  }

  private space(): void {
    while (" \t\n\r".includes(this.text[this.at] ?? "x")) ++this.at;
  }
  private take(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }
  private value(depth: number): Json {
    if (depth > depth_max) throw new NoJson("too deep");
    this.space();
    switch (this.text[this.at]) {
      case "{": return this.object(depth);
      case "[": return this.list(depth);
      case '"': return this.string();
    }
    if (this.take("null")) return null;
    if (this.take("true")) return true;
    if (this.take("false")) return false;
    return this.number();
  }
  private object(depth: number): JsonObject {
    const all: JsonObject = new Map();
    ++this.at;
    this.space();
    if (this.take("}")) return all;
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') throw new NoJson("a key is no string");
      const key = this.string();
      if (all.has(key)) throw new NoJson("a key occurs twice");
      this.space();
      if (!this.take(":")) throw new NoJson("a colon is missing");
      all.set(key, this.value(depth + 1));
      this.space();
      if (this.take("}")) return all;
      if (!this.take(",")) throw new NoJson("a comma is missing");
    }
  }
  private list(depth: number): Json[] {
    const all: Json[] = [];
    ++this.at;
    this.space();
    if (this.take("]")) return all;
    for (;;) {
      all.push(this.value(depth + 1));
      this.space();
      if (this.take("]")) return all;
      if (!this.take(",")) throw new NoJson("a comma is missing");
    }
  }
  private string(): string {
    const begin = this.at;
    for (++this.at; this.text[this.at] !== '"'; ++this.at) {
      if (this.at >= this.text.length) throw new NoJson("a string does not end");
      if (this.text[this.at] === "\\") ++this.at;
    }
    ++this.at;
    try {
      return JSON.parse(this.text.slice(begin, this.at)) as string;
    } catch {
      throw new NoJson("a string cannot be read");
    }
  }
  private number(): Num {
    const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    number.lastIndex = this.at;
    const found = number.exec(this.text);
    if (found === null) throw new NoJson("it is no value");
    this.at += found[0].length;
    if (!Number.isFinite(Number(found[0]))) throw new NoJson("a number is too large");
    return new Num(found[0]);
  }
}

export function parse(text: string): Json {
  return new Reader(text).whole();
}

/// The one way to write it.
export function canonical(value: Json): string {
  if (value instanceof Num) return /^-?\d+$/.test(value.written) ? (value.written === "-0" ? "0" : value.written) : String(value.value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value instanceof Map) {
    // The order of JavaScript's strings is that of their UTF-16 units, as the standard wants it.
    const keys = [...value.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value.get(key) as Json)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/// A whole number that a double holds; undefined: it is none.
export function whole(value: Json | undefined): number | undefined {
  return value instanceof Num && /^(0|[1-9]\d*)$/.test(value.written) && Number.isSafeInteger(value.value) ? value.value : undefined;
}
