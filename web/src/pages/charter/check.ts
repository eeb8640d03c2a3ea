import { useEffect, useState } from "react";

import type { Checked } from "../../api/answers/worth";
import { ask, Fault } from "../../api/client";

const pause_ms = 350;

/// What the server says of the text, a moment after the last key. While it is asked, what it said last stays.
export interface Checking {
  checked: Checked | undefined;
  /// What was checked; another text is not yet.
  of: string | undefined;
  fault: Fault | undefined;
}

export function useCheck(text: string | undefined, product: string | undefined, round = 0): Checking {
  const [state, setState] = useState<Checking>({ checked: undefined, of: undefined, fault: undefined });
  useEffect(() => {
    if (text === undefined) return undefined;
    const gone = new AbortController();
    const timer = window.setTimeout(() => {
      ask("post", "/v1/charters/check", { query: { product, json: true }, content: text, signal: gone.signal })
        .then((checked) => setState({ checked, of: text, fault: undefined }))
        .catch((error: unknown) => {
          if (!gone.signal.aborted) setState((before) => ({ ...before, fault: error instanceof Fault ? error : new Fault("outside", String(error), "", 0) }));
        });
    }, pause_ms);
    return () => {
      window.clearTimeout(timer);
      gone.abort();
    };
  }, [text, product, round]);
  return state;
}
