import { Link, useParams, useSearchParams } from "react-router-dom";

import type { DataPage } from "../../api/answers/insight";
import { useAnswer } from "../../api/use_answer";
import { count, period, time } from "../../format";
import { useRefreshed } from "../../live";
import { PageHead, Section } from "../../parts/page";
import { Disclosure } from "../../parts/disclosure";
import { PromiseLines } from "../../parts/promise_lines";
import { Answered, Empty } from "../../parts/states";
import { WindowChoice } from "../../parts/window_choice";
import { data as words } from "../../words/data";
import { insight } from "../../words/insight";
import { Columns } from "./columns";
import { Populations } from "./populations";
import { Volume } from "./volume";

const at_once = 50;

/// What was promised of the data, how much came, and every column beside the reference.
export default function Page() {
  const { product = "" } = useParams();
  const [address, setAddress] = useSearchParams();
  const asked = (name: string) => address.get(name) ?? "";
  const choose = (changes: Record<string, string>) =>
    setAddress((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(changes)) value === "" ? next.delete(name) : next.set(name, value);
      return next;
    }, { replace: true });
  const query = { json: true, window: asked("window") || undefined, metric: asked("metric") || undefined, sort: orderOf(asked("sort")), find: asked("find") || undefined, offset: Number(asked("offset")) || undefined, limit: at_once };
  const answer = useAnswer("/v1/products/{product}/data", { path: { product }, query });
  useRefreshed(product, answer.again);
  return (
    <>
      <PageHead title={words.title} kicker={<Link to={`/products/${encodeURIComponent(product)}`}>{product}</Link>} lead={answer.answer && lead(answer.answer)} actions={<WindowChoice value={asked("window")} onChange={(window) => choose({ window, offset: "" })} />} />
      <Answered of={answer} missing={(fault) => <Empty title={insight.nothingYet}><p>{fault.next || insight.nothingYetNext}</p></Empty>}>
        {(page) => <Shown page={page} product={product} asked={asked} choose={choose} />}
      </Answered>
    </>
  );
}

function Shown({ page, product, asked, choose }: { page: DataPage; product: string; asked: (name: string) => string; choose: (changes: Record<string, string>) => void }) {
  const open = page.contract.lines.filter((line) => line.verdict !== "kept");
  const kept = page.contract.lines.filter((line) => line.verdict === "kept");
  const left = page.contract.total - page.contract.lines.length;
  return (
    <>
      <p className="quiet">{page.window.start && page.window.end ? insight.over(period({ start: page.window.start, end: page.window.end }), count(page.rows)) : insight.overAll(count(page.rows))}</p>
      <Facts page={page} />
      {page.contract.total > 0 && (
        <Section title={words.contract} lead={words.contractLead} id="contract">
          {open.length > 0 && <PromiseLines product={product} caption={words.contract} lines={open} quiet />}
          {kept.length > 0 && (
            <Disclosure summary={words.kept(count(page.contract.kept))} open={open.length === 0 && kept.length <= 30}>
              <PromiseLines product={product} caption={words.kept(count(page.contract.kept))} lines={kept} quiet />
            </Disclosure>
          )}
          {left > 0 && <p className="quiet">{words.more(left)}</p>}
        </Section>
      )}
      {page.drift_promises.total > 0 && (
        <Section title={words.drift} lead={words.driftLead} id="drift">
          <PromiseLines product={product} caption={words.drift} lines={page.drift_promises.lines} quiet />
        </Section>
      )}
      <Columns page={page} asked={asked} choose={choose} at_once={at_once} />
      {page.volume && page.volume.steps.length > 0 && <Volume volume={page.volume} />}
      {page.populations.length > 0 && <Populations page={page} />}
    </>
  );
}

function Facts({ page }: { page: DataPage }) {
  const facts: [string, string][] = [[count(page.rows), words.rows]];
  if (page.reference) facts.push([count(page.reference.rows), words.referenceRows]);
  if (page.newest) facts.push([time(page.newest), words.newest]);
  if (page.rejected > 0) facts.push([count(page.rejected), words.rejected]);
  return (
    <dl className="tiles">
      {facts.map(([number, name]) => (
        <div key={name} className="tile">
          <dd className="tile-number">{number}</dd>
          <dt className="tile-name">{name}</dt>
        </div>
      ))}
    </dl>
  );
}

const orders = ["worst", "drift", "missing", "name"] as const;
/// An address may say anything.
function orderOf(word: string): (typeof orders)[number] | undefined {
  return orders.find((one) => one === word);
}

function lead(page: DataPage): string {
  const { total, kept, broken, unproven } = page.contract;
  return (total === 0 ? words.leadNoContract : words.lead(count(kept), broken, unproven)) + words.leadDrift(page.drift_promises.broken);
}
