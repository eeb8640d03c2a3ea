import { useState, type FormEvent } from "react";

import type { InboxItem } from "../../api/answers/inbox";
import { ask, Fault } from "../../api/client";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { Select, TextArea } from "../../parts/field";
import { Notice } from "../../parts/page";
import { parts } from "../../words/parts";
import { inbox as words } from "../../words/inbox";

export type Act = "approve" | "refuse" | "acknowledge" | "snooze" | "record";
const form = "inbox-act";
const day_ms = 86_400_000;

/// Asks for the words that go with a decision, and sends both.
export function ActDialog({ item, act, onClose, onDone }: { item: InboxItem; act: Act; onClose: () => void; onDone: () => void }) {
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    setBusy(true);
    setFault(undefined);
    try {
      await send(item, act, String(given.get("comment") ?? "").trim(), Number(given.get("days") ?? 0));
      onDone();
    } catch (error) {
      setFault(error instanceof Fault ? error : new Fault("outside", String(error), "", 0));
      setBusy(false);
    }
  }
  const needed = act === "snooze" || act === "refuse";
  return (
    <Dialog
      title={titleOf(item, act)}
      open
      onClose={onClose}
      actions={<Button type="submit" form={form} kind={act === "refuse" ? "danger" : "main"} busy={busy}>{labelOf(act)}</Button>}
    >
      <p>{explained(item, act)}</p>
      {fault && <Notice kind="broken">{fault.fault === "unreachable" ? parts.unreachable : fault.what} {fault.next}</Notice>}
      <form id={form} onSubmit={(event) => void submit(event)}>
        {act === "snooze" && (
          <Select label={words.until} name="days" defaultValue="7">
            {Object.entries(words.days).map(([days, said]) => <option key={days} value={days}>{said}</option>)}
          </Select>
        )}
        <TextArea label={act === "acknowledge" || act === "snooze" ? words.reason : words.comment} name="comment" hint={words.commentHint} required={needed} maxLength={2000} />
      </form>
    </Dialog>
  );
}

async function send(item: InboxItem, act: Act, comment: string, days: number): Promise<void> {
  const refuse = act === "refuse";
  const said = comment === "" ? {} : { comment };
  const product = item.product;
  switch (item.kind) {
    case "approval":
      await ask("post", "/v1/products/{product}/gates/{gate}/approvals", { path: { product, gate: item.gate }, body: { version: item.version, subject: item.subject, ...(item.role ? { role: item.role } : {}), refuse, ...said } });
      return;
    case "weakening":
      await ask("post", "/v1/products/{product}/revision", { path: { product }, body: { digest: item.digest, refuse, ...said } });
      return;
    case "review":
      await ask("post", "/v1/products/{product}/records", { path: { product }, body: { promise: item.promise, ...said } });
      return;
    case "alert":
      if (act === "snooze") await ask("post", "/v1/products/{product}/alerts/{alert}/snooze", { path: { product, alert: item.alert }, body: { until: new Date(Date.now() + days * day_ms).toISOString(), reason: comment } });
      else await ask("post", "/v1/products/{product}/alerts/{alert}/acknowledge", { path: { product, alert: item.alert }, body: comment === "" ? {} : { reason: comment } });
      return;
    default:
  }
}

function titleOf(item: InboxItem, act: Act): string {
  return { approve: words.approveTitle, refuse: words.refuseTitle, acknowledge: words.acknowledgeTitle, snooze: words.snoozeTitle, record: words.recordTitle }[act](item.title);
}
function labelOf(act: Act): string {
  return { approve: words.approve, refuse: words.refuse, acknowledge: words.acknowledge, snooze: words.snooze, record: words.record }[act];
}
function explained(item: InboxItem, act: Act): string {
  if (act === "acknowledge") return words.acknowledged;
  if (act === "snooze") return words.snoozed;
  if (item.kind === "approval") return words.subject(item.subject.slice(0, 24));
  if (item.kind === "review") return words.recorded(item.evidence);
  return item.sentence;
}
