/// Two texts line by line: the shortest way from one to the other (Myers, An O(ND) Difference Algorithm, 1986).
export interface DiffLine {
  kind: "same" | "added" | "removed";
  text: string;
  /// Line numbers, from 1.
  old?: number;
  now?: number;
}

const edits_max = 4_000;

/// Nothing where the texts differ in more lines than can be set side by side.
export function difference(before: string, after: string): DiffLine[] | undefined {
  const a = before.split("\n"), b = after.split("\n");
  const limit = Math.min(a.length + b.length, edits_max);
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let d = 0; d <= limit; ++d) {
    trace.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = down ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) ++x;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return walked(a, b, trace, d);
    }
    // The trace grows with the square of the edits.
    if (d > 1_500) return undefined;
  }
  return undefined;
}

function walked(a: string[], b: string[], trace: Map<number, number>[], edits: number): DiffLine[] {
  const lines: DiffLine[] = [];
  let x = a.length, y = b.length;
  for (let d = edits; d >= 0; --d) {
    const at = trace[d], k = x - y;
    const down = k === -d || (k !== d && (at.get(k - 1) ?? -1) < (at.get(k + 1) ?? -1));
    const from = down ? k + 1 : k - 1;
    const px = at.get(from) ?? 0, py = px - from;
    while (x > px && y > py && x > 0 && y > 0) {
      lines.push({ kind: "same", text: a[x - 1], old: x, now: y });
      --x;
      --y;
    }
    if (d === 0) break;
    if (down) lines.push({ kind: "added", text: b[y - 1], now: y });
    else lines.push({ kind: "removed", text: a[x - 1], old: x });
    x = px;
    y = py;
  }
  return lines.reverse();
}

const context = 3;

/// Lines that differ with some around them; `skipped` counts those left out.
export type Hunk = { skipped: number } | { lines: DiffLine[] };
export function hunks(lines: DiffLine[]): Hunk[] {
  const near = lines.map(() => false);
  lines.forEach((line, index) => {
    if (line.kind === "same") return;
    for (let i = Math.max(0, index - context); i <= Math.min(lines.length - 1, index + context); ++i) near[i] = true;
  });
  const all: Hunk[] = [];
  for (let i = 0; i < lines.length;) {
    let end = i;
    while (end < lines.length && near[end] === near[i]) ++end;
    all.push(near[i] ? { lines: lines.slice(i, end) } : { skipped: end - i });
    i = end;
  }
  return all;
}
