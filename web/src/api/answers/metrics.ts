export interface MetricDefinition {
  id: string;
  family: string;
  summary: string;
  estimand: string;
  formula: string;
  source: string;
  interval: string;
  example: string;
  needs: string;
  promise: string;
  parameters: { name: string; sentence: string; fallback: number | string | null; takes: string }[];
  as: { as: string; peer: string; version: string; call: string; differs: string; defect: string }[];
}

declare module "../answers" {
  interface Answers {
    "get /v1/metrics": MetricDefinition[];
    "get /v1/metrics/{metric}": MetricDefinition;
  }
}
