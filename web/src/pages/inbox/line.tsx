import { Link } from "react-router-dom";

import type { InboxItem } from "../../api/answers/inbox";
import { time } from "../../format";
import { promisePath } from "../../parts/failing";
import { VerdictShape } from "../../parts/verdict";
import { inbox as words } from "../../words/inbox";

/// Where one looks at what an item is about.
export function placeOf(item: InboxItem): string {
  const product = `/products/${encodeURIComponent(item.product)}`;
  switch (item.kind) {
    case "approval": return `${product}/versions/${encodeURIComponent(item.version)}`;
    case "weakening": return `${product}/charter`;
    case "alert":
    case "review": return promisePath(item.product, item.promise);
    default: return `${product}/charter`;
  }
}

export function InboxLine({ item }: { item: InboxItem }) {
  return (
    <li className="failing-line">
      {item.kind === "alert" ? <VerdictShape verdict={item.verdict} /> : <VerdictShape verdict="unproven" />}
      <div>
        <Link to={placeOf(item)}>{item.title}</Link>
        <p className="quiet small">{whenOf(item)}</p>
      </div>
    </li>
  );
}

export function whenOf(item: InboxItem): string {
  const said = [item.product];
  if (item.role_title) said.push(words.as(item.role_title));
  if (item.kind === "review") said.push(words.states[item.state]);
  if (item.due) said.push(words.due(time(item.due)));
  else if (item.since) said.push(words.since(time(item.since)));
  return said.join(" · ");
}
