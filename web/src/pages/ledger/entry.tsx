import { useState } from "react";

import { ask, Fault } from "../../api/client";
import type { LedgerPage } from "../../api/answers/releases";
import { useAnswer } from "../../api/use_answer";
import { time } from "../../format";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { Notice } from "../../parts/page";
import { Answered, Failed } from "../../parts/states";
import { ledger as words } from "../../words/ledger";
import { productIn, saidIn, whoIn, type Line } from "./entries";
import { ProofFound } from "./findings";
import { verifyProof, whyNot, type ProofReport } from "./verify";

/// One entry with all that it holds, and whether it is in the ledger.
export function EntryDialog({ entry, close }: { entry: number; close: () => void }) {
  const asked = useAnswer("/v1/ledger/entries", { query: { format: "page", most: 1, before: entry + 1 } });
  return (
    <Dialog open title={words.details(entry)} onClose={close}>
      <Answered of={asked}>
        {(page) => {
          const line = (page as LedgerPage).entries.find((one) => one.entry.sequence === entry);
          return line ? <Shown line={line} /> : <p>{words.none}</p>;
        }}
      </Answered>
    </Dialog>
  );
}

function Shown({ line }: { line: Line }) {
  const said = saidIn(line), product = productIn(line);
  const facts: [string, string][] = [[words.columns.time, time(line.entry.time)], [words.columns.kind, words.kinds[line.entry.kind] ?? line.entry.kind], [words.product, product], [words.columns.who, whoIn(line)], [words.words, said === undefined ? "" : said ?? words.erased]];
  return (
    <div className="entry">
      <p>{line.what}</p>
      <dl className="facts">
        {facts.filter(([, value]) => value !== "").map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <dt>{words.digest}</dt>
        <dd className="mono small">{line.digest}</dd>
        <dt>{words.previous}</dt>
        <dd className="mono small">{line.entry.previous}</dd>
      </dl>
      <Prove line={line} />
      <div>
        <h3>{words.body}</h3>
        <pre className="entry-body" tabIndex={0} aria-label={words.body}>{JSON.stringify(line.entry.body, null, 1)}</pre>
      </div>
    </div>
  );
}

function Prove({ line }: { line: Line }) {
  const [report, setReport] = useState<ProofReport>(), [busy, setBusy] = useState(false), [fault, setFault] = useState<Fault>();
  const why = whyNot();
  const prove = async () => {
    setBusy(true);
    setFault(undefined);
    try {
      const answer = await ask("get", "/v1/ledger/entries/{entry}/proof", { path: { entry: line.entry.sequence } });
      setReport(await verifyProof(typeof answer === "string" ? answer : JSON.stringify(answer)));
    } catch (error) {
      if (error instanceof Fault) setFault(error);
    }
    setBusy(false);
  };
  if (why !== undefined) return <Notice kind="unproven">{words.verify.insecure}</Notice>;
  return (
    <div>
      <Button busy={busy} onClick={() => void prove()}>{busy ? words.proving : words.prove}</Button>
      {report && <ProofFound report={report} shown={line.digest} />}
      {fault && <Failed fault={fault} />}
    </div>
  );
}
