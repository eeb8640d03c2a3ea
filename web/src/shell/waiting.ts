import { useEffect, useSyncExternalStore } from "react";

import { ask } from "../api/client";

/// How many things wait for whoever is signed in. Asked when a page is looked at again, and after something was done about one of them.
let waiting = 0;
const listeners = new Set<() => void>();

export function tellWaiting(): void {
  ask("get", "/v1/inbox", { query: { json: true } })
    .then(({ items }) => {
      const now = items.filter((item) => item.kind !== "role").length;
      if (now === waiting) return;
      waiting = now;
      listeners.forEach((tell) => tell());
    })
    .catch(() => undefined);  // the number is no more than a hint
}

const every_ms = 60_000;

export function useWaiting(): number {
  useEffect(() => {
    const look = () => document.visibilityState === "visible" && tellWaiting();
    look();
    const timer = window.setInterval(look, every_ms);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, () => waiting);
}
