import { useState } from "react";

import type { RevisionLine } from "../../api/answers/worth";
import { ask, Fault } from "../../api/client";
import type { Asked } from "../../api/use_answer";
import { count, time } from "../../format";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { TextArea } from "../../parts/field";
import { Notice, Section } from "../../parts/page";
import { Answered, Failed, Loading } from "../../parts/states";
import { useMay } from "../../session";
import { charter as words } from "../../words/charter";
import { Changes } from "./changes";
import { DiffView } from "./diff_view";
import { revisionText } from "./texts";

type Listed = { product: string; revisions: RevisionLine[] };

/// Every revision, who sent it, who approved or refused it, and what it changed.
export function Revisions({ of, product, onOpen, onDecided }: { of: Asked<Listed>; product: string; onOpen?: (text: string) => void; onDecided: (said: string) => void }) {
  return (
    <Section title={words.revisions.title} lead={words.revisions.lead} id="revisions">
      <Answered of={of}>
        {(listed) =>
          listed.revisions.length === 0 ? <p className="quiet">{words.revisions.none}</p> : (
            <ol className="plain revisions">
              {listed.revisions.map((one) => <Revision key={one.digest} of={one} product={product} onOpen={onOpen} onDecided={onDecided} />)}
            </ol>
          )
        }
      </Answered>
    </Section>
  );
}

function Revision({ of, product, onOpen, onDecided }: { of: RevisionLine; product: string; onOpen?: (text: string) => void; onDecided: (said: string) => void }) {
  const may = useMay();
  const last = of.events[of.events.length - 1];
  return (
    <li className={`revision${of.stands ? " revision-stands" : ""}`}>
      <h3>
        <time dateTime={last.time}>{time(last.time)}</time>{" "}
        <code title={words.revisions.whole(of.digest)}>{words.revisions.digest(of.digest)}</code>{" "}
        {of.stands && <span className="state-good">✓ {words.revisions.stands}</span>}
        {of.waits && <span className="state-waits">◷ {words.revisions.waits}</span>}
      </h3>
      <ul className="plain revision-events">
        {of.events.map((event) => (
          <li key={event.entry}>
            {time(event.time)}: {words.revisions.events[event.kind]}, {event.actor === null ? words.revisions.erased : words.revisions.by(event.actor)} <span className="quiet">({words.revisions.entry(count(event.entry))})</span>
            {event.comment !== null && <q className="revision-comment">{event.comment}</q>}
          </li>
        ))}
      </ul>
      {of.changes !== null && <Changes of={of.changes} product={of.stands ? product : undefined} />}
      <Texts of={of} product={product} onOpen={onOpen} />
      {of.waits && may("approve", product) && <Decision product={product} digest={of.digest} onDecided={onDecided} />}
    </li>
  );
}

/// The text of a revision beside that of the one before, when asked for.
function Texts({ of, product, onOpen }: { of: RevisionLine; product: string; onOpen?: (text: string) => void }) {
  const [shown, setShown] = useState<{ own?: string; before?: string; fault?: Fault }>();
  async function show() {
    if (shown) return setShown(undefined);
    setShown({});
    try {
      const [own, before] = await Promise.all([revisionText(product, of.digest), of.before === null ? "" : revisionText(product, of.before)]);
      setShown({ own, before });
    } catch (error) {
      setShown({ fault: error instanceof Fault ? error : new Fault("outside", String(error), "", 0) });
    }
    return undefined;
  }
  return (
    <>
      <div className="revision-actions">
        <Button kind="quiet" aria-expanded={shown !== undefined} onClick={() => void show()}>{shown ? words.revisions.hide : of.before === null ? words.revisions.text : words.revisions.compare}</Button>
        {onOpen && shown?.own !== undefined && !of.stands && <Button kind="quiet" onClick={() => onOpen(shown.own ?? "")}>{words.revisions.open}</Button>}
      </div>
      {shown && shown.fault && <Failed fault={shown.fault} />}
      {shown && !shown.fault && shown.own === undefined && <Loading />}
      {shown?.own !== undefined && (of.before === null ? <pre className="revision-text" tabIndex={0} dir="ltr">{shown.own}</pre> : <DiffView before={shown.before ?? ""} after={shown.own} from={words.revisions.digest(of.before)} to={words.revisions.digest(of.digest)} />)}
    </>
  );
}

/// An approval of exactly this digest, or a refusal, with a reason.
function Decision({ product, digest, onDecided }: { product: string; digest: string; onDecided: (said: string) => void }) {
  const [asked, setAsked] = useState<"approve" | "refuse">();
  const [comment, setComment] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  async function decide() {
    if (!asked) return;
    setBusy(true);
    setFault(undefined);
    try {
      await ask("post", "/v1/products/{product}/revision", { path: { product }, body: { digest, comment: comment || undefined, ...(asked === "refuse" ? { refuse: true } : {}) } });
      setAsked(undefined);
      onDecided(words.approve.done[asked]);
    } catch (error) {
      setFault(error instanceof Fault ? error : new Fault("outside", String(error), "", 0));
    } finally {
      setBusy(false);
    }
  }
  return (
    <div className="revision-actions">
      <Button kind="main" onClick={() => setAsked("approve")}>{words.approve.approve}</Button>
      <Button kind="danger" onClick={() => setAsked("refuse")}>{words.approve.refuse}</Button>
      <Dialog title={words.approve.title[asked ?? "approve"]} open={asked !== undefined} onClose={() => setAsked(undefined)} actions={<Button kind={asked === "refuse" ? "danger" : "main"} busy={busy} onClick={() => void decide()}>{words.approve[asked ?? "approve"]}</Button>}>
        <p>{words.approve.explain[asked ?? "approve"]}</p>
        <TextArea label={words.approve.comment} value={comment} onChange={(event) => setComment(event.target.value)} />
        {fault && <Notice kind="broken"><p>{fault.what} {fault.next}</p></Notice>}
      </Dialog>
    </div>
  );
}
