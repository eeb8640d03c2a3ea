import type { Lineage } from "../../api/answers/releases";
import { versions as words } from "../../words/versions";
import { Digest, EntryLink } from "./pieces";

type Node = Lineage["nodes"][number];

/// What a version was made of, from the left to the version at the end: each node one step nearer to it. For those who hear the page it is a
/// list of lists, and each node says what it leads to.
export function LineagePicture({ of }: { of: Lineage }) {
  const columns = columnsOf(of);
  const named = (id: string) => {
    const node = of.nodes.find((one) => one.id === id);
    return node ? `${words.nodes[node.kind]} ${node.name}`.trim() : id;
  };
  return (
    <ol className="lineage">
      {columns.map((nodes, i) => (
        <li key={i} className={i === columns.length - 1 ? "lineage-last" : undefined}>
          <ul className={`lineage-column${i === columns.length - 1 ? " lineage-last" : ""}`}>
            {nodes.map((node) => <NodeBox key={node.id} node={node} leads={of.edges.filter((edge) => edge.from === node.id).map((edge) => named(edge.to))} />)}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function NodeBox({ node, leads }: { node: Node; leads: string[] }) {
  return (
    <li className="lineage-node">
      <span className="quiet small">{words.nodes[node.kind]}</span>
      {node.name !== "" && <div>{node.name}</div>}
      {node.digest && <div className="small"><Digest digest={node.digest} /></div>}
      {node.entry !== null && <div className="small"><EntryLink entry={node.entry} /></div>}
      {leads.length > 0 && <span className="unseen">{words.leadsTo(leads.join(", "))}</span>}
    </li>
  );
}

/// By how many steps each is away from what was made, the furthest first.
function columnsOf({ nodes, edges }: Lineage): Node[][] {
  const away = new Map<string, number>();
  const distance = (id: string, seen: string[]): number => {
    const known = away.get(id);
    if (known !== undefined) return known;
    const next = edges.filter((edge) => edge.from === id && !seen.includes(edge.to)).map((edge) => distance(edge.to, [...seen, id]) + 1);
    const found = Math.max(0, ...next);
    away.set(id, found);
    return found;
  };
  const columns: Node[][] = [];
  for (const node of nodes) (columns[distance(node.id, [])] ??= []).push(node);
  return columns.filter((column) => column !== undefined).reverse();
}
