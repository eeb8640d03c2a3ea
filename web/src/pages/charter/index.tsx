import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useParams } from "react-router-dom";

import type { Applied } from "../../api/answers/worth";
import { useAnswer } from "../../api/use_answer";
import { count } from "../../format";
import { useLive } from "../../live";
import { Button } from "../../parts/button";
import { Notice, PageHead, Section } from "../../parts/page";
import { Answered, Loading } from "../../parts/states";
import { useMay } from "../../session";
import { charter as words } from "../../words/charter";
import { AgainstStanding } from "./changes";
import { useCheck } from "./check";
import { DiffView } from "./diff_view";
import type { EditorHandle } from "./editor";
import { keepText, readKept } from "./kept_text";
import { Revisions } from "./revisions";
import { KeepAsFile, Save } from "./save";
import { StatePanel } from "./state_panel";
import { revisionText, useStanding, type Standing } from "./texts";
import { Trial } from "./trial";
import "./charter.css";

const Editor = lazy(() => import("./editor").then((part) => ({ default: part.Editor })));

/// The document, checked while one writes; what it would change and say; every revision that there was.
export default function Charter() {
  const { product = "" } = useParams();
  const { standing, fault, again, put } = useStanding(product);
  return (
    <>
      <PageHead title={words.title} kicker={product} lead={words.lead} />
      {fault && <Answered of={{ answer: undefined, fault, loading: false, again }}>{() => null}</Answered>}
      {!standing && !fault && <Loading />}
      {standing && <Document key={product} product={product} standing={standing} again={again} put={put} />}
    </>
  );
}

/// `ground`: what the text in the editor was begun from. `standing`: what counts by now.
function Document({ product, standing, again, put }: { product: string; standing: Standing; again: () => void; put: (standing: Standing) => void }) {
  const may = useMay()("edit", product);
  const kept = useMemo(() => (may ? readKept(product) : undefined), [product, may]);
  const [ground, setGround] = useState<Standing>(() => (kept ? { text: kept.before === standing.digest ? standing.text : "", digest: kept.before } : standing));
  const [text, setText] = useState(kept?.text ?? standing.text);
  const [begin] = useState(text);
  const [said, setSaid] = useState<string | undefined>(kept && kept.text !== standing.text ? words.save.restored : undefined);
  const [round, setRound] = useState(0);
  const editor = useRef<EditorHandle>(null);
  const check = useCheck(text, product, round);
  const grammar = useAnswer("/v1/charters/schema");
  const revisions = useAnswer("/v1/products/{product}/revisions", { path: { product }, query: { json: true } });
  const dirty = text !== standing.text && (ground.digest === standing.digest || text !== ground.text);
  const overtaken = standing.digest !== ground.digest;

  // What is put into the editor by the page is no word of the writer's: what was said stays.
  const replacing = useRef(false);
  const change = useCallback((next: string) => {
    setText(next);
    if (!replacing.current) setSaid(undefined);
  }, []);
  const replace = useCallback((next: string) => {
    setText(next);
    replacing.current = true;
    editor.current?.replace(next);
    replacing.current = false;
  }, []);
  useLive(product, (change) => {
    if (change.kind !== "charter" && change.kind !== "again") return;
    again();
    revisions.again();
  });
  // Who has written nothing sees what stands by now.
  useEffect(() => {
    if (!overtaken || dirty) return;
    setGround(standing);
    replace(standing.text);
  }, [overtaken, dirty, standing, replace]);
  useEffect(() => setRound((before) => before + 1), [standing.digest]);
  useEffect(() => keepText(product, may && dirty ? { text, before: ground.digest } : undefined), [product, may, dirty, text, ground.digest]);

  const goTo = useCallback((line: number, column?: number) => editor.current?.goTo(line, column), []);
  const saved = (applied: Applied) => {
    setSaid(applied.entry === null ? words.save.comments : applied.proposed ? words.save.proposed(count(applied.entry)) : words.save.saved(count(applied.entry)));
    if (!applied.proposed) {
      setGround({ text, digest: applied.digest });
      put({ text, digest: applied.digest });
    } else {
      // It is kept, and waits below; what stands goes on.
      replace(standing.text);
    }
    revisions.again();
  };
  const lines = useMemo(() => new Map(check.checked?.promises.filter((one) => one.line > 0).map((one) => [one.id, one.line])), [check.checked]);

  return (
    <>
      {said && <Notice kind="kept"><p>{said}</p></Notice>}
      {overtaken && dirty && <Overtaken product={product} ground={ground} standing={standing} onTake={() => { setGround(standing); setSaid(words.conflict.taken); }} onReload={() => { setGround(standing); replace(standing.text); }} />}
      {!may && <p className="quiet">{words.editor.readOnly}</p>}
      <div className="work">
        <div className="work-text">
          <Suspense fallback={<div className="editor"><Loading what={words.editor.loading} /></div>}>
            <Editor ref={editor} text={begin} onChange={change} faults={check.checked?.faults ?? []} grammar={grammar.answer} label={words.editor.label} readOnly={!may} />
          </Suspense>
          <p className="quiet small">{words.editor.help}</p>
        </div>
        <aside className="work-side">
          <StatePanel check={check} text={text} goTo={goTo} />
          {may && <AgainstStanding checked={check.checked} product={product} />}
          {may && (
            <div className="work-actions">
              {dirty && <span className="unsaved">● {words.save.unsaved}</span>}
              <Save text={text} checked={check.checked} current={check.of === text && dirty && !overtaken} before={ground.digest} onSaved={saved} onConflict={again} />
              {dirty && <Button kind="quiet" onClick={() => { setGround(standing); replace(standing.text); }}>{words.save.discard}</Button>}
              <KeepAsFile text={text} name={product} />
            </div>
          )}
        </aside>
      </div>
      {may && (
        <Section title={words.trial.title}>
          <Trial text={text} valid={check.checked?.valid === true && check.of === text} faulty={check.checked?.valid === false} on={{ product }} lines={lines} goTo={goTo} />
        </Section>
      )}
      <Revisions of={revisions} product={product} onOpen={may ? replace : undefined} onDecided={(words) => { setSaid(words); again(); revisions.again(); }} />
    </>
  );
}

/// Two people at once: the second sees what the first one changed, and loses nothing.
function Overtaken({ product, ground, standing, onTake, onReload }: { product: string; ground: Standing; standing: Standing; onTake: () => void; onReload: () => void }) {
  const [before, setBefore] = useState<string | undefined>(ground.text || undefined);
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    if (ground.text) return setBefore(ground.text);
    revisionText(product, ground.digest).then(setBefore).catch(() => setMissing(true));
    return undefined;
  }, [product, ground]);
  return (
    <Notice kind="broken">
      <h2>{words.conflict.title}</h2>
      <p>{words.conflict.explain}</p>
      <h3>{words.conflict.theirs}</h3>
      {before !== undefined && <DiffView before={before} after={standing.text} from={words.revisions.digest(ground.digest)} to={words.revisions.digest(standing.digest)} />}
      {missing && <pre className="revision-text" tabIndex={0} dir="ltr">{standing.text}</pre>}
      <div className="work-actions">
        <Button kind="main" onClick={onTake}>{words.conflict.take}</Button>
        <Button onClick={onReload}>{words.conflict.reload}</Button>
      </div>
    </Notice>
  );
}
