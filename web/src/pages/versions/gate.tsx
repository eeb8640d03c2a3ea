import { useState } from "react";

import type { GateLine, GateStory } from "../../api/answers/releases";
import { count, time } from "../../format";
import { Button } from "../../parts/button";
import { DataTable, type Column } from "../../parts/data_table";
import { Notice } from "../../parts/page";
import { Verdict } from "../../parts/verdict";
import { versions as words } from "../../words/versions";
import { GateDialog, type GateAct } from "./gate_dialog";
import { Digest, EntryLink } from "./pieces";

/// A version before a gate: what is asked, what was found, what people said of exactly what, and what the reader may do.
export function Gate({ product, gate, again }: { product: string; gate: GateStory; again: () => void }) {
  // The gate as it was when the reader began to decide: what they send is bound to what they saw.
  const [acting, setActing] = useState<{ act: GateAct; seen: GateStory }>();
  const begin = (act: GateAct) => () => setActing({ act, seen: gate });
  return (
    <article className="gate" aria-label={gate.title || gate.gate}>
      <div className="gate-head">
        <h3>{gate.title ? `${gate.title} (${gate.gate})` : gate.gate}</h3>
        <Verdict verdict={gate.verdict} large />
      </div>
      {gate.override ? <Notice kind="broken"><span className="chip chip-override">{words.releases.overrideMark}</span> {words.override(gate.override.entry, time(gate.override.until))}</Notice> : <p>{words.closed[gate.verdict]}</p>}
      <DataTable caption={words.lines(gate.title || gate.gate)} quiet columns={lineColumns} rows={gate.lines} keyOf={(row) => `${row.kind} ${row.id} ${row.on ?? ""}`} />
      {gate.subject === null ? (
        <p className="quiet">{words.noSubject}</p>
      ) : (
        <p className="small">
          {words.subject}: <Digest digest={gate.subject} whole />. <span className="quiet">{words.subjectWhy}</span>
        </p>
      )}
      <Sayings gate={gate} />
      <Actions gate={gate} begin={begin} />
      {acting && (
        <GateDialog
          product={product}
          gate={acting.seen}
          act={acting.act}
          changed={acting.seen.subject !== gate.subject}
          close={() => setActing(undefined)}
          done={() => {
            setActing(undefined);
            again();
          }}
        />
      )}
    </article>
  );
}

function asked(line: GateLine): string {
  if (line.kind === "promise") return words.kinds.promise(line.id, line.on);
  return words.kinds[line.kind](line.id);
}

/// The sentence says value and interval in words, with their units; the table has what it rests on.
const lineColumns: Column<GateLine>[] = [
  { key: "verdict", head: words.line.verdict, cell: (line) => <Verdict verdict={line.verdict} /> },
  { key: "what", head: words.line.what, names: true, cell: asked },
  { key: "found", head: words.line.found, cell: (line) => <span className="gate-found">{line.sentence}</span> },
  { key: "rows", head: words.line.rows, number: true, cell: (line) => (line.n ? count(line.n) : "") },
];

interface Saying {
  entry: number;
  time: string;
  who: string | null;
  did: string;
  words: string | null;
  void: boolean;
}

function sayingsOf(gate: GateStory): Saying[] {
  const one = (told: { entry: number; time: string; who: string | null; words: string | null }, did: string, gone = false): Saying => ({ ...told, did, void: gone });
  return [
    ...gate.evidence.map((told) => ({ ...one(told, words.evidenceOf(count(told.rows ?? 0))), words: told.of_this_charter ? null : words.evidenceOld })),
    ...gate.requests.map((told) => one(told, words.asked(time(told.due)), !told.stands)),
    ...gate.approvals.map((told) => one(told, told.outcome === "given" ? words.approvedAs(told.role) : words.refusedAs(told.role), !told.stands)),
    ...gate.comments.map((told) => one(told, words.commented)),
    ...gate.overrides.map((told) => one(told, words.overrodeUntil(time(told.until)))),
  ].sort((a, b) => b.entry - a.entry);
}

function Sayings({ gate }: { gate: GateStory }) {
  const all = sayingsOf(gate);
  return (
    <div>
      <h4>{words.said}</h4>
      {all.length === 0 && <p className="quiet">{words.nobodySaid}</p>}
      <ul className="sayings">
        {all.map((one) => (
          <li key={one.entry} className={`saying${one.void ? " saying-void" : ""}`}>
            <strong><bdi>{one.who ?? words.somebody}</bdi></strong> {one.did} <span className="quiet small">{time(one.time)}, <EntryLink entry={one.entry} /></span>
            {one.void && <div className="quiet small">{words.void}</div>}
            {one.words && <blockquote><bdi>{one.words}</bdi></blockquote>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Actions({ gate, begin }: { gate: GateStory; begin: (act: GateAct) => () => void }) {
  const { may } = gate;
  const decides = may.approve.length > 0 && gate.subject !== null;
  return (
    <>
      <div className="gate-actions">
        {decides && may.why_not_approve === null && <Button kind="main" onClick={begin("approve")}>{words.actions.approve}</Button>}
        {decides && may.why_not_approve === null && <Button kind="danger" onClick={begin("refuse")}>{words.actions.refuse}</Button>}
        {may.ask && gate.requests.every((request) => !request.stands) && <Button onClick={begin("ask")}>{words.actions.ask}</Button>}
        {may.comment && <Button onClick={begin("comment")}>{words.actions.comment}</Button>}
        {may.comment && gate.lines.some((line) => line.on === "holdout") && <Button onClick={begin("evidence")}>{words.actions.evidence}</Button>}
        {may.override && <Button kind="danger" onClick={begin("override")}>{words.actions.override}</Button>}
      </div>
      {decides && may.why_not_approve !== null && <p className="quiet small">{words.whyNotApprove(may.why_not_approve)}</p>}
    </>
  );
}
