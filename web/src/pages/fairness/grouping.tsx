import { useState } from "react";

import type { Disparity, FairGroup, Grouping, GroupMetric } from "../../api/answers/insight";
import { amount, count, decimalsFor, interval, percent, type Measure } from "../../format";
import { Button } from "../../parts/button";
import { DataTable, type Column } from "../../parts/data_table";
import { Disclosure } from "../../parts/disclosure";
import { GroupBars } from "../../parts/group_bars";
import { Notice } from "../../parts/page";
import { Value } from "../../parts/value";
import { fairness as words } from "../../words/fairness";
import { insight } from "../../words/insight";

const at_first = 20;

/// The groups of some columns, by one metric; all others in a table behind it. Of many the largest come first, and the rest on request.
export function GroupingShown({ grouping, metric, metrics }: { grouping: Grouping; metric: GroupMetric; metrics: GroupMetric[] }) {
  const [all, setAll] = useState(false);
  const disparity = grouping.disparities.find((one) => one.metric === metric.id);
  const rows = grouping.groups.map((group) => {
    const of = group.estimates[metric.id];
    return { name: group.name, rows: group.rows, units: of?.units_named ? of.units : null, value: of?.value ?? null, interval: of?.interval ?? null, why: of === undefined || of.state === "unproven" ? (of?.why ?? "") : null };
  });
  const overall = metric.overall.value;
  return (
    <section className="section" aria-label={words.by(grouping.by)}>
      <h3>{words.by(grouping.by)}</h3>
      {grouping.fault && <Notice kind="unproven"><p>{grouping.fault.what}</p><p>{grouping.fault.next}</p></Notice>}
      {rows.length > 0 && (
        <>
          {disparity && <p>{told(disparity, metric)}{overall !== null && ` ${words.all(metric.id, amount(overall, { scale: metric.scale }))}`}</p>}
          <GroupBars caption={words.metricOf(metric.id, grouping.by)} rows={all ? rows : rows.slice(0, at_first)} scale={metric.scale} overall={overall} />
          {!all && rows.length > at_first && <Button kind="quiet" onClick={() => setAll(true)}>{words.showAll(count(at_first), count(rows.length))}</Button>}
          {grouping.left_out > 0 && <p className="quiet">{words.leftOut(grouping.left_out)}</p>}
          <Disclosure summary={words.everything}>
            <DataTable caption={words.everything} columns={columnsOf(metrics)} rows={grouping.groups} keyOf={(group) => group.name} quiet />
          </Disclosure>
        </>
      )}
    </section>
  );
}

function told(disparity: Disparity, metric: GroupMetric): string {
  const { difference, ratio } = disparity;
  if (difference.value === null || disparity.highest === null || disparity.lowest === null) return words.notApart(metric.id, difference.detail ?? difference.why ?? "");
  const measure: Measure = { scale: metric.scale, difference: metric.scale === "share" };
  const fine = { ...measure, decimals: decimalsFor([difference.value, difference.interval?.low, difference.interval?.high], [], measure) };
  const range = interval(difference.interval, fine);
  let text = words.apart(metric.id, `${amount(difference.value, fine)}${range === "" ? "" : ` (${range})`}`, disparity.highest, disparity.lowest);
  if (ratio?.value !== null && ratio?.value !== undefined && ratio.state === "measured") text += words.ratio(percent(ratio.value, 0));
  if (difference.state === "unproven") text += words.apartUnproven(difference.why ?? difference.detail ?? "");
  return text;
}

function columnsOf(metrics: GroupMetric[]): Column<FairGroup>[] {
  return [
    { key: "name", head: insight.group, cell: (group) => group.name, names: true, sort: (group) => group.name },
    { key: "rows", head: insight.rows, cell: (group) => count(group.rows), number: true, sort: (group) => group.rows },
    { key: "share", head: words.share, cell: (group) => percent(group.share, 1), number: true, sort: (group) => group.share },
    ...metrics.map((metric): Column<FairGroup> => ({
      key: metric.id,
      head: metric.id,
      number: true,
      sort: (group) => group.estimates[metric.id]?.value,
      cell: (group) => {
        const of = group.estimates[metric.id];
        if (of === undefined) return "";
        return (
          <>
            {of.value === null ? <span className="quiet">{insight.unproven}</span> : <Value value={of.value} interval={of.interval} measure={{ scale: metric.scale }} />}
            {of.value !== null && of.state === "unproven" && <span className="line-why">{insight.unproven}</span>}
          </>
        );
      },
    })),
  ];
}
