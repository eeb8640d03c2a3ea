import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

import type { Grammar } from "../../api/answers/worth";
import { placeAt } from "./place";

/// A JSON Schema, as far as completion reads it.
export interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  description?: string;
  default?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  $ref?: string;
  $defs?: Record<string, Schema>;
}

/// What a charter may have where one is writing: keys and words from the schema, metrics with their sentence, and what the text itself
/// and the data have named.
export interface Known {
  grammar: Grammar | undefined;
  /// Columns of the data, where they are known.
  columns: string[];
}

/// Every form that a value may take there.
function forms(schema: Schema | undefined): Schema[] {
  if (!schema) return [];
  const others = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter((one) => one.type !== undefined || one.enum || one.properties || one.items);
  return [schema, ...others.flatMap(forms)];
}

export function schemasAt(schema: Schema, path: string[]): Schema[] {
  let all = forms(schema);
  for (const word of path) {
    all = all.flatMap((one) => {
      if (word === "[]") return forms(one.items);
      const named = one.properties?.[word];
      if (named) return forms(named);
      return typeof one.additionalProperties === "object" ? forms(one.additionalProperties) : [];
    });
  }
  return all;
}

const columnKeys = new Set(["time", "id", "unit", "version", "score", "prediction", "label", "subject", "query", "item", "lower", "upper", "features", "of", "by", "column", "per", "adjusted_by"]);

/// Ids that the text gives under a section: keys of `roles:`, `id:` of `objectives:`.
function namedIn(text: string, section: "roles" | "objectives"): string[] {
  const body = new RegExp(`^${section}:[^\\n]*\\n((?:[ \\t-][^\\n]*\\n|\\n)*)`, "m").exec(text)?.[1] ?? "";
  const pattern = section === "roles" ? /^\s{1,8}([a-z0-9_-]+)\s*:/gm : /\bid:\s*([a-z0-9_-]+)/g;
  return [...body.matchAll(pattern)].map((one) => one[1]).filter((one) => one !== "title" && one !== "approves");
}

function keys(schemas: Schema[], beside: string[]): Completion[] {
  const all = new Map<string, Completion>();
  for (const schema of schemas) {
    for (const [key, about] of Object.entries(schema.properties ?? {})) {
      if (beside.includes(key) || all.has(key)) continue;
      all.set(key, { label: key, type: "property", detail: detailOf(about), info: about.description, apply: `${key}: ` });
    }
  }
  return [...all.values()];
}

function detailOf(about: Schema): string | undefined {
  const of = forms(about);
  if (of.some((one) => one.enum)) return undefined;
  const type = of.map((one) => one.type).find((one) => one !== undefined);
  if (type === "array") return "[ ]";
  if (type === "object") return "{ }";
  return Array.isArray(type) ? undefined : type === "integer" || type === "number" ? "0.0" : undefined;
}

function values(schemas: Schema[], path: string[], text: string, known: Known): Completion[] {
  const last = path.filter((word) => word !== "[]").at(-1) ?? "";
  const options: Completion[] = [];
  const sentences = new Map(known.grammar?.metrics.map((one) => [one.id, one.sentence]));
  for (const schema of schemas) {
    for (const word of schema.enum ?? []) options.push({ label: String(word), type: last === "metric" ? "function" : "enum", info: last === "metric" ? sentences.get(String(word)) : undefined });
    if (schema.type === "boolean") options.push({ label: "true", type: "keyword" }, { label: "false", type: "keyword" });
  }
  if (last === "owner" || (last === "by" && /\bevidence:/.test(text))) options.push(...namedIn(text, "roles").map((label) => ({ label, type: "variable" })));
  if (last === "serves") options.push(...namedIn(text, "objectives").map((label) => ({ label, type: "variable" })));
  if (columnKeys.has(last)) options.push(...known.columns.map((label) => ({ label: /^[\w.-]+$/.test(label) ? label : JSON.stringify(label), type: "variable" })));
  return options;
}

export function complete(known: () => Known) {
  return (context: CompletionContext): CompletionResult | null => {
    const have = known();
    if (!have.grammar) return null;
    const text = context.state.doc.toString();
    const place = placeAt(text, context.pos);
    const begun = context.state.sliceDoc(place.from, context.pos);
    if (!context.explicit && begun === "") return null;
    if (/#/.test(begun)) return null;
    const schemas = schemasAt(have.grammar.schema as Schema, place.path);
    // A list may be written without brackets around its one word.
    const items = place.writing === "value" ? schemas.flatMap((one) => forms(one.items)) : [];
    const options = place.writing === "key" ? keys(schemas, place.beside) : values([...schemas, ...items], place.path, text, have);
    return options.length === 0 ? null : { from: place.from, options: unique(options), validFor: /^[\w.-]*$/ };
  };
}

function unique(options: Completion[]): Completion[] {
  const seen = new Set<string>();
  return options.filter((one) => !seen.has(one.label) && seen.add(one.label));
}
