import { useState } from "react";

import type { Theme, ThemeSlice } from "../../api/answers/feedback";
import { ask, Fault } from "../../api/client";
import { useAnswer } from "../../api/use_answer";
import { count, interval, percent, time } from "../../format";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { Field, TextArea } from "../../parts/field";
import { Section } from "../../parts/page";
import { Sparkline } from "../../parts/sparkline";
import { Answered, Empty } from "../../parts/states";
import { useMay } from "../../session";
import { feedback as words } from "../../words/feedback";

export function ThemeList({ product, made }: { product: string; made: () => void }) {
  const themes = useAnswer("/v1/products/{product}/feedback/themes", { path: { product }, query: { json: true } });
  const [chosen, setChosen] = useState<Theme>();
  const may = useMay()("edit", product);
  const answer = themes.answer;
  return (
    <Section title={words.themes} lead={answer && answer.themes.length > 0 ? words.themesLead(count(answer.texts), count(answer.in_themes)) : undefined} id="themes">
      <Answered of={themes}>
        {(found) => found.themes.length === 0 ? <Empty title={words.themesNone}><p>{words.themesNoneNext}</p></Empty> : (
          <ul className="themes plain">
            {found.themes.map((theme) => <OneTheme key={theme.id} theme={theme} make={may ? () => setChosen(theme) : undefined} />)}
          </ul>
        )}
      </Answered>
      {chosen && <Make product={product} theme={chosen} onClose={() => setChosen(undefined)} made={made} />}
    </Section>
  );
}

function OneTheme({ theme, make }: { theme: Theme; make?: () => void }) {
  return (
    <li className="theme">
      <h3 dir="auto">{words.theme(theme.words)}</h3>
      <div className="theme-facts">
        <p>{words.size(count(theme.size), percent(theme.share))}</p>
        {theme.trend.length > 1 && <Sparkline points={theme.trend.map((week) => ({ value: week.texts }))} measure={{ scale: "count" }} />}
      </div>
      <ul className="theme-quotes plain">
        {theme.examples.slice(0, 3).map((one) => (
          <li key={one.feedback}><blockquote dir="auto"><p>{one.text}</p></blockquote><p className="quiet small">{time(one.time)}</p></li>
        ))}
      </ul>
      {theme.slices.length === 0 ? <p className="quiet">{words.noSlices}</p> : (
        <div>
          <p className="quiet">{words.from}</p>
          <ul>{theme.slices.map((slice) => <li key={`${slice.column}\n${slice.value}`}><SliceSaid slice={slice} /></li>)}</ul>
        </div>
      )}
      {make && <Button onClick={make}>{words.make}</Button>}
    </li>
  );
}

function SliceSaid({ slice }: { slice: ThemeSlice }) {
  const range = interval(slice.interval, { scale: "share", difference: true });
  return <>{words.slice(slice.column, slice.value, percent(slice.here / slice.of, 0), percent(slice.others / slice.of_others, 0), range)}</>;
}

function Make({ product, theme, onClose, made }: { product: string; theme: Theme; onClose: () => void; made: () => void }) {
  const [given, setGiven] = useState({ title: "", owner: "", proposal: "" });
  const [wrong, setWrong] = useState<Fault>();
  const [busy, setBusy] = useState(false);
  const take = (name: keyof typeof given) => (event: { target: { value: string } }) => setGiven((before) => ({ ...before, [name]: event.target.value }));
  const add = async () => {
    setBusy(true);
    try {
      await ask("post", "/v1/products/{product}/improvements", { path: { product }, body: { title: given.title, owner: given.owner, theme: theme.id, ...(given.proposal.trim() === "" ? {} : { proposal: given.proposal }), json: true } as never });
      made();
      onClose();
    } catch (error) {
      setWrong(error instanceof Fault ? error : new Fault("outside", String(error), "", 0));
      setBusy(false);
    }
  };
  return (
    <Dialog title={words.makeTitle} open onClose={onClose} actions={<Button kind="main" busy={busy} disabled={given.title.trim() === "" || given.owner.trim() === ""} onClick={() => void add()}>{words.add}</Button>}>
      <p>{words.makeLead(count(theme.size), count(theme.predictions.length))}</p>
      <Field label={words.field.title} value={given.title} onChange={take("title")} maxLength={200} />
      <Field label={words.field.owner} hint={words.field.ownerHint} value={given.owner} onChange={take("owner")} error={wrong ? `${wrong.what}: ${wrong.next}` : undefined} />
      <TextArea label={words.field.proposal} hint={words.field.proposalHint} value={given.proposal} onChange={take("proposal")} spellCheck={false} />
    </Dialog>
  );
}
