import { useEffect, useMemo, useState } from "react";
import { useParams, useSearchParams } from "react-router-dom";

import type { WorthAnswer } from "../../api/answers/worth";
import { useAnswer } from "../../api/use_answer";
import { count, percent, time } from "../../format";
import { useRefreshed } from "../../live";
import { Disclosure } from "../../parts/disclosure";
import { PageHead } from "../../parts/page";
import { Answered, Empty } from "../../parts/states";
import { value as words } from "../../words/value";
import { Better } from "./better";
import { Chosen } from "./chosen";
import { Curve } from "./curve";
import { RequiredOfModel } from "./required";
import { Slider } from "./slider";
import { Versions } from "./versions";
import "./value.css";

/// What the model's decisions are worth: a threshold to move, with money, people and promises that move with it.
export default function Value() {
  const { product = "" } = useParams();
  const [asked] = useSearchParams();
  const given = useMemo(() => {
    const named = (name: string) => asked.get(name) ?? undefined;
    return { path: { product }, query: { from: named("from"), until: named("until"), version: named("version") } };
  }, [product, asked]);
  const answer = useAnswer("/v1/products/{product}/value", given);
  useRefreshed(product, answer.again);
  return (
    <>
      <PageHead title={words.title} kicker={product} lead={answer.answer?.worth?.headline ?? answer.answer?.elsewhere?.headline ?? (answer.answer && words.leadNone)} />
      <Chosen known={answer.answer} />
      <Answered of={answer} missing={() => <Empty title={words.empty}><p>{words.emptyNext}</p></Empty>}>
        {(found) => <Found of={found} product={product} />}
      </Answered>
    </>
  );
}

function Found({ of, product }: { of: WorthAnswer; product: string }) {
  const slider = of.slider;
  const [at, setAt] = useState(slider?.present ?? 0);
  // Another period or version has other steps.
  useEffect(() => setAt(slider?.present ?? 0), [slider]);
  if (!slider || !of.decided) {
    return (
      <>
        {(of.required || of.required_why) && <RequiredOfModel of={of} product={product} />}
        {of.elsewhere && <Notes notes={of.elsewhere.notes ?? []} />}
      </>
    );
  }
  const place = Math.min(at, slider.steps.length - 1);
  return (
    <>
      <p className="quiet value-ground">{words.decided(count(of.decided.decided), count(of.decided.rows))}. {periodOf(of)}.</p>
      <Slider of={of} slider={slider} at={place} onMove={setAt} />
      {of.worth && <Curve of={of} slider={slider} worth={of.worth} at={place} onMove={setAt} />}
      {of.worth && <Better of={of} worth={of.worth} slider={slider} />}
      <RequiredOfModel of={of} product={product} />
      {of.worth && <Versions of={of} />}
      <Notes notes={[...(of.worth?.notes ?? []), ...groundsOf(of)]} />
    </>
  );
}

function periodOf(of: WorthAnswer): string {
  if (of.from && of.until) return words.period(time(of.from), time(of.until));
  return of.from ? words.since(time(of.from)) : of.until ? words.before(time(of.until)) : words.everything;
}

function groundsOf(of: WorthAnswer): string[] {
  const decided = of.decided;
  if (!decided) return [];
  const all: string[] = [words.level(percent(decided.level, 0))];
  if (decided.per_month !== null) all.push(words.pace(count(decided.per_month), decided.pace));
  if (decided.units !== null) all.push(words.units(count(decided.units)));
  return all;
}

function Notes({ notes }: { notes: string[] }) {
  if (notes.length === 0) return null;
  const different = [...new Set(notes)];
  return (
    <div className="section">
      <Disclosure summary={words.notes}>
        <ul>{different.map((note) => <li key={note}>{note}</li>)}</ul>
      </Disclosure>
    </div>
  );
}
