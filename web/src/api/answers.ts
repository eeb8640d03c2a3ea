import type { components, paths } from "./paths";

/// What the server answers, as its OpenAPI document says it (schemas/answers, from which paths.ts is made): a page that reads a field that
/// is not there does not compile. The files of answers/ only give names of their own to the shapes that a part of the pages uses.
export type Shapes = components["schemas"];

type Content<Response> = Response extends { content: infer Types } ? (Types extends { "application/json": infer Json } ? Json : Types[keyof Types]) : unknown;

/// By path and method: JSON, or the text that is answered in its place.
export type Answers = {
  [P in keyof paths]: { [M in keyof paths[P] as paths[P][M] extends { responses: unknown } ? M : never]: paths[P][M] extends { responses: { 200: infer Response } } ? Content<Response> : unknown };
};

export type Verdict = Shapes["Verdict"];
export type Scale = Shapes["Scale"];
/// Ends that are null are open: the interval has no bound there.
export type Interval = Shapes["Limits"] & { level?: number };
export type Bound = Shapes["Bound"];
