import { useMemo } from "react";
import { Link } from "react-router-dom";

import type { Slider as Steps, Step, WorthAnswer } from "../../api/answers/worth";
import { amount, count, exact, interval, money, percent, type Measure } from "../../format";
import { Button } from "../../parts/button";
import { DataTable } from "../../parts/data_table";
import { Section } from "../../parts/page";
import { Verdict } from "../../parts/verdict";
import { value as words } from "../../words/value";
import { stretchesOf } from "./stretches";

export function thresholdText(step: Step): string {
  return step.threshold === null ? words.slider.nobody : exact(step.threshold, { scale: "number" });
}

/// Money per `times` decisions, and its interval.
export function moneyText(of: { value: number | null; low: number | null; high: number | null } | null | undefined, times: number, currency: string | null): { value: string; range: string } | undefined {
  if (!of || of.value === null) return undefined;
  const largest = Math.max(...[of.value, of.low, of.high].map((one) => Math.abs((one ?? 0) * times)));
  const measure: Measure = { scale: "money", currency, decimals: largest >= 1000 ? 0 : 2 };
  const ends = { low: of.low === null ? null : of.low * times, high: of.high === null ? null : of.high * times };
  const own = of.low !== null && of.high !== null && (of.low !== of.value || of.high !== of.value);
  return { value: money(of.value * times, currency, measure.decimals), range: own ? interval(ends, measure) : "" };
}

/// The one control of the page: every step is a threshold that divides the decisions about evenly.
export function Slider({ of, slider, at, onMove }: { of: WorthAnswer; slider: Steps; at: number; onMove: (step: number) => void }) {
  const step = slider.steps[at];
  const worth = moneyText(step.money, 1000, of.currency);
  const verdicts = (word: string) => step.promises.filter((one) => one.verdict === word).length;
  const said = words.slider.text(thresholdText(step), count(step.people.true_positive + step.people.false_positive), worth ? worth.value : "", verdicts("kept"), verdicts("broken"), verdicts("unproven"));
  return (
    <Section title={words.slider.title} lead={words.slider.lead} id="threshold">
      <div className="slider">
        <div className="slider-head">
          <label htmlFor="threshold-slider">{words.slider.label}</label>
          <output htmlFor="threshold-slider" className="slider-value">{thresholdText(step)}</output>
          <span className="quiet slider-state">
            {at === slider.present ? words.slider.isPresent : at === slider.best ? words.slider.isBest : !step.within_capacity ? words.slider.beyond : ""}
          </span>
        </div>
        <div className="slider-row">
          <Button onClick={() => onMove(Math.max(0, at - 1))} disabled={at === 0} aria-label={words.slider.lower}>−</Button>
          <div className="slider-track">
            <input id="threshold-slider" type="range" min={0} max={slider.steps.length - 1} step={1} value={at} aria-valuetext={said} onChange={(event) => onMove(Number(event.target.value))} />
            <Marks slider={slider} />
          </div>
          <Button onClick={() => onMove(Math.min(slider.steps.length - 1, at + 1))} disabled={at === slider.steps.length - 1} aria-label={words.slider.higher}>+</Button>
        </div>
        <div className="slider-jumps">
          <Button kind="quiet" onClick={() => onMove(slider.present)} disabled={at === slider.present}>{words.slider.toPresent}</Button>
          {slider.best !== null && <Button kind="quiet" onClick={() => onMove(slider.best ?? slider.present)} disabled={at === slider.best}>{words.slider.toBest}</Button>}
        </div>
      </div>
      <div className="moving">
        <Money of={of} slider={slider} step={step} />
        <PeopleAt step={step} />
      </div>
      <PromisesAt of={of} slider={slider} at={at} />
      {slider.limits.length > 0 && <LimitsAt slider={slider} step={step} />}
    </Section>
  );
}

/// Where the present threshold and the best one are, under the slider.
function Marks({ slider }: { slider: Steps }) {
  const last = Math.max(1, slider.steps.length - 1);
  const marks = [{ at: slider.present, name: words.curve.present }, ...(slider.best !== null && slider.best !== slider.present ? [{ at: slider.best, name: words.curve.best }] : [])];
  return (
    <div className="slider-marks" aria-hidden="true">
      {marks.map((mark, index) => (
        <span key={mark.name} className={index > 0 && Math.abs(mark.at - marks[0].at) / last < 0.12 ? "slider-mark-lower" : undefined} style={{ insetInlineStart: `calc(0.5rem + (100% - 1rem) * ${mark.at / last})` }}>{mark.name}</span>
      ))}
    </div>
  );
}

function Money({ of, slider, step }: { of: WorthAnswer; slider: Steps; step: Step }) {
  const month = of.decided?.per_month ?? null;
  const now = slider.steps[slider.present].money;
  const per1000 = moneyText(step.money, 1000, of.currency), perMonth = month === null ? undefined : moneyText(step.money, month, of.currency);
  const difference = step.money?.value !== undefined && step.money?.value !== null && now?.value !== undefined && now?.value !== null ? (step.money.value - now.value) * 1000 : null;
  return (
    <div className="moving-part">
      <h3>{words.money.title}</h3>
      {!per1000 && <p className="quiet">{words.money.none}</p>}
      {per1000 && (
        <>
          <p className="big"><span className="big-number">{per1000.value}</span> <span className="quiet">{words.money.per1000}</span></p>
          {per1000.range !== "" ? <p className="quiet">({per1000.range})</p> : step.money?.reason && <p className="quiet">{words.money.noInterval(words.money.reasons[step.money.reason] ?? step.money.reason)}</p>}
          {perMonth && <p>{perMonth.value} {words.money.perMonth}{perMonth.range !== "" && <span className="quiet"> ({perMonth.range})</span>}</p>}
          {difference !== null && step !== slider.steps[slider.present] && (
            <p>{words.money.difference(Math.abs(difference) < 0.005 ? words.money.same : difference > 0 ? words.money.more(money(difference, of.currency)) : words.money.less(money(-difference, of.currency)))}</p>
          )}
          {per1000.range !== "" && <p className="quiet small">{words.money.chance(percent(of.decided?.level ?? 0.95, 0))}</p>}
        </>
      )}
    </div>
  );
}

