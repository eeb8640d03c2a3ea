import { useEffect } from "react";
import { Link, useParams, useSearchParams } from "react-router-dom";

import type { Looks, Release } from "../../api/answers/releases";
import { useAnswer } from "../../api/use_answer";
import { percent } from "../../format";
import type { Connection } from "../../live";
import { Select } from "../../parts/field";
import { Notice, PageHead, Section } from "../../parts/page";
import { Answered, Empty } from "../../parts/states";
import { versions as words } from "../../words/versions";
import { Budget } from "./budget";
import { Comparison } from "./comparison";
import { History } from "./history";
import { useNews } from "./news";
import { PhaseWord } from "./pieces";
import { ReleaseActs } from "./release_acts";
import { Sizes } from "./sizes";
import { Way } from "./way";
import "./versions.css";

/// Exposures are no news of the server's, so a release that runs is asked for again and again.
const again_ms = 10_000;

export default function Page() {
  const { product = "" } = useParams();
  const [search, setSearch] = useSearchParams();
  const asked = useAnswer("/v1/products/{product}/releases", { path: { product }, query: { format: "json" } });
  const all = asked.answer?.releases ?? [];
  const release = all.find((one) => one.release === search.get("release")) ?? all[all.length - 1];
  const looks = useAnswer("/v1/products/{product}/releases/{release}/looks", release && { path: { product, release: release.release }, query: { format: "json" } });
  const again = () => {
    asked.again();
    looks.again();
  };
  const connection = useNews(product, again);
  const open = release?.phase === "running" || release?.phase === "held";
  useEffect(() => {
    if (!open) return undefined;
    const timer = window.setInterval(() => document.visibilityState === "visible" && again(), again_ms);
    return () => window.clearInterval(timer);
  }, [open, asked.again, looks.again]); // eslint-disable-line react-hooks/exhaustive-deps
  return (
    <>
      <PageHead
        title={words.releasesTitle}
        kicker={<Link to={`/products/${encodeURIComponent(product)}/versions`}>{words.toVersions}</Link>}
        lead={release && leadOf(release)}
        actions={release && asked.answer && open && <ReleaseActs product={product} release={release} may={asked.answer.may} done={again} />}
      />
      <Answered of={asked}>
        {() => (release ? (
          <>
            <State release={release} connection={open ? connection : undefined} />
            {all.length > 1 && <Choice all={all} chosen={release} choose={(id) => setSearch({ release: id }, { replace: true })} />}
            <Answered of={looks}>{(picture) => <Picture release={release} looks={picture} />}</Answered>
            <History release={release} />
          </>
        ) : (
          <Empty title={words.releases.none}><p>{words.releases.noneNext}</p></Empty>
        ))}
      </Answered>
    </>
  );
}

function leadOf(release: Release): string {
  const last = release.steps[release.steps.length - 1];
  const open = release.phase === "running" || release.phase === "held";
  return open ? words.releases.lead(release.version, release.current, last.step, percent(last.share)) : words.releases.ended(release.version, release.current, words.phases[release.phase]);
}

function State({ release, connection }: { release: Release; connection?: Connection }) {
  const last = release.steps[release.steps.length - 1], decision = release.decision;
  const kind = release.phase === "rolled_back" ? "broken" : release.phase === "finished" ? "kept" : release.phase === "held" ? "unproven" : "info";
  return (
    <Notice kind={kind}>
      <p className="chips">
        <PhaseWord phase={release.phase} />
        {connection === "live" && <span className="chip chip-served">{words.releases.live}</span>}
        {connection === "lost" && <span className="chip">{words.releases.lost}</span>}
      </p>
      {last.why !== "" && <p>{last.why}{last.words && ` (${last.who ?? ""}: ${last.words})`}</p>}
      {decision && <p>{decision.reason} {words.releases.moves[decision.move]}</p>}
      {decision?.more !== undefined && <p className="small">{words.releases.reachable(Math.ceil(decision.more).toLocaleString(), decision.reachable === true)}</p>}
    </Notice>
  );
}

function Choice({ all, chosen, choose }: { all: Release[]; chosen: Release; choose: (id: string) => void }) {
  return (
    <div className="columns no-print">
      <Select label={words.releases.choose} value={chosen.release} onChange={(event) => choose(event.target.value)}>
        {[...all].reverse().map((one) => <option key={one.release} value={one.release}>{words.releases.option(one.release, one.version, words.phases[one.phase])}</option>)}
      </Select>
    </div>
  );
}

function Picture({ release, looks }: { release: Release; looks: Looks }) {
  return (
    <>
      <Section title={words.releases.way} lead={words.releases.wayLead}><Way release={release} plan={looks.plan_now} /></Section>
      <Section title={words.releases.comparison} lead={words.releases.comparisonLead}><Comparison release={release} looks={looks} /></Section>
      <Section title={words.releases.sizes}><Sizes looks={looks} /></Section>
      <Section title={words.releases.budget} lead={words.releases.budgetLead(percent(looks.plan_now.error.all))}><Budget plan={looks.plan_now} /></Section>
    </>
  );
}
