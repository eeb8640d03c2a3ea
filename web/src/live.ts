import { useEffect, useRef, useSyncExternalStore } from "react";

/// What the server tells of a product as it happens (GET /v1/products/{product}/changes, server-sent events).
///
/// One connection per product, however many parts of a page listen. A page that nobody looks at lets go of it: a browser gives a server
/// six connections in all, over every tab. Whoever listens is told `again` when something may have been missed, and asks anew.
export type Change =
  | { kind: "verdict"; promise: string; verdict: string; before: string | null; sentence: string }
  | { kind: "again" }
  | { kind: string; [more: string]: unknown };
export type Connection = "connecting" | "live" | "lost";

const pause_ms_min = 1_000;
const pause_ms_max = 30_000;

class Line {
  private listeners = new Set<(change: Change) => void>();
  private watchers = new Set<() => void>();
  private source: EventSource | undefined;
  private timer: number | undefined;
  private pause_ms = pause_ms_min;
  private heard = false;
  state: Connection = "connecting";

  constructor(private readonly product: string) {}

  listen(tell: (change: Change) => void): () => void {
    this.listeners.add(tell);
    if (this.listeners.size === 1) {
      document.addEventListener("visibilitychange", this.look);
      this.look();
    }
    return () => {
      this.listeners.delete(tell);
      if (this.listeners.size > 0) return;
      document.removeEventListener("visibilitychange", this.look);
      this.close();
    };
  }
  watch = (tell: () => void): (() => void) => {
    this.watchers.add(tell);
    return () => this.watchers.delete(tell);
  };
  current = (): Connection => this.state;

  private become(state: Connection): void {
    if (this.state === state) return;
    this.state = state;
    this.watchers.forEach((tell) => tell());
  }
  private look = (): void => {
    if (document.visibilityState === "hidden") this.close();
    else if (this.source === undefined) this.open();
  };
  private close(): void {
    window.clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
    this.become("connecting");
  }
  private open(): void {
    window.clearTimeout(this.timer);
    const source = new EventSource(`/v1/products/${encodeURIComponent(this.product)}/changes`);
    this.source = source;
    source.onopen = () => {
      this.pause_ms = pause_ms_min;
      this.become("live");
      if (this.heard) this.tell({ kind: "again" });
      this.heard = true;
    };
    source.onmessage = (message: MessageEvent<string>) => {
      try {
        this.tell(JSON.parse(message.data) as Change);
      } catch {
        this.tell({ kind: "again" });
      }
    };
    // The browser's own attempts end where the server answers with a fault, as one that is starting does; ours do not.
    source.onerror = () => {
      source.close();
      this.become("lost");
      this.timer = window.setTimeout(() => this.open(), this.pause_ms * (0.75 + Math.random() / 2));
      this.pause_ms = Math.min(this.pause_ms * 2, pause_ms_max);
    };
  }
  private tell(change: Change): void {
    this.listeners.forEach((listener) => listener(change));
  }
}

const lines = new Map<string, Line>();
function lineOf(product: string): Line {
  const known = lines.get(product);
  if (known !== undefined) return known;
  const made = new Line(product);
  lines.set(product, made);
  return made;
}

/// Calls `heard` for everything that is told of the product, and says how the connection is.
export function useLive(product: string, heard: (change: Change) => void): Connection {
  const latest = useRef(heard);
  latest.current = heard;
  useEffect(() => lineOf(product).listen((change) => latest.current(change)), [product]);
  return useSyncExternalStore(lineOf(product).watch, lineOf(product).current);
}

/// Asks again a moment after the last of several changes, so that a hundred verdicts are one question.
export function useRefreshed(product: string, again: () => void): Connection {
  const timer = useRef<number>();
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return useLive(product, () => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(again, 400);
  });
}
