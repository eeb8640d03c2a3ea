interface Waiting {
  product: string;
  title: string;
  sentence: string;
  role: string | null;
  role_title: string | null;
  since: string | null;
  due: string | null;
}
export type InboxItem = Waiting &
  (
    | { kind: "approval"; gate: string; version: string; subject: string; by: string }
    | { kind: "weakening"; digest: string; by: string; changes: { kind: string; promise: string; what: string }[] }
    | { kind: "alert"; alert: string; promise: string; verdict: "broken" | "unproven"; breach: "stop" | "warn" | "info"; money: string; next: string }
    | { kind: "review"; promise: string; evidence: string; state: "missing" | "refused" | "expired" | "expiring"; breach: "stop" | "warn" | "info" }
    | { kind: "role" }
  );

declare module "../answers" {
  interface Answers {
    "get /v1/inbox": { items: InboxItem[] };
  }
}
