import type { ReactNode } from "react";

import type { Slider, Valued, Worth, WorthAnswer } from "../../api/answers/worth";
import { exact, money, number, percent } from "../../format";
import { Notice, Section } from "../../parts/page";
import { value as words } from "../../words/value";
import { moneyText, thresholdText } from "./slider";

/// Break-even, the best threshold, and what moving there is worth on decisions that it was not chosen on.
export function Better({ of, worth, slider }: { of: WorthAnswer; worth: Worth; slider: Slider }) {
  const best = worth.best_threshold;
  const broken = worth.promises.filter((one) => rank(one.best_whatever_is_promised.verdict) < rank(one.present.verdict)).map((one) => one.id);
  const whatever = slider.best_whatever_is_promised === null ? "" : thresholdText(slider.steps[slider.best_whatever_is_promised]);
  const monthly = worth.gain.per_month.value !== null;
  return (
    <Section title={words.better.title}>
      <dl className="facts better">
        <Fact name={words.better.breakEven}>{worth.break_even.value === null ? (worth.break_even.reason ?? "") : <>{percent(worth.break_even.value)}{ends(worth.break_even, (one) => percent(one))}</>}</Fact>
        <Fact name={words.better.best}>
          {best.value === null ? words.slider.nobody : exact(best.value, { scale: "number" })}
          {best.low !== null && best.high !== null && best.low !== best.high && <span className="quiet"> ({words.better.bestNote(number(best.low, 2), number(best.high, 2))})</span>}
        </Fact>
        <Fact name={words.better.gain}>
          {written(monthly ? worth.gain.per_month : worth.gain.per_decision, of.currency)} {monthly ? words.better.perMonth : words.better.perDecision}, <span className="quiet">{words.better.gainNote}</span>
        </Fact>
        {slider.best_whatever_is_promised !== slider.best && <Fact name={words.better.whatever}>{broken.length > 0 ? words.better.breaks(whatever, broken.join(", ")) : words.better.breaksNone(whatever)}</Fact>}
        {worth.knowing.each.length > 0 && (
          <Fact name={words.better.knowing}>
            {worth.knowing.each.map((one) => words.better.knowingOne(words.better.amounts[one.amount] ?? one.amount, `${money(one.per_month ?? one.per_decision, of.currency)} ${one.per_month === null ? words.better.perDecision : words.better.perMonth}`)).join("; ")}
          </Fact>
        )}
      </dl>
      <Notice kind={worth.gain.shown ? "kept" : "unproven"}><p>{worth.gain.shown ? words.better.shown : words.better.notShown}</p></Notice>
    </Section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function written(of: Valued, currency: string | null): string {
  const text = moneyText(of, 1, currency);
  return text === undefined ? "" : text.range === "" ? text.value : `${text.value} (${text.range})`;
}

function ends(of: Valued, each: (value: number) => string): ReactNode {
  if (of.low === null || of.high === null || of.low === of.high) return null;
  return <span className="quiet"> ({words.required.range(each(of.low), each(of.high))})</span>;
}

const rank = (verdict: string) => (verdict === "kept" ? 2 : verdict === "unproven" ? 1 : 0);