const outcomes = ["true_positive", "false_positive", "false_negative", "true_negative"] as const;

function PeopleAt({ step }: { step: Step }) {
  const people = step.people;
  const picture = words.people.picture(count(people.true_positive), count(people.false_positive), count(people.false_negative), count(people.true_negative));
  let before = 0;
  return (
    <div className="moving-part">
      <h3>{words.people.title}</h3>
      <p className="quiet">{words.people.lead(count(people.of))}</p>
      <svg className="people-bar" role="img" aria-label={picture} width="100%" height="28" preserveAspectRatio="none" viewBox={`0 0 ${people.of} 28`}>
        {outcomes.map((outcome) => {
          const x = before;
          before += people[outcome];
          return <rect key={outcome} x={x} width={people[outcome]} y="0" height="28" className={`people-${outcome}`} />;
        })}
      </svg>
      <dl className="people-counts">
        {outcomes.map((outcome) => (
          <div key={outcome}>
            <dt><span className={`people-key people-${outcome}`} aria-hidden="true" />{words.people[outcome]}</dt>
            <dd>{count(people[outcome])}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet small">
        {words.people.flagged(count(people.true_positive + people.false_positive), count(people.true_positive))} {words.people.found(count(people.true_positive), count(people.true_positive + people.false_negative))}
      </p>
    </div>
  );
}

function PromisesAt({ of, slider, at }: { of: WorthAnswer; slider: Steps; at: number }) {
  const along = useMemo(() => slider.promises.map((_, index) => stretchesOf(slider.steps, index)), [slider]);
  const said = (index: number) => along[index].map((one) => words.promises.from(words.promises.stretch[one.verdict], thresholdText(slider.steps[one.first]), thresholdText(slider.steps[one.last]))).join("; ");
  const rows = slider.promises.map((promise, index) => ({ promise, index, stands: slider.steps[at].promises[index] }));
  return (
    <div className="moving-part moving-promises">
      <h3>{words.promises.title}</h3>
      {rows.length === 0 ? <p className="quiet">{words.promises.none}</p> : (
        <DataTable
          caption={words.promises.caption}
          quiet
          keyOf={(row) => row.promise.id}
          rows={rows}
          columns={[
            { key: "promise", head: words.promises.head.promise, names: true, cell: (row) => <><Link to={`/products/${encodeURIComponent(of.product)}/promises/${encodeURIComponent(row.promise.id)}`}>{row.promise.id}</Link><br /><span className="quiet small">{row.promise.statement}</span></> },
            { key: "at", head: words.promises.head.at, cell: (row) => <Verdict verdict={row.stands.verdict} /> },
            { key: "value", head: words.promises.head.value, number: true, cell: (row) => (row.stands.value === null ? "" : amount(row.stands.value, { scale: row.promise.scale, difference: row.promise.difference, currency: of.currency })) },
            { key: "bound", head: words.promises.head.bound, cell: (row) => row.promise.bound },
            { key: "along", head: words.promises.head.along, cell: (row) => <Strip steps={slider.steps.length} stretches={along[row.index]} at={at} said={words.promises.strip(row.promise.id, said(row.index))} /> },
          ]}
        />
      )}
      <p className="quiet small">{words.promises.whole} {of.decided && of.decided.not_looked_at.length > 0 && words.promises.notLooked(of.decided.not_looked_at.join("; "))}</p>
    </div>
  );
}

const heights = { kept: 14, unproven: 8, broken: 3 };

/// Verdicts from the lowest threshold to the highest: the worse, the lower the block, so that colour is not alone.
function Strip({ steps, stretches, at, said }: { steps: number; stretches: ReturnType<typeof stretchesOf>; at: number; said: string }) {
  return (
    <svg className="strip" role="img" aria-label={said} width="100%" height="18" viewBox={`0 0 ${steps} 18`} preserveAspectRatio="none">
      <title>{said}</title>
      {stretches.map((one) => (
        <rect key={one.first} x={one.first} width={one.last - one.first + 1} y={16 - heights[one.verdict]} height={heights[one.verdict]} className={`strip-${one.verdict}`} />
      ))}
      <rect x={at + 0.1} width={0.8} y="0" height="18" className="strip-at" />
    </svg>
  );
}

function LimitsAt({ slider, step }: { slider: Steps; step: Step }) {
  const rows = slider.limits.map((limit, index) => ({ ...limit, index, met: step.limits[index] }));
  return (
    <div className="moving-part moving-promises">
      <h3>{words.limits.title}</h3>
      <DataTable
        caption={words.limits.caption}
        quiet
        keyOf={(row) => row.index}
        rows={rows}
        columns={[
          { key: "limit", head: words.limits.head.limit, names: true, cell: (row) => row.says },
          { key: "at", head: words.limits.head.at, cell: (row) => <span className={row.met ? "limit-met" : "limit-missed"}>{row.met ? "✓ " : "✗ "}{row.met ? words.limits.met : words.limits.missed}{row.of_threshold ? "" : `, ${words.limits.always}`}</span> },
        ]}
      />
    </div>
  );
}
