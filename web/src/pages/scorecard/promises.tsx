import { memo, useDeferredValue, useMemo, type ReactNode } from "react";
import { Link, useSearchParams } from "react-router-dom";

import type { Verdict as Word } from "../../api/answers";
import type { Failing, RoleHeld, Standing } from "../../api/answers/overview";
import type { List, ListedPromise } from "../../api/answers/scorecard";
import { bound as boundText, count, time } from "../../format";
import { measureOf } from "../../measure";
import { Button } from "../../parts/button";
import { Field, Select } from "../../parts/field";
import { promisePath } from "../../parts/failing";
import { IntervalBar } from "../../parts/interval_bar";
import { Section } from "../../parts/page";
import { Sparkline, type SparkPoint } from "../../parts/sparkline";
import { Value } from "../../parts/value";
import { Verdict } from "../../parts/verdict";
import { parts as partWords } from "../../words/parts";
import { scorecard as words } from "../../words/scorecard";

const verdicts: Word[] = ["broken", "unproven", "kept"];
const worst: Record<Word, number> = { broken: 0, unproven: 1, kept: 2 };
const heaviest = { stop: 0, warn: 1, info: 2 };

/// The promises by parts of the charter, those of objectives by objective; which are shown stands in the address, so that it can be sent.
export function Promises({ card, standing }: { card: List; standing: Standing | undefined }) {
  const [asked, setAsked] = useSearchParams();
  const verdict = asked.get("verdict"), owner = asked.get("owner"), find = asked.get("find") ?? "";
  const wanted = useDeferredValue(find.trim().toLocaleLowerCase());
  const shown = useMemo(
    () => card.promises.filter((one) => (!verdict || one.verdict === verdict) && (!owner || one.owner === owner) && (wanted === "" || `${one.id} ${one.statement ?? ""} ${one.metric ?? ""} ${one.of.join(" ")}`.toLocaleLowerCase().includes(wanted))),
    [card, verdict, owner, wanted],
  );
  const parts = useMemo(() => partsOf(shown, standing), [shown, standing]);
  const failing = useMemo(() => new Map((standing?.failing ?? []).map((one) => [one.promise, one])), [standing]);
  const owners = [...new Set(card.promises.map((one) => one.owner).filter((one): one is string => one !== null))];
  const choose = (name: string, value: string) => setAsked((before) => {
    const next = new URLSearchParams(before);
    if (value === "") next.delete(name);
    else next.set(name, value);
    return next;
  }, { replace: true });
  const roles = standing?.roles ?? [];
  return (
    <Section title={words.promises.title}>
      <form className="filter no-print" role="search" aria-label={words.filter.label} onSubmit={(event) => event.preventDefault()}>
        <Field label={words.filter.find} type="search" value={find} onChange={(event) => choose("find", event.target.value)} />
        <fieldset className="filter-verdicts">
          <legend>{words.filter.verdict}</legend>
          <Button aria-pressed={!verdict} onClick={() => choose("verdict", "")}>{words.filter.all}</Button>
          {verdicts.map((one) => (
            <Button key={one} aria-pressed={verdict === one} onClick={() => choose("verdict", verdict === one ? "" : one)}>{partWords.verdict[one]}</Button>
          ))}
        </fieldset>
        <Select label={words.filter.owner} value={owner ?? ""} onChange={(event) => choose("owner", event.target.value)}>
          <option value="">{words.filter.everyOwner}</option>
          {owners.map((one) => <option key={one} value={one}>{titleOf(one, roles)}</option>)}
        </Select>
        <p className="filter-shown" role="status">{words.filter.shown(count(shown.length), count(card.promises.length))}</p>
      </form>
      {shown.length === 0 && (
        <p className="quiet">
          {words.filter.nothing} <Button kind="quiet" onClick={() => setAsked({}, { replace: true })}>{words.filter.reset}</Button>
        </p>
      )}
      {parts.map((part) => (
        <div className="part" key={part.id}>
          <h3 id={`part-${part.id}`}>{part.title}</h3>
          <PromiseTable title={part.title} promises={part.promises} card={card} failing={failing} roles={roles} />
        </div>
      ))}
    </Section>
  );
}

interface Part {
  id: string;
  title: string;
  promises: ListedPromise[];
}

