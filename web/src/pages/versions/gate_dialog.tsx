import { useState } from "react";

import { ask, Fault } from "../../api/client";
import type { GateStory } from "../../api/answers/releases";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { Field, Select, TextArea } from "../../parts/field";
import { Notice } from "../../parts/page";
import { Failed } from "../../parts/states";
import { Verdict } from "../../parts/verdict";
import { versions as words } from "../../words/versions";
import { Digest } from "./pieces";

export type GateAct = "ask" | "approve" | "refuse" | "comment" | "override" | "evidence";

const hours = [4, 24, 72, 168, 720];
const hour_ms = 3_600_000;

/// What the dialog sends; all of it is bound to the gate as the reader saw it.
async function send(product: string, gate: GateStory, act: GateAct, given: { said: string; role: string; until: number; file: File | undefined }): Promise<void> {
  const path = { product, gate: gate.gate }, version = gate.version;
  const comment = given.said === "" ? {} : { comment: given.said };
  if (act === "ask") await ask("post", "/v1/products/{product}/gates/{gate}/requests", { path, body: { version, ...comment } });
  if (act === "comment") await ask("post", "/v1/products/{product}/gates/{gate}/comments", { path, body: { version, comment: given.said } });
  if (act === "evidence") await ask("post", "/v1/products/{product}/gates/{gate}/evidence", { path, query: { version, format: "json" }, content: given.file });
  if (act === "override") await ask("post", "/v1/products/{product}/gates/{gate}/overrides", { path, body: { version, reason: given.said, until: new Date(Date.now() + given.until * hour_ms).toISOString().replace(/\.\d+Z$/, "Z") } });
  if (act === "approve" || act === "refuse") {
    await ask("post", "/v1/products/{product}/gates/{gate}/approvals", { path, body: { version, subject: gate.subject ?? "", ...(given.role && { role: given.role }), ...comment, ...(act === "refuse" && { refuse: true }) } });
  }
}

function titleOf(act: GateAct, gate: GateStory): string {
  switch (act) {
    case "ask": return words.dialog.ask;
    case "approve": return words.dialog.approve(gate.version);
    case "refuse": return words.dialog.refuse(gate.version);
    case "comment": return words.actions.comment;
    case "override": return words.dialog.override(gate.title || gate.gate);
    case "evidence": return words.dialog.evidence;
  }
}

export function GateDialog({ product, gate, act, changed, close, done }: { product: string; gate: GateStory; act: GateAct; changed: boolean; close: () => void; done: () => void }) {
  const [said, setSaid] = useState(""), [role, setRole] = useState(gate.may.approve[0] ?? ""), [until, setUntil] = useState(24), [file, setFile] = useState<File>();
  const [busy, setBusy] = useState(false), [fault, setFault] = useState<Fault>(), [wrong, setWrong] = useState<string>();
  const mustSay = act === "comment" || act === "override" || act === "refuse";
  const decide = async () => {
    if (mustSay && said.trim() === "") return setWrong(words.dialog.needed);
    if (act === "evidence" && file === undefined) return setWrong(words.dialog.fileNeeded);
    setBusy(true);
    try {
      await send(product, gate, act, { said: said.trim(), role, until, file });
      done();
    } catch (error) {
      if (error instanceof Fault) setFault(error);
      setBusy(false);
    }
  };
  const decides = act === "approve" || act === "refuse";
  const label = act === "evidence" ? words.dialog.send : act === "override" ? words.actions.override.replace(" …", "") : words.actions[act];
  return (
    <Dialog open title={titleOf(act, gate)} onClose={close} actions={<Button kind={act === "override" || act === "refuse" ? "danger" : "main"} busy={busy} disabled={decides && changed} onClick={() => void decide()}>{label}</Button>}>
      {act === "ask" && <p>{words.dialog.askLead}</p>}
      {act === "override" && <Notice kind="broken"><span className="chip chip-override">{words.releases.overrideMark}</span> {words.dialog.overrideLead}</Notice>}
      {act === "evidence" && <p>{words.dialog.evidenceLead}</p>}
      {decides && changed && <Notice kind="broken">{words.dialog.changed}</Notice>}
      {(decides || act === "ask") && <Seen gate={gate} />}
      {decides && gate.may.approve.length > 1 && (
        <Select label={words.dialog.role} value={role} onChange={(event) => setRole(event.target.value)}>
          {gate.may.approve.map((one) => <option key={one} value={one}>{one}</option>)}
        </Select>
      )}
      {act === "override" && (
        <Select label={words.dialog.until} value={until} onChange={(event) => setUntil(Number(event.target.value))}>
          {hours.map((one) => <option key={one} value={one}>{words.dialog.hours(one)}</option>)}
        </Select>
      )}
      {act === "evidence" ? (
        <Field type="file" label={words.dialog.file} error={wrong} onChange={(event) => setFile(event.target.files?.[0])} />
      ) : (
        <TextArea label={act === "override" || act === "refuse" ? words.dialog.reason : words.dialog.comment} hint={words.dialog.reasonHint} required={mustSay} error={wrong} value={said} onChange={(event) => setSaid(event.target.value)} />
      )}
      {fault && <Failed fault={fault} />}
    </Dialog>
  );
}

/// What is being decided about, line by line, and its digest.
function Seen({ gate }: { gate: GateStory }) {
  return (
    <div>
      <p>{words.dialog.bound}</p>
      <ul className="plain">
        {gate.lines.filter((line) => line.kind !== "approval").map((line) => (
          <li key={`${line.kind} ${line.id} ${line.on ?? ""}`} className="chips">
            <Verdict verdict={line.verdict} /> <span>{line.kind === "promise" ? words.kinds.promise(line.id, line.on) : words.kinds[line.kind](line.id)}</span>
          </li>
        ))}
      </ul>
      {gate.subject && <p className="small"><Digest digest={gate.subject} whole /></p>}
    </div>
  );
}
