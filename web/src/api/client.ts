import type { Answers } from "./answers";
import type { paths } from "./paths";

/// Asks the server that these pages came from. Paths and parameters are those of its OpenAPI document (paths.ts is made from it), so a page
/// that asks for what is not there, or reads what is not answered, does not compile (answers.ts).
///
///   const card = await ask("get", "/v1/products/{product}/scorecard", { path: { product }, query: { json: true } });
///   await ask("post", "/v1/products/{product}/alerts/{alert}/snooze", { path: { product, alert }, body: { until, reason } });
///
/// Who asks is known by the session's cookie, which no script can read. What fails is a `Fault`.

export type Method = "get" | "post" | "put" | "delete";
export type PathOf<M extends Method> = { [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never }[keyof paths];

/// What the server answers.
export type AnswerOf<M extends Method, P extends PathOf<M>> = M extends keyof Answers[P] ? Answers[P][M] : unknown;

type Parameters<P extends keyof paths, M extends Method> = paths[P][M] extends { parameters: infer Given } ? Given : never;
type Part<Given, Name extends string> = Given extends { [K in Name]: infer It } ? It : Given extends { [K in Name]?: infer It } ? It : never;
type Members<P extends keyof paths, M extends Method> = paths[P][M] extends { requestBody?: { content: { "application/json": infer Body } } } ? Body : Record<string, unknown>;

export interface Given<P extends keyof paths, M extends Method> {
  path?: Part<Parameters<P, M>, "path">;
  query?: Part<Parameters<P, M>, "query">;
  body?: Members<P, M>;
  /// In place of `body`: a file, or a text, as it is.
  content?: Blob | string;
  signal?: AbortSignal;
}

/// What went wrong, in the server's words: what it was, and what the reader can do next.
export class Fault extends Error {
  constructor(
    /// `input`, `missing`, `conflict`, `denied`, `unknown`, `limit`, `corrupt`, `outside`; `unreachable`: no answer came.
    readonly fault: string,
    readonly what: string,
    readonly next: string,
    readonly status: number,
    readonly request: string = "",
  ) {
    super(what);
  }
}

let whenUnknown: () => void = () => undefined;
/// What happens when the server no longer knows who asks: the shell leads to the page for signing in, and back.
export function onUnknown(lead: () => void): void {
  whenUnknown = lead;
}

export function address(path: string, given: { path?: unknown; query?: unknown }): string {
  const words = path.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(String((given.path as Record<string, unknown> | undefined)?.[name] ?? "")));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((given.query ?? {}) as Record<string, unknown>)) {
    if (value === undefined || value === null || value === false) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const asked = query.toString();
  return asked === "" ? words : `${words}?${asked}`;
}

async function faultOf(response: Response): Promise<Fault> {
  try {
    const { error } = (await response.json()) as { error: { fault: string; what: string; next: string; request?: string } };
    return new Fault(error.fault, error.what, error.next, response.status, error.request);
  } catch {
    return new Fault("outside", `${response.status} ${response.statusText}`.trim(), "", response.status);
  }
}

/// The answer as it came, for what is no JSON: a file to keep, a text.
export async function fetched<M extends Method, P extends PathOf<M>>(method: M, path: P, given: Given<P, M> = {}): Promise<Response> {
  const headers: Record<string, string> = {};
  if (given.body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(address(path as string, given), {
      method: method.toUpperCase(),
      headers,
      body: given.body !== undefined ? JSON.stringify(given.body) : given.content,
      credentials: "same-origin",
      redirect: "error",
      signal: given.signal,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Fault("unreachable", "", "", 0);
  }
  if (response.ok) return response;
  const fault = await faultOf(response);
  if (response.status === 401) whenUnknown();
  throw fault;
}

export async function ask<M extends Method, P extends PathOf<M>>(method: M, path: P, given: Given<P, M> = {}): Promise<AnswerOf<M, P>> {
  const response = await fetched(method, path, given);
  const text = await response.text();
  try {
    return JSON.parse(text) as AnswerOf<M, P>;
  } catch {
    return text as AnswerOf<M, P>;  // operations that only say what was done say it in words
  }
}
