import { useRef, useState, type DragEvent } from "react";

import type { Draft, SeenColumn } from "../../api/answers/worth";
import { ask, Fault } from "../../api/client";
import { count, exact, percent, time } from "../../format";
import { Button } from "../../parts/button";
import { DataTable } from "../../parts/data_table";
import { Disclosure } from "../../parts/disclosure";
import { Field } from "../../parts/field";
import { Failed } from "../../parts/states";
import { charter as words } from "../../words/charter";
import { sendForDraft } from "./sending";

/// limits.body_bytes_max of the server.
const bytes_max = 64 * 1024 * 1024;
const megabytes = (bytes: number) => new Intl.NumberFormat(undefined, { style: "unit", unit: "megabyte", maximumFractionDigits: bytes < 10_485_760 ? 1 : 0 }).format(bytes / 1_048_576);

/// A file by choice or by dropping it, how much of it is sent, and what was seen in it.
export function Upload({ draft, onDraft, onEmpty }: { draft: Draft | undefined; onDraft: (draft: Draft | undefined) => void; onEmpty: () => void }) {
  const [product, setProduct] = useState("");
  const [sending, setSending] = useState<{ name: string; share: number }>();
  const [fault, setFault] = useState<Fault>();
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const running = useRef<AbortController>();

  async function send(file: File | undefined) {
    if (!file) return;
    if (file.size > bytes_max) return setFault(new Fault("input", words.upload.tooLarge(file.name, megabytes(file.size), megabytes(bytes_max)), "", 413));
    const gone = (running.current = new AbortController());
    setFault(undefined);
    setSending({ name: file.name, share: 0 });
    try {
      onDraft(await sendForDraft(file, product.trim(), (share) => setSending({ name: file.name, share }), gone.signal));
    } catch (error) {
      if (!gone.signal.aborted) setFault(error instanceof Fault ? error : new Fault("outside", String(error), "", 0));
    } finally {
      setSending(undefined);
      if (picker.current) picker.current.value = "";
    }
    return undefined;
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    void send(event.dataTransfer.files[0]);
  }
  async function remove(of: Draft) {
    await ask("delete", "/v1/drafts/{draft}", { path: { draft: of.draft } }).catch(() => undefined);
    onDraft(undefined);
  }

  return (
    <>
      <div className={`drop${over ? " drop-over" : ""}`} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
        <p className="drop-words">{words.upload.drop}</p>
        <p className="quiet">{words.upload.what}</p>
        <Field label={words.upload.product} hint={words.upload.productHint} value={product} onChange={(event) => setProduct(event.target.value)} autoComplete="off" spellCheck={false} maxLength={200} />
        <div className="drop-actions">
          <input ref={picker} type="file" className="unseen" id="file" tabIndex={-1} aria-hidden="true" accept=".csv,.gz,.parquet,.ndjson,.jsonl,.tsv,text/csv" onChange={(event) => void send(event.target.files?.[0])} />
          <Button kind="main" busy={sending !== undefined} onClick={() => picker.current?.click()}>{draft ? words.upload.another : words.upload.choose}</Button>
          {sending && <Button kind="quiet" onClick={() => running.current?.abort()}>{words.upload.stop}</Button>}
          {!draft && !sending && <Button kind="quiet" onClick={onEmpty}>{words.upload.noFile}</Button>}
        </div>
        {sending && (
          <div role="status">
            <progress className="progress" value={sending.share} max={1} aria-label={words.upload.sending(sending.name, percent(sending.share, 0))} />
            <p>{sending.share < 1 ? words.upload.sending(sending.name, percent(sending.share, 0)) : words.upload.reading(sending.name)}</p>
          </div>
        )}
      </div>
      {fault && <Failed fault={fault} />}
      {draft && <Seen of={draft} onRemove={() => void remove(draft)} />}
    </>
  );
}

function Seen({ of, onRemove }: { of: Draft; onRemove: () => void }) {
  return (
    <div className="seen">
      <p role="status"><strong>{words.upload.seen(count(of.rows), count(of.columns.length), of.name)}.</strong> <span className="quiet">{words.upload.expires(time(of.expires))}</span> <Button kind="quiet" onClick={onRemove}>{words.upload.remove}</Button></p>
      {of.parts.length > 0 && (
        <>
          <h3>{words.upload.parts}</h3>
          <dl className="facts">
            {of.parts.map((one) => (
              <div key={one.part} className="seen-part">
                <dt>{words.upload.part[one.part] ?? one.part}</dt>
                <dd><code>{one.column}</code> <span className="quiet">{one.why}</span></dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <Disclosure summary={words.upload.caption}>
        <DataTable
          caption={words.upload.caption}
          quiet
          keyOf={(column) => column.name}
          rows={of.columns}
          columns={[
            { key: "column", head: words.upload.head.column, names: true, cell: (column) => <code>{column.name}</code> },
            { key: "type", head: words.upload.head.type, cell: (column) => column.type },
            { key: "missing", head: words.upload.head.missing, number: true, cell: (column) => (column.missing === 0 ? "0" : `${count(column.missing)} (${percent(column.missing / Math.max(1, column.rows))})`), sort: (column) => column.missing },
            { key: "distinct", head: words.upload.head.distinct, number: true, cell: (column) => count(column.distinct), sort: (column) => column.distinct },
            { key: "least", head: words.upload.head.least, number: true, cell: (column) => end(column.min, column.first) },
            { key: "most", head: words.upload.head.most, number: true, cell: (column) => end(column.max, column.last) },
            { key: "top", head: words.upload.head.top, cell: topOf },
          ]}
        />
      </Disclosure>
    </div>
  );
}

function end(value: number | null, moment: string | null): string {
  return value !== null ? exact(value, { scale: "number" }) : moment !== null ? time(moment) : "";
}
function topOf(column: SeenColumn): string {
  return column.distinct > 1_000 ? "" : column.top.slice(0, 4).map((one) => `${one.value} (${count(one.rows)})`).join(", ");
}
