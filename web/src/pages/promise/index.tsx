import { Link, useParams } from "react-router-dom";

import type { Failing, Standing } from "../../api/answers/overview";
import type { PromiseResult } from "../../api/answers/scorecard";
import { useAnswer, useRetried } from "../../api/use_answer";
import { amount, bound as boundText, chance, count, decimalsFor, interval, percent, period, time, type Measure } from "../../format";
import { useRefreshed } from "../../live";
import { measureOf } from "../../measure";
import { Button } from "../../parts/button";
import { Who } from "../../parts/failing";
import { IntervalBar } from "../../parts/interval_bar";
import { Notice, PageHead, Section } from "../../parts/page";
import { Answered, Empty } from "../../parts/states";
import { Value } from "../../parts/value";
import { Verdict } from "../../parts/verdict";
import { promise as words } from "../../words/promise";
import { scorecard } from "../../words/scorecard";
import { Evidence } from "./evidence";
import { History } from "./history_chart";
import "./promise.css";

/// One promise: where it stands and why, how it went, and what stands behind its number.
export default function PromisePage() {
  const { product = "", promise = "" } = useParams();
  const shown = useAnswer("/v1/products/{product}/promises/{promise}", { path: { product, promise }, query: { json: true } });
  const overview = useAnswer("/v1/overview", { query: { product, json: true } });
  useRefreshed(product, () => {
    shown.again();
    overview.again();
  });
  useRetried(shown, overview.again);
  return (
    <Answered of={shown} missing={(fault) => <Missing product={product} what={fault.what} next={fault.next} />}>
      {(answer) => <Shown product={answer.product} currency={answer.currency} before={answer.before_restart} promise={answer.promise} standing={overview.answer?.products[0]} />}
    </Answered>
  );
}

function Back({ product }: { product: string }) {
  return <Link to={`/products/${encodeURIComponent(product)}`}>{words.back}</Link>;
}

/// There is no such promise, or nothing has been judged yet: the server says which.
function Missing({ product, what, next }: { product: string; what: string; next: string }) {
  return (
    <>
      <PageHead title={what} />
      <Empty title={next}><p>{words.missingNext}</p><Back product={product} /></Empty>
    </>
  );
}

function Shown({ product, currency, before, promise, standing }: { product: string; currency: string | null; before: boolean; promise: PromiseResult; standing: Standing | undefined }) {
  const measure = measureOf(promise, currency);
  const failing = standing?.failing.find((one) => one.promise === promise.id);
  return (
    <>
      <PageHead
        title={promise.statement ?? promise.id}
        kicker={<><Back product={product} /> · <span className="mono">{promise.id}</span></>}
        lead={withoutStatement(promise)}
        actions={<Button onClick={() => window.print()}>{scorecard.print}</Button>}
      />
      {before && <Notice kind="unproven">{scorecard.beforeRestart}</Notice>}
      <div className="promise-front">
        <div>
          <p><Verdict verdict={promise.verdict} large /></p>
          {!promise.evidence && (
            <>
              <p className="promise-value"><Value value={promise.value} interval={promise.interval} measure={measure} bound={promise.bound} /></p>
              <IntervalBar value={promise.value} interval={promise.interval} bound={promise.bound} measure={measure} verdict={promise.verdict} />
              <p className="quiet">{scorecard.promises.bound(boundText(promise.bound, measure))}</p>
            </>
          )}
          <Acting promise={promise} failing={failing} standing={standing} />
          {promise.estimated && <Notice kind="unproven">{words.estimated}</Notice>}
        </div>
        <Facts promise={promise} standing={standing} measure={measure} />
      </div>
      {!promise.evidence && <History product={product} promise={promise} measure={measure} />}
      <SinceRelease promise={promise} measure={measure} />
      <Evidence product={product} promise={promise.id} currency={currency} />
    </>
  );
}

/// The sentence says the statement first, which stands above it already.
function withoutStatement(promise: PromiseResult): string {
  const statement = promise.statement ?? "";
  return statement !== "" && promise.sentence.startsWith(statement) ? promise.sentence.slice(statement.length).trim() : promise.sentence;
}

