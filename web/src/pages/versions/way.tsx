import type { Looks, PlanStep, Release } from "../../api/answers/releases";
import { count, percent } from "../../format";
import { Disclosure } from "../../parts/disclosure";
import { versions as words } from "../../words/versions";

type Place = "done" | "now" | "held" | "back" | "next";

/// Where the release stands among the steps of its plan.
function placeOf(release: Release, index: number): Place {
  const at = release.steps[release.steps.length - 1].index;
  if (release.phase === "finished" || index < at) return "done";
  if (index > at) return "next";
  return release.phase === "rolled_back" ? "back" : release.phase === "held" ? "held" : "now";
}

export function Way({ release, plan }: { release: Release; plan: Looks["plan_now"] }) {
  return (
    <ol className="way">
      {plan.steps.map((step, i) => <Step key={i} step={step} place={placeOf(release, i)} release={release} index={i} />)}
    </ol>
  );
}

function Step({ step, place, release, index }: { step: PlanStep; place: Place; release: Release; index: number }) {
  const decision = release.decision?.step === index ? release.decision : undefined;
  const of = words.releases;
  return (
    <li className={`way-step way-${place}`} aria-current={place === "now" || place === "held" ? "step" : undefined}>
      <div className="way-kind"><span>{step.kind}</span><span className="quiet small">{of.wayState[place]}</span></div>
      <p className="small">{step.kind === "shadow" ? of.stepShadow : of.stepShare(percent(step.share, step.share < 0.01 ? 2 : 0))}</p>
      <p className="quiet small">{of.stepWants(count(step.at_least), step.stay_at_least, step.stay_at_most)}</p>
      {decision && <p className="small">{of.stepHas(count(decision.candidate), count(decision.control))}</p>}
      <Disclosure summary={<span className="small">{of.rules}</span>}>
        <dl className="facts small">
          {(["pass", "fail", "inconclusive", "no_data"] as const).map((outcome) => (
            <div key={outcome} style={{ display: "contents" }}>
              <dt>{of.rule[outcome]}</dt>
              <dd>{of.actions[step[outcome]] ?? step[outcome]}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
    </li>
  );
}
