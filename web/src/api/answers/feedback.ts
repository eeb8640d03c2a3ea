import type { Shapes } from "../answers";

export type Said = Shapes["FeedbackSaid"];
export type FeedbackMeasure = Shapes["FeedbackMeasure"];
export type Share = Shapes["FeedbackShare"];
export type CorrectedValue = Shapes["CorrectedValue"];
export type Corrected = Shapes["FeedbackSummary"]["corrected"];
export type Recent = Shapes["FeedbackSummary"]["recent"][number];
export type FeedbackSummary = Shapes["FeedbackSummary"];
export type ThemeSlice = Shapes["Theme"]["slices"][number];
export type Theme = Shapes["Theme"];
export type Improvement = Shapes["Improvement"];
