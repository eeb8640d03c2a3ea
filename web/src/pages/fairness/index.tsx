import { Link, useParams, useSearchParams } from "react-router-dom";

import type { FairnessPage } from "../../api/answers/insight";
import { useAnswer } from "../../api/use_answer";
import { count, period } from "../../format";
import { useRefreshed } from "../../live";
import { Disclosure } from "../../parts/disclosure";
import { Select } from "../../parts/field";
import { GroupBars } from "../../parts/group_bars";
import { PageHead, Section } from "../../parts/page";
import { PromiseLines } from "../../parts/promise_lines";
import { Answered, Empty } from "../../parts/states";
import { WindowChoice } from "../../parts/window_choice";
import { fairness as words } from "../../words/fairness";
import { insight } from "../../words/insight";
import { GroupingShown } from "./grouping";

type Choose = (changes: Record<string, string>) => void;

/// How groups fare: what was promised of them, and each with its number, its interval and what it rests on.
export default function Page() {
  const { product = "" } = useParams();
  const [address, setAddress] = useSearchParams();
  const asked = (name: string) => address.get(name) ?? "";
  const choose: Choose = (changes) =>
    setAddress((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(changes)) value === "" ? next.delete(name) : next.set(name, value);
      return next;
    }, { replace: true });
  const by = asked("by");
  const answer = useAnswer("/v1/products/{product}/fairness", { path: { product }, query: { json: true, window: asked("window") || undefined, by: by === "" ? undefined : by.split(","), version: asked("version") || undefined } });
  useRefreshed(product, answer.again);
  return (
    <>
      <PageHead title={words.title} kicker={<Link to={`/products/${encodeURIComponent(product)}`}>{product}</Link>} lead={answer.answer && lead(answer.answer)} actions={<WindowChoice value={asked("window")} onChange={(window) => choose({ window })} />} />
      <Answered of={answer} missing={(fault) => <Empty title={insight.nothingYet}><p>{fault.next || insight.nothingYetNext}</p></Empty>}>
        {(page) => <Shown page={page} product={product} metric={asked("metric")} by={by} choose={choose} />}
      </Answered>
    </>
  );
}

function Shown({ page, product, metric, by, choose }: { page: FairnessPage; product: string; metric: string; by: string; choose: Choose }) {
  const chosen = page.metrics.find((one) => one.id === metric) ?? page.metrics[0];
  return (
    <>
      <p className="quiet">{page.window.start && page.window.end ? insight.over(period({ start: page.window.start, end: page.window.end }), count(page.rows)) : insight.overAll(count(page.rows))}</p>
      {page.promises.length > 0 && (
        <Section title={words.promises} lead={words.promisesLead} id="promises">
          <PromiseLines product={product} caption={words.promises} lines={page.promises} quiet />
          {page.promises.map((promise) => <Behind key={promise.id} promise={promise} />)}
        </Section>
      )}
      <Section title={words.groups} lead={words.groupsLead} id="groups">
        <div className="controls">
          {chosen && (
            <Select label={words.metric} value={chosen.id} hint={chosen.summary} onChange={(event) => choose({ metric: event.target.value })}>
              {page.metrics.map((one) => <option key={one.id} value={one.id}>{one.id}</option>)}
            </Select>
          )}
          <Select label={words.columns} value={by} onChange={(event) => choose({ by: event.target.value })}>
            <option value="">{words.charters}</option>
            {by.includes(",") && <option value={by}>{words.chosen(by.split(","))}</option>}
            {[...new Set([...page.could_divide, ...page.columns])].map((one) => <option key={one} value={one}>{one}</option>)}
          </Select>
        </div>
        {page.columns_left_out.length > 0 && <p className="quiet">{words.columnsLeftOut(page.columns_left_out)}</p>}
        {page.groupings.length === 0 || chosen === undefined ? <Empty title={words.none}><p>{words.noneNext}</p></Empty> : page.groupings.map((grouping) => <GroupingShown key={grouping.by.join("\n")} grouping={grouping} metric={chosen} metrics={page.metrics} />)}
      </Section>
    </>
  );
}

/// The groups that a promise compares, or each of which it is about.
function Behind({ promise }: { promise: FairnessPage["promises"][number] }) {
  const groups = promise.groups.map((group) => ({ name: group.name, rows: group.n, units: group.units_named ? group.units : null, value: group.value, interval: group.interval, why: group.why }));
  const checks = promise.checks.map((check) => ({ name: check.group ?? "", rows: check.n, units: check.units_named ? check.units : null, value: check.value, interval: check.interval, why: check.verdict === "unproven" ? check.why : null }));
  const rows = groups.length > 0 ? groups : checks;
  if (rows.length === 0) return null;
  return (
    <Disclosure summary={words.groupsOf(promise.statement ?? promise.id)} open={promise.verdict === "broken"}>
      <GroupBars caption={words.groupsOf(promise.id)} rows={rows} scale={promise.scale} bound={groups.length > 0 ? null : promise.bound} />
    </Disclosure>
  );
}

function lead(page: FairnessPage): string {
  return words.lead(page.promises.length, page.promises.filter((one) => one.verdict === "broken").length, page.promises.filter((one) => one.verdict === "unproven").length);
}
