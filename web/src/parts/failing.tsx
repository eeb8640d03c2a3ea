import { Link } from "react-router-dom";

import type { Breaking, Failing, RoleHeld } from "../api/answers/overview";
import { chance, time } from "../format";
import { scorecard as words } from "../words/scorecard";
import { Verdict, VerdictShape } from "./verdict";

export function promisePath(product: string, promise: string): string {
  return `/products/${encodeURIComponent(product)}/promises/${encodeURIComponent(promise)}`;
}

/// A promise that does not hold, as a newcomer must read it: what, since when, what it costs, who must act.
export function FailingCard({ product, failing, roles, named = false }: { product: string; failing: Failing; roles: RoleHeld[]; named?: boolean }) {
  const labels = words.failing.labels;
  return (
    <article className={`failing failing-${failing.verdict}`}>
      <p className="failing-verdict">
        <Verdict verdict={failing.verdict} />
        <span className="quiet">{words.failing.breach[failing.breach]}{named ? ` · ${product}` : ""}</span>
      </p>
      <h3 dir="auto"><Link to={promisePath(product, failing.promise)}>{failing.statement ?? failing.promise}</Link></h3>
      <dl className="facts">
        <dt>{labels.since}</dt>
        <dd>{failing.since ? words.failing.since(time(failing.since), failing.windows).replace(/^since /, "") : words.failing.sinceOpen}</dd>
        {failing.verdict === "broken" && (
          <>
            <dt>{labels.cost}</dt>
            <dd>{failing.money || words.failing.costUnknown}</dd>
          </>
        )}
        <dt>{labels.who}</dt>
        <dd><Who owner={failing.owner} roles={roles} /></dd>
      </dl>
    </article>
  );
}

/// The same in a line.
export function FailingLine({ product, failing, roles }: { product: string; failing: Failing; roles: RoleHeld[] }) {
  return (
    <li className="failing-line">
      <VerdictShape verdict={failing.verdict} />
      <div>
        <Link dir="auto" to={promisePath(product, failing.promise)}>{failing.statement ?? failing.promise}</Link>
        <p className="quiet small">
          {words.counts[failing.verdict]} {failing.since ? words.failing.since(time(failing.since), failing.windows) : words.failing.sinceOpen}
          {failing.money && ` · ${failing.money}`} · <Who owner={failing.owner} roles={roles} />
        </p>
      </div>
    </li>
  );
}

/// The role that owns it, and the people who hold the role.
export function Who({ owner, roles }: { owner: string | null; roles: RoleHeld[] }) {
  if (owner === null) return <>{words.failing.nobody}</>;
  const role = roles.find((one) => one.id === owner);
  return <>{words.failing.who(role?.title ?? owner, (role?.people ?? []).join(", "))}</>;
}

export function BreakingLine({ product, breaking, roles }: { product: string; breaking: Breaking; roles: RoleHeld[] }) {
  return (
    <li className="failing-line">
      <VerdictShape verdict={breaking.verdict} />
      <div>
        <Link dir="auto" to={promisePath(product, breaking.promise)}>{breaking.statement ?? breaking.promise}</Link>
        <p className="quiet small">
          {breakingSays(breaking)} <Who owner={breaking.owner} roles={roles} />
        </p>
      </div>
    </li>
  );
}

export function breakingSays(breaking: Breaking): string {
  if (breaking.why === "alarm") return words.breaking.alarm(time(breaking.alarmed));
  if (breaking.why === "forecast") return words.breaking.forecast(chance(breaking.probability ?? 0), breaking.windows_ahead ?? 0);
  return words.breaking.evidence(chance(breaking.evidence_share ?? 0));
}
