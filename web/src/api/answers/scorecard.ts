import type { Shapes } from "../answers";

export type Check = Shapes["Check"];
export type Group = Shapes["Group"];
export type Live = Shapes["Live"];
export type PromiseResult = Shapes["Promise"];
export type Card = Shapes["Scorecard"];
/// Every promise in a line.
export type List = Shapes["PromiseList"];
export type ListedPromise = Shapes["ListedPromise"];
