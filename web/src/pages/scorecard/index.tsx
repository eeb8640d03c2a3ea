import { useMemo, useState } from "react";
import { useParams } from "react-router-dom";

import type { Standing } from "../../api/answers/overview";
import type { List } from "../../api/answers/scorecard";
import { useAnswer, useRetried } from "../../api/use_answer";
import { count, time } from "../../format";
import { useRefreshed } from "../../live";
import { Button } from "../../parts/button";
import { Changed } from "../../parts/changed";
import { CountsBar } from "../../parts/counts_bar";
import { BreakingLine, FailingCard, FailingLine } from "../../parts/failing";
import { Notice, PageHead, Section } from "../../parts/page";
import { Answered, Empty } from "../../parts/states";
import { scorecard as words } from "../../words/scorecard";
import { headlineOf } from "./headline";
import { Promises } from "./promises";
import "./scorecard.css";

/// Every promise of a product as it stands; above them what does not hold, since when, what it costs and who must act.
export default function Scorecard() {
  const { product = "" } = useParams();
  const card = useAnswer("/v1/products/{product}/promises", { path: { product }, query: { json: true } });
  const overview = useAnswer("/v1/overview", { query: { product, json: true } });
  const [round, setRound] = useState(0);
  const connection = useRefreshed(product, () => {
    card.again();
    overview.again();
    setRound((before) => before + 1);
  });
  useRetried(card, overview.again);
  const standing = overview.answer?.products[0];
  return (
    <Answered of={card} missing={(fault) => <NotJudged product={product} what={fault.what} next={fault.next} />}>
      {(answer) => (
        <>
          <PageHead
            title={product}
            kicker={<Kicker card={answer} state={connection} />}
            lead={answer.vision ?? undefined}
            actions={
              <>
                <a className="button" href={`/v1/products/${encodeURIComponent(product)}/scorecard?format=html`} target="_blank" rel="noreferrer">{words.reportHtml}</a>
                <Button onClick={() => window.print()}>{words.print}</Button>
              </>
            }
          />
          {answer.before_restart && <Notice kind="unproven">{words.beforeRestart}</Notice>}
          <Front card={answer} standing={standing} product={product} round={round} />
          <Promises card={answer} standing={standing} />
        </>
      )}
    </Answered>
  );
}

function Kicker({ card, state }: { card: List; state: "live" | "connecting" | "lost" }) {
  const said = [card.as_of && words.asOf(time(card.as_of)), card.version && words.version(card.version), words.rows(count(card.rows))].filter(Boolean).join(" · ");
  return (
    <>
      {said} · <span className="state-live" data-state={state} role="status">{words.state[state]}</span>
    </>
  );
}

function NotJudged({ product, what, next }: { product: string; what: string; next: string }) {
  return (
    <>
      <PageHead title={product} lead={words.headline.nothing} />
      <Empty title={what}>
        <p>{next}</p>
        <p className="quiet">{words.notJudgedNext}</p>
      </Empty>
    </>
  );
}

/// So many stand at length; the others in a line each.
const cards_max = 4;

/// The front page: a newcomer must find here which promise is broken, since when, what it costs, and who must act.
function Front({ card, standing, product, round }: { card: List; standing: Standing | undefined; product: string; round: number }) {
  const now = useMemo(() => Date.now(), []);
  const failing = standing?.failing ?? [];
  const first = failing.filter((one) => one.verdict === "broken" || one.breach === "stop");
  const rest = failing.filter((one) => !first.includes(one));
  const roles = standing?.roles ?? [];
  return (
    <div className="front">
      <div>
        <p className="front-headline">{headlineOf(card.counts)}</p>
        <CountsBar counts={card.counts} />
        <Notice kind={card.gate}>{words.gate[card.gate]}</Notice>
        <Section title={words.failing.title}>
          {standing && failing.length === 0 && <p className="quiet">{words.failing.none}</p>}
          {first.slice(0, cards_max).map((one) => <FailingCard key={one.promise} product={product} failing={one} roles={roles} />)}
          <ul className="plain">{first.slice(cards_max).map((one) => <FailingLine key={one.promise} product={product} failing={one} roles={roles} />)}</ul>
          {rest.length > 0 && first.length > 0 && <p className="quiet">{words.failing.more(rest.length)}</p>}
          <ul className="plain">{rest.slice(0, first.length > 0 ? 0 : 6).map((one) => <FailingLine key={one.promise} product={product} failing={one} roles={roles} />)}</ul>
        </Section>
      </div>
      <div>
        <Section title={words.changed.title}>
          <Changed product={product} now={now} round={round} />
        </Section>
        <Section title={words.breaking.title}>
          {standing && standing.breaking.length === 0 && <p className="quiet">{words.breaking.none}</p>}
          <ul className="plain">{(standing?.breaking ?? []).map((one) => <BreakingLine key={one.promise} product={product} breaking={one} roles={roles} />)}</ul>
        </Section>
      </div>
    </div>
  );
}
