import { Link } from "react-router-dom";

import type { Change, Checked } from "../../api/answers/worth";
import { Notice } from "../../parts/page";
import { charter as words } from "../../words/charter";

const signs: Record<Change["kind"], string> = { added: "+", dropped: "−", strengthened: "▲", weakened: "▼", changed: "≈" };

/// Promises that were added, dropped, strengthened or weakened.
export function Changes({ of, product }: { of: Change[]; product?: string }) {
  if (of.length === 0) return <p className="quiet">{words.changes.none}</p>;
  return (
    <ul className="plain changes">
      {of.map((change, index) => (
        <li key={index}>
          <span className={`change change-${change.kind}`}><span aria-hidden="true">{signs[change.kind]}</span> {words.changes.kinds[change.kind]}</span>
          {product && change.kind !== "dropped" && change.promise !== "" ? <Link to={`/products/${encodeURIComponent(product)}/promises/${encodeURIComponent(change.promise)}`}>{change.promise}</Link> : <strong>{change.promise}</strong>}
          <span className="quiet"> {change.what}</span>
        </li>
      ))}
    </ul>
  );
}

/// What the text in the editor would change of what stands.
export function AgainstStanding({ checked, product }: { checked: Checked | undefined; product: string }) {
  const against = checked?.against;
  if (!checked?.valid || !against) return null;
  return (
    <div className="panel">
      <h2 className="panel-title">{words.changes.title}</h2>
      {checked.product !== product && <Notice kind="unproven"><p>{words.changes.otherProduct(checked.product ?? "", product)}</p></Notice>}
      {against.same ? <p className="quiet">{words.changes.same}</p> : <Changes of={against.changes} />}
      {against.waits_for_approval && <Notice kind="unproven"><p>{words.changes.waits(against.approving_roles.join(", "))}</p></Notice>}
    </div>
  );
}
