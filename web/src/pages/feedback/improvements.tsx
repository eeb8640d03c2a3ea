import { useState } from "react";

import type { Improvement } from "../../api/answers/feedback";
import { ask, Fault } from "../../api/client";
import type { Asked } from "../../api/use_answer";
import { count, time } from "../../format";
import { Button } from "../../parts/button";
import { DataTable, type Column } from "../../parts/data_table";
import { Dialog } from "../../parts/dialog";
import { Disclosure } from "../../parts/disclosure";
import { Field, TextArea } from "../../parts/field";
import { Section } from "../../parts/page";
import { Answered } from "../../parts/states";
import { useMay } from "../../session";
import { feedback as words } from "../../words/feedback";

export function Improvements({ product, of }: { product: string; of: Asked<{ improvements: Improvement[] }> }) {
  const [chosen, setChosen] = useState<Improvement>();
  const may = useMay()("edit", product);
  const columns: Column<Improvement>[] = [
    { key: "title", head: words.columns.title, names: true, cell: (one) => (
      <>
        <span dir="auto">{one.title}</span>
        {one.proposal !== "" && <Disclosure summary={words.case}><pre className="code" tabIndex={0}>{one.proposal}</pre></Disclosure>}
      </>
    ) },
    { key: "owner", head: words.columns.owner, cell: (one) => one.owner, sort: (one) => one.owner },
    { key: "state", head: words.columns.state, cell: state, sort: (one) => one.state },
    { key: "asked", head: words.columns.asked, cell: (one) => words.asked(count(one.feedback.length)), number: true, sort: (one) => one.feedback.length },
    { key: "told", head: words.columns.told, cell: (one) => (one.solved ? words.toldSolved(count(one.told.delivered), count(one.told.waiting), count(one.told.failed)) : words.toldOpen(count(one.told.addresses))) },
    ...(may ? [{ key: "action", head: words.columns.action, cell: (one: Improvement) => (one.solved ? null : <Button onClick={() => setChosen(one)}>{words.solve}</Button>) }] : []),
  ];
  return (
    <Section title={words.improvements} lead={words.improvementsLead} id="improvements">
      <Answered of={of}>
        {(answer) => (answer.improvements.length === 0 ? <p className="quiet">{words.improvementsNone}</p> : <DataTable caption={words.improvements} columns={columns} rows={answer.improvements} keyOf={(one) => one.id} quiet />)}
      </Answered>
      {chosen && <Solve product={product} improvement={chosen} onClose={() => setChosen(undefined)} done={of.again} />}
    </Section>
  );
}

function state(one: Improvement): string {
  if (!one.solved) return words.states.open;
  return one.solved.version === null ? words.solvedOn(time(one.solved.time)) : words.solvedBy(one.solved.version, time(one.solved.time));
}

function Solve({ product, improvement, onClose, done }: { product: string; improvement: Improvement; onClose: () => void; done: () => void }) {
  const [message, setMessage] = useState(""), [version, setVersion] = useState(""), [wrong, setWrong] = useState<Fault>(), [busy, setBusy] = useState(false);
  const solve = async () => {
    setBusy(true);
    try {
      await ask("post", "/v1/products/{product}/improvements/{improvement}/solve", { path: { product, improvement: improvement.id }, body: { message, ...(version.trim() === "" ? {} : { version: version.trim() }), json: true } as never });
      done();
      onClose();
    } catch (error) {
      setWrong(error instanceof Fault ? error : new Fault("outside", String(error), "", 0));
      setBusy(false);
    }
  };
  return (
    <Dialog title={words.solveTitle(improvement.title)} open onClose={onClose} actions={<Button kind="main" busy={busy} disabled={message.trim() === ""} onClick={() => void solve()}>{words.solve}</Button>}>
      <p>{words.solveLead(count(improvement.told.addresses))}</p>
      <TextArea label={words.field.message} value={message} onChange={(event) => setMessage(event.target.value)} maxLength={4000} error={wrong ? `${wrong.what}: ${wrong.next}` : undefined} />
      <Field label={words.field.version} value={version} onChange={(event) => setVersion(event.target.value)} />
    </Dialog>
  );
}