function Acting({ promise, failing, standing }: { promise: PromiseResult; failing: Failing | undefined; standing: Standing | undefined }) {
  return (
    <dl className="facts">
      {failing?.since && (
        <>
          <dt>{words.facts.since}</dt>
          <dd>{scorecard.failing.since(time(failing.since), failing.windows).replace(/^since /, "")}</dd>
        </>
      )}
      {failing?.verdict === "broken" && (
        <>
          <dt>{words.facts.cost}</dt>
          <dd>{failing.money || scorecard.failing.costUnknown}</dd>
        </>
      )}
      <dt>{failing ? words.facts.who : words.facts.owner}</dt>
      <dd><Who owner={promise.owner} roles={standing?.roles ?? []} /></dd>
      {failing && (
        <>
          <dt>{words.facts.next}</dt>
          <dd>{failing.next}</dd>
        </>
      )}
    </dl>
  );
}

function Facts({ promise, standing, measure }: { promise: PromiseResult; standing: Standing | undefined; measure: Measure }) {
  const objective = standing?.objectives.find((one) => one.id === promise.serves);
  const slice = [promise.slice.where && words.sliceWhere(promise.slice.where), promise.slice.by.length > 0 && words.sliceBy(promise.slice.by.join(", ")), promise.slice.version && words.sliceVersion(promise.slice.version)].filter(Boolean).join(", ");
  const deciding = promise.deciding === null ? undefined : promise.checks[promise.deciding];
  const facts: [string, string | null | undefined | false][] = [
    [words.facts.serves, objective?.statement ?? promise.serves],
    [words.facts.breach, scorecard.failing.breach[promise.breach]],
    [words.facts.metric, promise.metric && [promise.metric, ...promise.of].join(" · ")],
    [words.facts.slice, promise.metric && (slice || words.allRows)],
    [words.facts.window, period(promise.window)],
    [words.facts.reference, deciding?.reference_value != null && amount(deciding.reference_value, measure)],
    [words.facts.sample, promise.metric && promise.n > 0 && [words.sample(count(promise.n), count(promise.units), promise.units_named), promise.left_out > 0 && words.leftOut(count(promise.left_out))].filter(Boolean).join("; ")],
    [words.facts.method, promise.method],
    [words.facts.level, promise.metric && percent(promise.level, 0)],
  ];
  return (
    <dl className="facts promise-facts" aria-label={words.facts.title}>
      {facts.filter(([, said]) => said).map(([name, said]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{said}</dd>
        </div>
      ))}
    </dl>
  );
}

function SinceRelease({ promise, measure }: { promise: PromiseResult; measure: Measure }) {
  const live = promise.live;
  if (live === null || promise.evidence) return null;
  const since = live.since_release, beginning = live.beginning, forecast = live.forecast;
  if (since === null && beginning === null && forecast === null) return null;
  const fine = { ...measure, decimals: decimalsFor([since?.value, since?.interval?.low, since?.interval?.high], [promise.bound.low, promise.bound.high], measure) };
  return (
    <Section title={words.release.title} id="release">
      {since !== null && since.value !== null ? (
        <p>{words.release.says(time(since.since), since.windows, amount(since.value, fine), interval(since.interval, fine))} <Verdict verdict={since.verdict} /></p>
      ) : (
        <p className="quiet">{since?.why ?? words.release.none}</p>
      )}
      {beginning?.alarmed && <Notice kind="broken">{words.release.alarmed(time(beginning.alarmed))}</Notice>}
      {beginning !== null && beginning.threshold !== null && beginning.evidence !== null && !beginning.alarmed && <p>{words.release.beginning(chance(Math.min(1, beginning.evidence / beginning.threshold)))}</p>}
      {forecast !== null && forecast.probability !== null && <p>{words.release.forecast(chance(forecast.probability), forecast.windows_ahead)}</p>}
    </Section>
  );
}
