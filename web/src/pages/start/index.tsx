import { useMemo, useState } from "react";
import { Link } from "react-router-dom";

import type { Standing } from "../../api/answers/overview";
import { useAnswer, useRetried } from "../../api/use_answer";
import { PageHead } from "../../parts/page";
import { Answered, Empty } from "../../parts/states";
import { useSession } from "../../session";
import { keep, read } from "../../theme";
import { start as words } from "../../words/start";
import { blocks, type Block } from "./blocks";
import { FirstVisit } from "./first_visit";
import "./start.css";

/// A start page for each role, made of the same blocks in an order of its own.
export type View = "executive" | "product" | "science" | "risk" | "engineer";
const views: readonly View[] = ["executive", "product", "science", "risk", "engineer"];
const made: Record<View, { main: Block[]; aside: Block[] }> = {
  executive: { main: ["products"], aside: ["changed", "inbox"] },
  product: { main: ["products", "mine"], aside: ["inbox", "breaking", "changed"] },
  science: { main: ["mine", "products"], aside: ["breaking", "inbox", "changed"] },
  risk: { main: ["inbox", "mine", "products"], aside: ["changed", "breaking"] },
  engineer: { main: ["mine", "products"], aside: ["breaking", "inbox", "changed"] },
};
const kept = "charter.view";

const nothing = () => undefined;

export default function Start() {
  const { session } = useSession();
  const held = session.products.flatMap((one) => one.roles.map((role) => role.id));
  const [view, setView] = useState<View>(() => chosen() ?? viewOf(held));
  const overview = useAnswer("/v1/overview", { query: { json: true } });
  const waits = useMemo(() => overview.answer && { before_restart: overview.answer.products.some((one) => one.before_restart) }, [overview.answer]);
  useRetried({ ...overview, answer: waits }, nothing);
  const choose = (next: View) => {
    keep(kept, next);
    setView(next);
  };
  return (
    <>
      <PageHead
        title={words.title}
        lead={words.leads[view]}
        actions={
          <label className="start-view">
            {words.views.label}
            <select value={view} onChange={(event) => choose(event.target.value as View)}>
              {views.map((one) => <option key={one} value={one}>{words.views[one]}</option>)}
            </select>
          </label>
        }
      />
      <FirstVisit />
      <Answered of={overview}>{(answer) => (answer.products.length === 0 ? <NoProducts /> : <Blocks view={view} standings={answer.products} mine={rolesOf(view, held)} />)}</Answered>
    </>
  );
}

function Blocks({ view, standings, mine }: { view: View; standings: Standing[]; mine: string[] }) {
  const shown = (names: Block[]) => names.map((name) => {
    const Shown = blocks[name];
    return <Shown key={name} standings={standings} mine={mine} />;
  });
  return (
    <div className="start-columns">
      <div>{shown(made[view].main)}</div>
      <div>{shown(made[view].aside)}</div>
    </div>
  );
}

function NoProducts() {
  return (
    <Empty title={words.noProducts}>
      <p>{words.noProductsNext}</p>
      <p><Link className="button button-main" to="/charters/new">{words.begin}</Link></p>
    </Empty>
  );
}

function chosen(): View | undefined {
  const before = read(kept);
  return views.find((one) => one === before);
}

/// By the roles that somebody holds: charters name them as they like, and mostly alike.
function viewOf(held: string[]): View {
  if (held.some((role) => /risk|compliance|legal|ethic/i.test(role))) return "risk";
  if (held.some((role) => /product|owner/i.test(role))) return "product";
  if (held.some((role) => /scien|model|ml\b/i.test(role))) return "science";
  if (held.some((role) => /data|engineer|platform|ops/i.test(role))) return "engineer";
  return "executive";
}

/// Whose promises a start page is about: those of the roles held; of nobody in particular, those that such a role mostly owns.
function rolesOf(view: View, held: string[]): string[] {
  if (held.length > 0 && viewOf(held) === view) return held;
  return { executive: [], product: ["product"], science: ["science"], risk: ["risk"], engineer: ["data", "engineer", "engineering"] }[view];
}
