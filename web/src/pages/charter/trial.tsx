import { useCallback, useEffect, useRef, useState } from "react";

import type { Card, PromiseResult } from "../../api/answers/scorecard";
import { ask, Fault } from "../../api/client";
import { bound, count, type Measure } from "../../format";
import { Button } from "../../parts/button";
import { DataTable } from "../../parts/data_table";
import { Failed, Loading } from "../../parts/states";
import { Value } from "../../parts/value";
import { Verdict } from "../../parts/verdict";
import { charter as words } from "../../words/charter";

export type TriedOn = { draft: string; name: string } | { product: string };

/// The verdicts of the text in the editor, on a file or on what is kept. `lines`: of the promises, to go there.
export function Trial({ text, valid, faulty, on, atOnce = false, lines, goTo }: { text: string; valid: boolean; faulty: boolean; on: TriedOn; atOnce?: boolean; lines: Map<string, number>; goTo: (line: number) => void }) {
  const [state, setState] = useState<{ card?: Card; of?: string; fault?: Fault; busy: boolean }>({ busy: false });
  const running = useRef<AbortController>();
  useEffect(() => () => running.current?.abort(), []);
  const query = "draft" in on ? { draft: on.draft } : { product: on.product };
  const key = JSON.stringify(query);
  const run = useCallback(() => {
    running.current?.abort();
    const gone = (running.current = new AbortController());
    setState((before) => ({ ...before, fault: undefined, busy: true }));
    ask("post", "/v1/trials", { query: { ...(JSON.parse(key) as typeof query), json: true }, content: text, signal: gone.signal })
      .then((card) => setState({ card, of: text, busy: false }))
      .catch((error: unknown) => {
        if (!gone.signal.aborted) setState({ fault: error instanceof Fault ? error : new Fault("outside", String(error), "", 0), busy: false });
      });
  }, [text, key]);

  // A draft that was just made is judged without being asked for.
  const begun = useRef(false);
  useEffect(() => {
    if (!atOnce || !valid || begun.current) return;
    begun.current = true;
    run();
  }, [atOnce, valid, run]);

  return (
    <div className="trial">
      <p className="quiet">{"draft" in on ? words.trial.leadFile(on.name) : words.trial.leadKept}</p>
      <div className="trial-actions">
        <Button onClick={run} busy={state.busy} disabled={!valid}>{state.card ? words.trial.again : words.trial.run}</Button>
        {faulty && <span className="quiet">{words.trial.firstFaults}</span>}
        {state.card && state.of !== text && !state.busy && <span className="quiet">{words.trial.stale}</span>}
      </div>
      {state.busy && <Loading what={words.trial.running} />}
      {state.fault && (state.fault.status === 404 && "draft" in on ? <p role="alert">{words.upload.gone}</p> : <Failed fault={state.fault} again={run} />)}
      {state.card && <Verdicts card={state.card} lines={lines} goTo={goTo} />}
    </div>
  );
}

const worst = { broken: 0, unproven: 1, kept: 2 };

function Verdicts({ card, lines, goTo }: { card: Card; lines: Map<string, number>; goTo: (line: number) => void }) {
  const rows = [...card.promises].sort((a, b) => worst[a.verdict] - worst[b.verdict]);
  const measure = (of: PromiseResult): Measure => ({ scale: of.scale, currency: card.currency, difference: of.compare === "difference" });
  return (
    <div className="verdicts">
      <p role="status">
        <strong>{words.trial.gate}:</strong> <Verdict verdict={card.gate} /> <span className="quiet">{words.trial.counts(count(card.counts.kept), count(card.counts.broken), count(card.counts.unproven))}; {words.trial.rows(count(card.rows))}</span>
      </p>
      <DataTable
        caption={words.trial.caption}
        quiet
        keyOf={(row) => row.id}
        rows={rows}
        columns={[
          { key: "verdict", head: words.trial.head.verdict, cell: (row) => <Verdict verdict={row.verdict} /> },
          {
            key: "promise", head: words.trial.head.promise, names: true,
            cell: (row) => (
              <>
                {lines.has(row.id) ? <button type="button" className="button button-quiet verdicts-go" onClick={() => goTo(lines.get(row.id) ?? 1)} title={words.state.goTo(lines.get(row.id) ?? 1)}>{row.id}</button> : row.id}
                <br />
                <span className="quiet small">{row.sentence}</span>
              </>
            ),
          },
          { key: "value", head: words.trial.head.value, number: true, cell: (row) => (row.metric === null ? "" : <Value value={row.value} interval={row.interval} measure={measure(row)} bound={row.bound} />) },
          { key: "bound", head: words.trial.head.bound, cell: (row) => (row.metric === null ? "" : bound(row.bound, measure(row))) },
        ]}
      />
      {card.notes.length > 0 && <ul className="quiet small">{card.notes.map((note) => <li key={note}>{note}</li>)}</ul>}
    </div>
  );
}
