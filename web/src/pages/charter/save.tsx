import { useState } from "react";

import type { Applied, Checked } from "../../api/answers/worth";
import { ask, Fault } from "../../api/client";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { Notice } from "../../parts/page";
import { charter as words } from "../../words/charter";
import { Changes } from "./changes";

/// Saves what was seen: with the digest that it was begun from, so that nobody's revision is written over unseen. `before`: that digest, or
/// `none` for a new product.
export function Save({ text, checked, current, before, onSaved, onConflict }: { text: string; checked: Checked | undefined; current: boolean; before: string; onSaved: (applied: Applied) => void; onConflict: () => void }) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const first = before === "none";
  const against = checked?.against;

  async function save() {
    setBusy(true);
    setFault(undefined);
    try {
      const applied = await ask("post", "/v1/charters", { query: { before, json: true }, content: text });
      setOpen(false);
      onSaved(applied);
    } catch (error) {
      const told = error instanceof Fault ? error : new Fault("outside", String(error), "", 0);
      if (told.status === 409) {
        setOpen(false);
        onConflict();
      } else setFault(told);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button kind="main" disabled={!checked?.valid || !current} onClick={() => { setFault(undefined); setOpen(true); }}>{first ? words.save.first : words.save.button}</Button>
      <Dialog title={first ? words.save.titleFirst : words.save.title} open={open} onClose={() => setOpen(false)} actions={<Button kind="main" busy={busy} onClick={() => void save()}>{words.save.confirm}</Button>}>
        <p>{against?.waits_for_approval ? words.save.explainWaits(against.approving_roles.join(", ")) : words.save.explain}</p>
        {against && <Changes of={against.changes} />}
        {fault && <Notice kind="broken"><p>{fault.fault === "unreachable" ? words.state.unchecked : fault.what} {fault.next}</p></Notice>}
      </Dialog>
    </>
  );
}

/// The text as a file, for whoever cannot save it now.
export function KeepAsFile({ text, name }: { text: string; name: string }) {
  function keep() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
    link.download = `${name}.charter.yaml`;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
  }
  return <Button kind="quiet" onClick={keep}>{words.save.download}</Button>;
}
