/// Where in a charter one is writing: the keys that lead there, and what has been begun. By indentation and brackets, because a
/// text that is being written is seldom whole YAML.
export interface Place {
  /// Keys from the top; "[]" is an item of a list.
  path: string[];
  /// A key is being written, or the value of the last key of `path`.
  writing: "key" | "value";
  /// Where the word begins that has been begun.
  from: number;
  /// Keys that stand beside it already, as far as they are in sight.
  beside: string[];
}

const key_of = /^(?:"([^"]*)"|'([^']*)'|([^\s#:{}[\],"'][^:#]*?))\s*:(?:\s|$)/;

interface Line {
  indent: number;
  /// Columns of "- " before the content.
  dashes: number[];
  /// Column at which the content begins.
  content: number;
  text: string;
}

function read(line: string): Line | undefined {
  const indent = line.length - line.trimStart().length;
  let content = indent;
  const dashes: number[] = [];
  while (line[content] === "-" && (line[content + 1] === " " || content + 1 === line.length)) {
    dashes.push(content);
    content += 1;
    while (line[content] === " ") ++content;
  }
  const text = line.slice(content);
  if (dashes.length === 0 && (text === "" || text.startsWith("#"))) return undefined;
  return { indent, dashes, content, text };
}

function keyIn(text: string): { key: string; length: number } | undefined {
  const found = key_of.exec(text);
  return found ? { key: found[1] ?? found[2] ?? found[3], length: found[0].length } : undefined;
}

/// Keys above a column, from the innermost to the top; and keys of the same level.
function above(lines: string[], line: number, column: number, inItem: boolean): { path: string[]; beside: string[] } {
  const path: string[] = [], beside: string[] = [];
  let level = column, item = inItem, sibling = true;
  for (let i = line - 1; i >= 0 && level >= 0; --i) {
    const at = read(lines[i]);
    if (!at) continue;
    if (at.content > level && at.dashes.every((dash) => dash >= level)) continue;
    const named = keyIn(at.text);
    if (at.content === level && !item) {
      // A sibling, or the first line of the item that holds us.
      if (sibling && named) beside.push(named.key);
      if (at.dashes.length === 0) continue;
    }
    const inner = at.dashes.filter((dash) => dash < level || (item && dash === level));
    if (item && inner.length > 0 && inner[inner.length - 1] === level) continue;
    if (inner.length > 0 && !item) {
      path.push("[]");
      level = inner[0];
      item = true;
      sibling = false;
      continue;
    }
    // A list may stand at the column of its own key.
    if (named && at.dashes.length === 0 && (at.content < level || (item && at.content === level))) {
      path.push(named.key);
      level = at.content;
      item = false;
      sibling = false;
      if (level === 0) break;
    } else if (named && at.dashes.length > 0 && at.content < level) {
      path.push(named.key, "[]");
      level = at.dashes[0];
      item = true;
      sibling = false;
    }
  }
  return { path: path.reverse(), beside };
}

/// Inside brackets: what they hold up to the end of the text.
function inBrackets(text: string): { path: string[]; writing: "key" | "value"; from: number; beside: string[] } | undefined {
  const stack: { open: string; key?: string; keys: string[]; begin: number }[] = [];
  let quote = "";
  for (let i = 0; i < text.length; ++i) {
    const one = text[i], top = stack[stack.length - 1];
    if (quote) {
      if (one === quote) quote = "";
    } else if (one === '"' || one === "'") quote = one;
    else if (one === "{" || one === "[") stack.push({ open: one, keys: [], begin: i + 1 });
    else if ((one === "}" || one === "]") && top) stack.pop();
    else if (one === "," && top) {
      top.key = undefined;
      top.begin = i + 1;
    } else if (one === ":" && top?.open === "{" && top.key === undefined && /\s|$/.test(text[i + 1] ?? "")) {
      top.key = text.slice(top.begin, i).trim().replace(/^["']|["']$/g, "");
      top.keys.push(top.key);
      top.begin = i + 1;
    }
  }
  const last = stack[stack.length - 1];
  if (!last) return undefined;
  const path = stack.flatMap((one) => (one.open === "[" ? ["[]"] : one.key === undefined ? [] : [one.key]));
  let from = last.begin;
  while (from < text.length && /\s/.test(text[from])) ++from;
  const writing = last.open === "{" && last.key === undefined ? "key" : "value";
  return { path, writing, from, beside: writing === "key" ? last.keys : [] };
}

export function placeAt(text: string, position: number): Place {
  const lines = text.slice(0, position).split("\n");
  const line = lines.length - 1, begin = position - lines[line].length;
  const at = read(lines[line]) ?? { indent: lines[line].length, dashes: [], content: lines[line].length, text: "" };
  const item = at.dashes.length > 0;
  const around = item ? above(lines, line, at.dashes[0], true) : above(lines, line, at.content, false);
  const path = item ? [...around.path, ...at.dashes.map(() => "[]")] : around.path;
  const named = keyIn(at.text);
  const value = named ? at.text.slice(named.length) : at.text;
  const value_from = begin + at.content + (named ? named.length : 0);
  const brackets = inBrackets(value);
  if (brackets) return { path: [...path, ...(named ? [named.key] : []), ...brackets.path], writing: brackets.writing, from: value_from + brackets.from, beside: brackets.beside };
  if (!named) return { path, writing: "key", from: begin + at.content, beside: around.beside };
  const spaces = value.length - value.trimStart().length;
  return { path: [...path, named.key], writing: "value", from: value_from + spaces, beside: [] };
}
