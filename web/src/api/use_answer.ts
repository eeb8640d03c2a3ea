import { useCallback, useEffect, useRef, useState } from "react";

import { ask, Fault, type AnswerOf, type Given, type PathOf } from "./client";

/// What a page asked for. While it is asked again the earlier answer stays: nothing jumps.
export interface Asked<T> {
  answer: T | undefined;
  fault: Fault | undefined;
  /// The first answer, or one to another question, is on its way.
  loading: boolean;
  again: () => void;
}

/// Asks when the page shows, and whenever what is asked changes. `given` undefined: not yet.
export function useAnswer<P extends PathOf<"get">>(path: P, given: Given<P, "get"> | undefined = {}): Asked<AnswerOf<"get", P>> {
  type T = AnswerOf<"get", P>;
  const question = given === undefined ? undefined : JSON.stringify([path, given.path, given.query]);
  const [state, setState] = useState<{ question?: string; answer?: T; fault?: Fault }>({});
  const [round, setRound] = useState(0);
  const latest = useRef(given);
  latest.current = given;
  useEffect(() => {
    if (question === undefined) return undefined;
    const gone = new AbortController();
    ask("get", path, { ...latest.current, signal: gone.signal } as Given<P, "get">)
      .then((answer) => setState({ question, answer }))
      .catch((fault: unknown) => {
        if (gone.signal.aborted) return;
        // An answer that stands is better than none while the server is away; the shell says that it is.
        const told = fault instanceof Fault ? fault : new Fault("outside", String(fault), "", 0);
        setState((before) => (told.fault === "unreachable" && before.question === question && before.answer !== undefined ? before : { question, fault: told }));
      });
    return () => gone.abort();
  }, [path, question, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  const current = state.question === question ? state : {};
  return { answer: current.answer, fault: current.fault, loading: current.answer === undefined && current.fault === undefined, again };
}

const retry_ms = 2_500;
const retries_max = 48;  // two minutes; then it is not that the server has just started

/// Asks again while the server says that there is nothing yet, or that what there is was known before it started: one that has just started
/// judges everything anew, and tells nobody when nothing has changed by it.
export function useRetried(asked: Asked<{ before_restart: boolean }>, also: () => void): void {
  const latest = useRef(also);
  latest.current = also;
  const { answer, fault, again } = asked;
  const tried = useRef(0);
  useEffect(() => {
    if ((fault?.status !== 404 && answer?.before_restart !== true) || tried.current >= retries_max) return undefined;
    ++tried.current;
    const timer = window.setTimeout(() => {
      again();
      latest.current();
    }, retry_ms);
    return () => window.clearTimeout(timer);
  }, [answer, fault, again]);
}
