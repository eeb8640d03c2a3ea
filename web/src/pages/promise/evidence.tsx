import { useState } from "react";

import type { CheckLine, Picture, PromiseEvidence } from "../../api/answers/insight";
import { useAnswer } from "../../api/use_answer";
import { bound as boundText, count, exact, percent } from "../../format";
import { useRefreshed } from "../../live";
import { Button } from "../../parts/button";
import { DataTable } from "../../parts/data_table";
import { Disclosure } from "../../parts/disclosure";
import { GroupBars } from "../../parts/group_bars";
import { IntervalBar } from "../../parts/interval_bar";
import { Section } from "../../parts/page";
import { Shares } from "../../parts/shares";
import { Answered } from "../../parts/states";
import { Value } from "../../parts/value";
import { Verdict } from "../../parts/verdict";
import { evidence as words } from "../../words/evidence";
import { insight } from "../../words/insight";
import "./evidence.css";
import { Reliability, Roc } from "./calibration";
import { SlicesFound } from "./slices";
import { Thresholds } from "./thresholds";

/// What stands behind a promise's number: the picture that belongs to its metric, groups, the same in people, and the worst slices.
export function Evidence({ product, promise, currency }: { product: string; promise: string; currency?: string | null }) {
  const answer = useAnswer("/v1/products/{product}/promises/{promise}/evidence", { path: { product, promise }, query: { json: true } });
  useRefreshed(product, answer.again);
  return <Answered of={answer}>{(found) => <Shown found={found as PromiseEvidence} product={product} currency={currency ?? null} />}</Answered>;
}

function Shown({ found, product, currency }: { found: PromiseEvidence; product: string; currency: string | null }) {
  const several = found.checks.filter((check) => check.column !== null || check.group !== null || check.category !== null);
  const grouped = found.groups.length === 0 && several.length > 0 && several.every((check) => check.group !== null && check.column === null);
  const isRecord = found.metric === null;
  return (
    <>
      {!isRecord && (
        <Section title={words.pictures} id="evidence">
          {found.pictures.length === 0 ? <p className="quiet">{words.noPicture}</p> : (
            <div className="figures">
              {found.pictures.map((picture, index) => <Drawn key={index} picture={picture} found={found} currency={currency} />)}
            </div>
          )}
        </Section>
      )}
      {found.groups.length > 0 && (
        <Section title={words.groups} id="groups">
          <GroupBars caption={words.groups} scale={found.metric?.scale ?? null} currency={currency} rows={found.groups.map((group) => ({ name: group.name, rows: group.n, units: group.units_named ? group.units : null, value: group.value, interval: group.interval, why: group.why }))} />
        </Section>
      )}
      {grouped && (
        <Section title={words.groups} id="groups">
          <GroupBars
            caption={words.groups} scale={found.promise.scale} currency={currency} bound={found.promise.bound} last={{ head: insight.verdict }}
            rows={several.map((check) => ({ name: check.group ?? "", rows: check.n, units: check.units_named ? check.units : null, value: check.value, interval: check.interval, why: check.value === null ? check.why : null, after: <Verdict verdict={check.verdict} /> }))}
          />
        </Section>
      )}
      {!grouped && several.length > 1 && <Checks checks={several} currency={currency} />}
      {found.labelled.length > 0 && <Labelled bands={found.labelled} />}
      {found.people && <People people={found.people} />}
      {!isRecord && <Slices product={product} promise={found.promise.id} scale={found.promise.scale} currency={currency} />}
      {found.metric && <Definition metric={found.metric} />}
    </>
  );
}

function Drawn({ picture, found, currency }: { picture: Picture; found: PromiseEvidence; currency: string | null }) {
  const named = (title: string) => (picture.title ? `${title}: ${picture.title}` : title);
  switch (picture.kind) {
    case "distributions":
      return <div><h3>{picture.title ? words.distribution(picture.title) : words.valuesTitle}</h3><Shares picture={picture} title={picture.title ?? words.valuesTitle} /></div>;
    case "reliability":
      return <div className="figure-square"><h3>{named(words.reliability)}</h3><Reliability picture={picture} /></div>;
    case "roc":
      return <div className="figure-square"><h3>{named(words.roc)}</h3><Roc picture={picture} /></div>;
    case "thresholds":
      return <div><h3>{words.thresholds(found.promise.metric ?? "")}</h3><Thresholds picture={picture} metric={found.promise.metric ?? ""} bound={found.promise.bound} measure={{ scale: found.promise.scale, currency }} /></div>;
  }
}

