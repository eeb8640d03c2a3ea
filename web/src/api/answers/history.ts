import type { Shapes } from "../answers";

export type HistoryColumns = Shapes["HistoryColumns"];
