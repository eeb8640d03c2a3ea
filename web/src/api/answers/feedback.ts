import type { Interval, Scale } from "../answers";

/// What people said of predictions, and what was made of it.

export interface Said {
  thumbs?: boolean;
  rating?: number;
  correction?: string;
  reason?: string;
  text?: string;
  nps?: number;
  csat?: number;
  ces?: number;
  sus?: number;
  decision?: string;
  seconds?: number;
  language?: string;
}
export interface FeedbackMeasure {
  id: string;
  column: string;
  of: "answers" | "predictions";
  scale: Scale;
  summary: string;
  better: "higher" | "lower" | "neither";
  value: number | null;
  interval: Interval | null;
  n: number;
  units: number;
  units_named: boolean;
  why: string | null;
  detail: string | null;
}
export interface Share {
  share: number | null;
  interval: Interval | null;
}
export interface CorrectedValue extends Share {
  value: string;
  predictions: number;
  corrected: number;
  apart: boolean;
}
export interface Corrected {
  count: boolean;
  predictions: number;
  corrected: number;
  of_all: Share;
  with_outcome: number;
  agreeing: number;
  agreement: Share;
  columns: { column: string; values: CorrectedValue[] }[];
}
export interface Recent {
  feedback: string;
  time: string;
  prediction: string | null;
  joined: boolean;
  said: Said;
}
export interface FeedbackSummary {
  product: string;
  kinds: string[];
  origins: string[];
  sampling: number;
  keep_text: string | null;
  answers: number;
  joined: number;
  measures: FeedbackMeasure[];
  corrected: Corrected;
  weeks: { start: string; answers: number; up: number; down: number }[];
  recent: Recent[];
}
export interface ThemeSlice {
  column: string;
  value: string;
  here: number;
  of: number;
  others: number;
  of_others: number;
  difference: number;
  interval: Interval;
}
export interface Theme {
  id: string;
  words: string[];
  size: number;
  share: number;
  examples: { feedback: string; time: string; prediction: string | null; text: string }[];
  trend: { start: string; texts: number }[];
  slices: ThemeSlice[];
  feedback: string[];
  predictions: string[];
}
export interface Themes {
  texts: number;
  in_themes: number;
  level: number;
  themes: Theme[];
}
export interface Improvement {
  id: string;
  title: string;
  owner: string;
  state: "open" | "solved";
  theme: string | null;
  words: string[];
  feedback: string[];
  predictions: string[];
  proposal: string;
  where: string;
  created: string;
  by: string;
  solved: { time: string; by: string; version: string | null; message: string } | null;
  told: { asked: number; addresses: number; delivered: number; waiting: number; failed: number };
}

declare module "../answers" {
  interface Answers {
    "get /v1/products/{product}/feedback": FeedbackSummary;
    "get /v1/products/{product}/feedback/themes": Themes;
    "get /v1/products/{product}/improvements": { improvements: Improvement[] };
    "post /v1/products/{product}/improvements": Improvement;
    "post /v1/products/{product}/improvements/{improvement}/solve": Improvement;
  }
}