function Checks({ checks, currency }: { checks: CheckLine[]; currency: string | null }) {
  const measure = (check: CheckLine) => ({ scale: check.scale, currency });
  const name = (check: CheckLine) => [check.column, check.category, check.group].filter(Boolean).join(", ") || words.whole;
  return (
    <Section title={words.checks} id="checks">
      <DataTable
        caption={words.checks}
        quiet
        rows={checks}
        keyOf={(check) => name(check)}
        columns={[
          { key: "name", head: words.check, cell: name, names: true, sort: name },
          { key: "verdict", head: insight.verdict, cell: (check) => <><Verdict verdict={check.verdict} />{check.why && <span className="line-why">{check.why}</span>}</> },
          { key: "value", head: insight.value, cell: (check) => <Value value={check.value} interval={check.interval} measure={measure(check)} bound={check.bound} />, number: true, sort: (check) => check.value },
          { key: "bound", head: insight.promised, cell: (check) => boundText(check.bound, measure(check)) },
          { key: "bar", head: insight.picture, cell: (check) => <IntervalBar value={check.value} interval={check.interval} bound={check.bound} measure={measure(check)} verdict={check.verdict} /> },
          { key: "rows", head: insight.rows, cell: (check) => count(check.n), number: true, sort: (check) => check.n },
        ]}
      />
    </Section>
  );
}

function People({ people }: { people: NonNullable<PromiseEvidence["people"]> }) {
  const row = (name: string, event: number, none: number) => ({ name, event, none });
  return (
    <Section title={words.people} id="people" lead={words.of(count(people.of), people.event)}>
      <div className="columns">
        <DataTable
          caption={words.cells.caption}
          rows={[row(words.cells.actedOn, people.true_positive, people.false_positive), row(words.cells.left, people.false_negative, people.true_negative)]}
          keyOf={(one) => one.name}
          columns={[
            { key: "decision", head: words.cells.decision, cell: (one) => one.name, names: true },
            { key: "event", head: people.event, cell: (one) => count(one.event), number: true },
            { key: "none", head: words.cells.none, cell: (one) => count(one.none), number: true },
          ]}
        />
        <dl className="people-told">
          {(Object.keys(words.audiences) as (keyof typeof words.audiences)[]).map((audience) => (
            <div key={audience}>
              <dt>{words.audiences[audience]}</dt>
              <dd>{people.sentences[audience]}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Section>
  );
}

function Labelled({ bands }: { bands: PromiseEvidence["labelled"] }) {
  const score = (value: number) => exact(value, { scale: "number" });
  return (
    <Section title={words.labelled} lead={words.labelledLead} id="labelled">
      <DataTable
        caption={words.labelled}
        quiet
        rows={bands}
        keyOf={(band) => band.low}
        columns={[
          { key: "score", head: words.labelledScore, cell: (band) => `${score(band.low)} – ${score(band.high)}`, names: true },
          { key: "rows", head: insight.rows, cell: (band) => count(band.rows), number: true },
          { key: "share", head: words.labelledShare, cell: (band) => percent(band.rows === 0 ? 0 : band.labelled / band.rows, 1), number: true },
        ]}
      />
    </Section>
  );
}

/// Searched for when somebody asks: it looks at every combination, on all rows.
function Slices({ product, promise, scale, currency }: { product: string; promise: string; scale: PromiseEvidence["promise"]["scale"]; currency: string | null }) {
  const [asked, setAsked] = useState(false);
  return (
    <Section title={words.slices} lead={words.slicesLead} id="slices">
      {asked ? <SlicesFound product={product} promise={promise} measure={{ scale, currency }} /> : <Button onClick={() => setAsked(true)}>{words.search}</Button>}
    </Section>
  );
}

function Definition({ metric }: { metric: NonNullable<PromiseEvidence["metric"]> }) {
  const facts: [string, string][] = [
    [words.facts.metric, `${metric.id}: ${metric.summary}`], [words.facts.estimand, metric.estimand], [words.facts.formula, metric.formula], [words.facts.interval, metric.interval], [words.facts.source, metric.source], [words.facts.example, metric.example],
  ];
  return (
    <Section title={words.definition} id="definition">
      <Disclosure summary={metric.summary}>
        <dl className="facts">
          {facts.filter(([, said]) => said !== "").map(([name, said]) => (
            <div key={name} className="fact"><dt>{name}</dt><dd>{said}</dd></div>
          ))}
        </dl>
      </Disclosure>
    </Section>
  );
}
