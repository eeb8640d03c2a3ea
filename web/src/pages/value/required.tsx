import { Link } from "react-router-dom";

import type { Demand, Required, WorthAnswer } from "../../api/answers/worth";
import { exact, money } from "../../format";
import { DataTable } from "../../parts/data_table";
import { Notice, Section } from "../../parts/page";
import { Verdict } from "../../parts/verdict";
import { value as words } from "../../words/value";
import { Lacking } from "./lacking";

/// What the sentences of the business demand of the model, and whether the present one can.
export function RequiredOfModel({ of, product }: { of: WorthAnswer; product: string }) {
  const required = of.required;
  if (of.required_why) return <Section title={words.required.title}><Notice kind="unproven"><p>{of.required_why.what}. {of.required_why.next}</p></Notice></Section>;
  // Where no threshold decides, nothing is met at some of them, and keeping a limit has no price.
  const of_thresholds = of.task === "binary";
  if (!required) return <Lacking title={words.required.title} what={words.required.none} product={product} />;
  return (
    <Section title={words.required.title} lead={required.headline}>
      <DataTable
        caption={words.required.caption}
        quiet
        keyOf={(_, index) => index}
        rows={required.demands}
        columns={[
          { key: "says", head: words.required.head.says, names: true, cell: (one) => one.says },
          { key: "demand", head: words.required.head.demand, cell: demandText },
          { key: "now", head: words.required.head.now, number: true, cell: (one) => (one.at_present === null ? "" : rounded(one.at_present)) },
          ...(of_thresholds ? [{ key: "at", head: words.required.head.at, cell: (one: Demand) => stretches(one.thresholds) }] : []),
          { key: "verdict", head: of_thresholds ? words.required.head.verdict : words.required.head.plainVerdict, cell: (one) => (one.at_threshold ? <Verdict verdict={one.at_threshold.verdict} /> : words.required.nowhere) },
          ...(of_thresholds ? [{ key: "cost", head: words.required.head.cost, number: true, cell: (one: Demand) => costText(one, of.currency) }] : []),
        ]}
      />
      <Findings of={required} />
      {required.proposals !== "" && (
        <div className="proposals">
          <h3>{words.required.proposals}</h3>
          <pre tabIndex={0}>{required.proposals}</pre>
          <p><Link to={`/products/${encodeURIComponent(product)}/charter`}>{words.required.toCharter}</Link></p>
        </div>
      )}
    </Section>
  );
}

function Findings({ of }: { of: Required }) {
  const all = [
    ...of.demands.filter((one) => one.no_model !== null).map((one) => words.required.noModel(one.says, one.no_model ?? "")),
    ...of.conflicts.map(([a, b]) => words.required.conflict(a, b)),
    ...of.apart.map((one) => words.required.apart(one.promise, one.limit)),
    ...of.not_compiled.map((one) => words.required.missing(one.limit, one.why)),
    ...of.demands.filter((one) => (one.shortfall ?? 0) > 0).map((one) => words.required.shortfall(one.says, one.metric, rounded(one.shortfall ?? 0))),
    ...of.demands.filter((one) => one.at_threshold?.why).map((one) => words.required.notMeasured(one.says, one.at_threshold?.why ?? "")),
    ...of.demands.map((one) => `${one.says}: ${words.required.how[one.promise.how](one.promise.id ?? "")}.`),
  ];
  return all.length === 0 ? null : <ul>{all.map((one) => <li key={one}>{one}</li>)}</ul>;
}

const rounded = (value: number) => exact(Math.round(value * 10_000) / 10_000, { scale: "number" });

function demandText(of: Demand): string {
  const k = of.with?.k;
  const place = k !== undefined && k > 0 ? `${of.metric}@${k}` : of.metric;
  const within = [...(of.category ? [of.category] : []), ...of.by];
  const metric = within.length > 0 ? `${place} (${within.join(", ")})` : place;
  if (of.at_least !== undefined && of.at_most !== undefined) return words.required.between(metric, rounded(of.at_least), rounded(of.at_most));
  return of.at_least !== undefined ? `${metric} ≥ ${rounded(of.at_least)}` : `${metric} ≤ ${rounded(of.at_most ?? 0)}`;
}

function stretches(of: Demand["thresholds"]): string {
  if (of.length === 0) return words.required.nowhere;
  return of.map(([low, high]) => (low === null && high === null ? words.required.every : high === null ? words.required.onFrom(rounded(low ?? 0)) : low === null ? words.required.upTo(rounded(high)) : words.required.range(rounded(low), rounded(high)))).join("; ");
}

function costText(of: Demand, currency: string | null): string {
  if (of.cost_per_decision === null) return words.required.cannot;
  if (of.cost_per_decision <= 0) return words.required.noCost;
  return of.cost_per_month === null ? words.required.noCostKnown : money(of.cost_per_month, currency);
}
