import { useMemo, type ComponentType } from "react";
import { Link } from "react-router-dom";

import type { Standing } from "../../api/answers/overview";
import { useAnswer } from "../../api/use_answer";
import { time } from "../../format";
import { Changed } from "../../parts/changed";
import { CountsBar } from "../../parts/counts_bar";
import { BreakingLine, FailingLine } from "../../parts/failing";
import { Section } from "../../parts/page";
import { scorecard } from "../../words/scorecard";
import { start as words } from "../../words/start";
import { headlineOf } from "../scorecard/headline";
import { InboxLine } from "../inbox/line";

interface Given {
  standings: Standing[];
  /// Roles whose promises are the reader's own.
  mine: string[];
}
export type Block = "products" | "mine" | "inbox" | "breaking" | "changed";
const lines_max = 5;

function Products({ standings }: Given) {
  return (
    <Section title={words.products} aside={<Link to="/charters/new">{words.begin}</Link>}>
      <div className="start-products">
        {standings.map((one) => (
          <article key={one.product} className="start-product">
            <div>
              <h3><Link to={`/products/${encodeURIComponent(one.product)}`}>{one.product}</Link></h3>
              <p className="quiet" dir="auto">{one.vision}</p>
              {one.as_of && <p className="quiet small">{scorecard.asOf(time(one.as_of))}</p>}
              {one.before_restart && <p className="quiet small">{scorecard.beforeRestart}</p>}
            </div>
            <div>
              <p><strong>{one.judged ? headlineOf(one.counts) : scorecard.headline.nothing}</strong></p>
              {one.judged && <CountsBar counts={one.counts} />}
              {one.judged && <p className="small quiet">{scorecard.gate[one.gate]}</p>}
              <ul className="plain">{worst(one).map((failing) => <FailingLine key={failing.promise} product={one.product} failing={failing} roles={one.roles} />)}</ul>
            </div>
          </article>
        ))}
      </div>
    </Section>
  );
}

/// What is broken, and of the unproven what stops releases.
function worst(of: Standing) {
  return of.failing.filter((one) => one.verdict === "broken" || one.breach === "stop").slice(0, lines_max);
}

function Mine({ standings, mine }: Given) {
  if (mine.length === 0) return null;
  const titles = [...new Set(standings.flatMap((one) => one.roles.filter((role) => mine.includes(role.id)).map((role) => role.title)))];
  if (titles.length === 0) return null;
  const lines = standings.flatMap((one) => one.failing.filter((failing) => failing.owner !== null && mine.includes(failing.owner)).map((failing) => ({ one, failing })));
  return (
    <Section title={words.mine.title(titles.join(", "))}>
      {lines.length === 0 && <p className="quiet">{words.mine.none}</p>}
      <ul className="plain">{lines.map(({ one, failing }) => <FailingLine key={`${one.product} ${failing.promise}`} product={one.product} failing={failing} roles={one.roles} />)}</ul>
    </Section>
  );
}

function Inbox() {
  const inbox = useAnswer("/v1/inbox", { query: { json: true } });
  const items = inbox.answer?.items ?? [];
  return (
    <Section title={words.inbox.title} aside={<Link to="/inbox">{words.inbox.all}</Link>}>
      {inbox.answer && items.length === 0 && <p className="quiet">{words.inbox.none}</p>}
      <ul className="plain">{items.slice(0, lines_max).map((item, index) => <InboxLine key={index} item={item} />)}</ul>
    </Section>
  );
}

function Breaking({ standings }: Given) {
  const lines = standings.flatMap((one) => one.breaking.map((breaking) => ({ one, breaking })));
  return (
    <Section title={scorecard.breaking.title}>
      {lines.length === 0 && <p className="quiet">{scorecard.breaking.none}</p>}
      <ul className="plain">{lines.slice(0, lines_max).map(({ one, breaking }) => <BreakingLine key={`${one.product} ${breaking.promise}`} product={one.product} breaking={breaking} roles={one.roles} />)}</ul>
    </Section>
  );
}

function ChangedEverywhere({ standings }: Given) {
  const now = useMemo(() => Date.now(), []);
  return (
    <Section title={scorecard.changed.title}>
      <Changed now={now} named={standings.length > 1} />
    </Section>
  );
}

export const blocks: Record<Block, ComponentType<Given>> = { products: Products, mine: Mine, inbox: Inbox, breaking: Breaking, changed: ChangedEverywhere };
