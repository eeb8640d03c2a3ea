import { useEffect, useRef } from "react";

import { useLive, type Connection } from "../../live";

/// What changes a page about versions at once; the rest of what the server tells, such as verdicts that come with the data, may wait.
const at_once = /^(release|gate_|approval|charter|retraining|model|again)/;
const soon_ms = 400, later_ms = 60_000;

/// Asks again when something was done, and now and then while data come: each answer reads what was received.
export function useNews(product: string, again: () => void): Connection {
  const timer = useRef<number>(), due = useRef(Infinity);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return useLive(product, (change) => {
    const when = Date.now() + (at_once.test(change.kind) ? soon_ms : later_ms);
    if (when >= due.current) return;
    due.current = when;
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      due.current = Infinity;
      again();
    }, when - Date.now());
  });
}
