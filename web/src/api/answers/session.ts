import type { Shapes } from "../answers";

export type Scope = Shapes["Scope"];
export type Session = Shapes["Session"];
