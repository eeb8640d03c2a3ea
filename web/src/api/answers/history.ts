import type { Shapes } from "../answers";

export type HistoryColumns = Shapes["HistoryColumns"];
export type BoundStep = Shapes["BoundStep"];
export type RevisionBound = Shapes["RevisionBound"];
