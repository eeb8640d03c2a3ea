import { useState } from "react";

import { ask, Fault } from "../../api/client";
import type { Release } from "../../api/answers/releases";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { TextArea } from "../../parts/field";
import { Notice } from "../../parts/page";
import { Failed } from "../../parts/states";
import { versions as words } from "../../words/versions";

type Act = "pause" | "resume" | "continue" | "roll_back";
const of = words.releases;

/// What a person may do with a release that is on its way; each needs a reason, which becomes part of the record.
export function ReleaseActs({ product, release, may, done }: { product: string; release: Release; may: { act: boolean; continue: boolean }; done: () => void }) {
  const [act, setAct] = useState<Act>();
  if (!may.act) return null;
  const held = release.phase === "held";
  return (
    <>
      <Button onClick={() => setAct(held ? "resume" : "pause")}>{held ? of.acts.resume : of.acts.pause}</Button>
      {may.continue && <Button onClick={() => setAct("continue")}>{of.acts.continue}</Button>}
      <Button kind="danger" onClick={() => setAct("roll_back")}>{of.acts.roll_back}</Button>
      {act && (
        <ActDialog
          product={product}
          act={act}
          close={() => setAct(undefined)}
          done={() => {
            setAct(undefined);
            done();
          }}
        />
      )}
    </>
  );
}

function ActDialog({ product, act, close, done }: { product: string; act: Act; close: () => void; done: () => void }) {
  const [reason, setReason] = useState(""), [wrong, setWrong] = useState<string>(), [busy, setBusy] = useState(false), [fault, setFault] = useState<Fault>();
  const decide = async () => {
    if (reason.trim() === "") return setWrong(words.dialog.needed);
    setBusy(true);
    try {
      await ask("post", "/v1/products/{product}/releases/act", { path: { product }, body: { act, reason: reason.trim() } });
      done();
    } catch (error) {
      if (error instanceof Fault) setFault(error);
      setBusy(false);
    }
  };
  return (
    <Dialog open title={of.actTitles[act]} onClose={close} actions={<Button kind={act === "roll_back" || act === "continue" ? "danger" : "main"} busy={busy} onClick={() => void decide()}>{of.acts[act].replace(" …", "")}</Button>}>
      {act === "continue" ? <Notice kind="broken"><span className="chip chip-override">{of.overrideMark}</span> {of.actLeads.continue}</Notice> : <p>{of.actLeads[act]}</p>}
      <TextArea label={words.dialog.reason} hint={words.dialog.reasonHint} required error={wrong} value={reason} onChange={(event) => setReason(event.target.value)} />
      {fault && <Failed fault={fault} />}
    </Dialog>
  );
}
