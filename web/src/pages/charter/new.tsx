import { lazy, Suspense, useCallback, useMemo, useRef, useState } from "react";
import { Link, useNavigate } from "react-router-dom";

import type { Applied, Draft } from "../../api/answers/worth";
import { useAnswer } from "../../api/use_answer";
import { Notice, PageHead, Section } from "../../parts/page";
import { Forbidden, Loading } from "../../parts/states";
import { useSession } from "../../session";
import { charter as words } from "../../words/charter";
import { useCheck } from "./check";
import type { EditorHandle } from "./editor";
import { keepText, readKept } from "./kept_text";
import { KeepAsFile, Save } from "./save";
import { StatePanel } from "./state_panel";
import { Trial } from "./trial";
import { Upload } from "./upload";
import "./charter.css";

const Editor = lazy(() => import("./editor").then((part) => ({ default: part.Editor })));

/// Where an unfinished charter of a product that does not exist yet is kept in this tab.
const unnamed = "\u0000new";

/// From a file to a product, without a terminal: data, draft, verdicts, saved.
export default function NewCharter() {
  const { session, again } = useSession();
  const navigate = useNavigate();
  const kept = useMemo(() => readKept(unnamed), []);
  const [draft, setDraft] = useState<Draft>();
  const [begin, setBegin] = useState(kept?.text);
  const [text, setText] = useState(kept?.text);
  const [taken, setTaken] = useState(false);
  const editor = useRef<EditorHandle>(null);
  const check = useCheck(text, undefined);
  const grammar = useAnswer("/v1/charters/schema");
  const goTo = useCallback((line: number, column?: number) => editor.current?.goTo(line, column), []);
  const columns = useMemo(() => draft?.columns.map((one) => one.name) ?? [], [draft]);
  const lines = useMemo(() => new Map(check.checked?.promises.filter((one) => one.line > 0).map((one) => [one.id, one.line])), [check.checked]);
  const may = session.everywhere.includes("edit") || session.products.some((one) => one.scopes.includes("edit"));
  if (!may) return <><PageHead title={words.newTitle} lead={words.newLead} /><Forbidden /></>;

  const change = (next: string) => {
    setText(next);
    setTaken(false);
    keepText(unnamed, next.trim() === "" ? undefined : { text: next, before: "none" });
  };
  const start = (next: string) => {
    change(next);
    if (begin === undefined) setBegin(next);
    else editor.current?.replace(next);
  };
  const saved = async (applied: Applied) => {
    keepText(unnamed, undefined);
    await again();
    navigate(`/products/${encodeURIComponent(applied.product)}/charter`);
  };
  const valid = check.checked?.valid === true && check.of === text;

  return (
    <>
      <PageHead title={words.newTitle} lead={words.newLead} />
      <Section title={words.upload.title}>
        <Upload draft={draft} onDraft={(next) => { setDraft(next); if (next) start(next.charter); }} onEmpty={() => start(words.upload.empty)} />
      </Section>
      {text !== undefined && begin !== undefined && (
        <>
          <Section title={words.write.title}>
            <div className="work">
              <div className="work-text">
                <Suspense fallback={<div className="editor"><Loading what={words.editor.loading} /></div>}>
                  <Editor ref={editor} text={begin} onChange={change} faults={check.checked?.faults ?? []} grammar={grammar.answer} columns={columns} label={words.editor.label} />
                </Suspense>
                <p className="quiet small">{words.editor.help}</p>
              </div>
              <aside className="work-side">
                <StatePanel check={check} text={text} goTo={goTo} />
              </aside>
            </div>
          </Section>
          {draft && (
            <Section title={words.judge.title}>
              <Trial key={draft.draft} text={text} valid={valid} faulty={check.checked?.valid === false} on={{ draft: draft.draft, name: draft.name }} atOnce lines={lines} goTo={goTo} />
            </Section>
          )}
          <Section title={words.keep.title}>
            {taken && (
              <Notice kind="broken">
                <p>{words.conflict.exists(check.checked?.product ?? "")} <Link to={`/products/${encodeURIComponent(check.checked?.product ?? "")}/charter`}>{words.conflict.open}</Link></p>
              </Notice>
            )}
            <div className="work-actions">
              <Save text={text} checked={check.checked} current={valid} before="none" onSaved={(applied) => void saved(applied)} onConflict={() => setTaken(true)} />
              <KeepAsFile text={text} name={check.checked?.product ?? "new"} />
            </div>
          </Section>
        </>
      )}
    </>
  );
}