function partsOf(promises: ListedPromise[], standing: Standing | undefined): Part[] {
  const objectives = new Map((standing?.objectives ?? []).map((one) => [one.id, one.statement]));
  const parts = new Map<string, Part>();
  for (const one of promises) {
    const served = one.section === "promises" && objectives.size > 0;
    const id = served ? `promises-${one.serves ?? ""}` : one.section;
    const title = served ? (one.serves === null ? words.servesNothing : (objectives.get(one.serves) ?? one.serves)) : (words.sections[one.section] ?? one.section);
    let part = parts.get(id);
    if (part === undefined) parts.set(id, (part = { id, title, promises: [] }));
    part.promises.push(one);
  }
  for (const part of parts.values()) part.promises.sort((a, b) => worst[a.verdict] - worst[b.verdict] || heaviest[a.breach] - heaviest[b.breach]);
  return [...parts.values()];
}

function titleOf(owner: string, roles: RoleHeld[]): string {
  return roles.find((one) => one.id === owner)?.title ?? owner;
}

/// From here on rows out of sight are not drawn.
const many_from = 100;

function PromiseTable({ title, promises, card, failing, roles }: { title: string; promises: ListedPromise[]; card: List; failing: Map<string, Failing>; roles: RoleHeld[] }) {
  const columns = words.promises.columns;
  const head = (of: keyof typeof columns) => <th scope="col" role="columnheader" className={`cell-${of}${of === "value" ? " number" : ""}`}>{columns[of]}</th>;
  // Roles are named, since rows that are laid out as grids are tables to nobody who hears the page.
  return (
    <table className={card.promises.length > many_from ? "promises promises-many" : "promises"} role="table">
      <caption className="unseen">{words.promises.caption(title)}</caption>
      <thead role="rowgroup">
        <tr role="row">{head("verdict")}{head("promise")}{head("value")}{head("bar")}{head("trend")}{head("owner")}</tr>
      </thead>
      <tbody role="rowgroup">
        {promises.map((one) => <Row key={one.id} of={one} product={card.product} currency={card.currency} since={failing.get(one.id)?.since ?? null} windows={failing.get(one.id)?.windows ?? 0} owner={one.owner === null ? null : titleOf(one.owner, roles)} />)}
      </tbody>
    </table>
  );
}

const Row = memo(function Row({ of, product, currency, since, windows, owner }: { of: ListedPromise; product: string; currency: string | null; since: string | null; windows: number; owner: string | null }) {
  const measure = measureOf(of, currency);
  const cell = (name: string, children: ReactNode, number = false) => <td role="cell" className={`cell-${name}${number ? " number" : ""}`}>{children}</td>;
  return (
    <tr role="row">
      {cell("verdict", <Verdict verdict={of.verdict} />)}
      <th scope="row" role="rowheader" className="cell-promise">
        <Link className="promises-statement" dir="auto" to={promisePath(product, of.id)}>{of.statement ?? of.id}</Link>
        <span className="promises-more">{moreOf(of, since, windows)}</span>
      </th>
      {cell("value", of.record ? <span className="quiet">{words.promises.record(of.record.kind, of.record.by ?? "")}</span> : <Value value={of.value} interval={of.interval} measure={measure} bound={of.bound} />, true)}
      {cell("bar", of.record === null && (
        <>
          <IntervalBar value={of.value} interval={of.interval} bound={of.bound} measure={measure} verdict={of.verdict} />
          <span className="promises-more">{words.promises.bound(boundText(of.bound, measure))}</span>
        </>
      ))}
      {cell("trend", of.trend.value.length > 1 && <Sparkline points={pointsOf(of)} bound={of.bound} measure={measure} />)}
      {cell("owner", owner ?? words.failing.nobody)}
    </tr>
  );
});

/// The end of the line has the colour of the newest window's verdict.
function pointsOf({ trend }: ListedPromise): SparkPoint[] {
  return trend.value.map((value, i) => ({ value, interval: { low: trend.low[i], high: trend.high[i] }, verdict: trend.verdict ?? undefined }));
}

function moreOf(of: ListedPromise, since: string | null, windows: number): string {
  const said = [of.id, words.failing.breach[of.breach]];
  if (of.checks > 1) said.push(words.promises.groups(of.checks));
  if (of.estimated) said.push(words.promises.estimated);
  if (since !== null && of.verdict !== "kept") said.push(`${partWords.verdict[of.verdict]} ${words.failing.since(time(since), windows)}`);
  return said.join(" · ");
}
