import { useMemo } from "react";
import { Link, useParams } from "react-router-dom";

import type { Verdict as Word } from "../../api/answers";
import type { ListedVersion, VersionList } from "../../api/answers/releases";
import { useAnswer } from "../../api/use_answer";
import { count, percent, time } from "../../format";
import { DataTable, type Column } from "../../parts/data_table";
import { Notice, PageHead } from "../../parts/page";
import { Answered, Empty } from "../../parts/states";
import { Verdict, VerdictShape } from "../../parts/verdict";
import { versions as words } from "../../words/versions";
import { PhaseWord, releasePath, versionPath } from "./pieces";
import { useNews } from "./news";
import "./versions.css";

export default function Page() {
  const { product = "" } = useParams();
  const asked = useAnswer("/v1/products/{product}/versions", { path: { product }, query: { format: "json" } });
  useNews(product, asked.again);
  const answer = asked.answer;
  return (
    <>
      <PageHead
        title={words.title}
        kicker={product}
        lead={answer && answer.versions.length > 0 ? words.lead(answer.versions.length, answer.served) : undefined}
        actions={<Link className="button" to={releasePath(product)}>{words.toReleases}</Link>}
      />
      <Answered of={asked}>{(list) => <Listed product={product} list={list} />}</Answered>
    </>
  );
}

function Listed({ product, list }: { product: string; list: VersionList }) {
  const columns = useMemo(() => columnsOf(product), [product]);
  if (list.versions.length === 0) {
    return (
      <Empty title={words.none}>
        <p>{words.noneNext}</p>
        {list.why_none_seen && <p className="quiet">{list.why_none_seen}</p>}
      </Empty>
    );
  }
  return (
    <>
      <Running product={product} list={list} />
      <DataTable caption={words.table} columns={columns} rows={list.versions} keyOf={(row) => row.version} />
      {list.model === null && <p className="quiet small">{words.noModel}</p>}
      {list.why_none_seen && <p className="quiet small">{list.why_none_seen}</p>}
    </>
  );
}

function Running({ product, list }: { product: string; list: VersionList }) {
  const one = list.versions.find((version) => version.release?.phase === "running" || version.release?.phase === "held");
  if (!one?.release) return null;
  const { phase, step, share, release } = one.release;
  return (
    <Notice kind={phase === "held" ? "unproven" : "info"}>
      {phase === "held" ? words.heldNow(one.version, step) : words.running(one.version, percent(share), step)} <Link to={releasePath(product, release)}>{words.look}</Link>
    </Notice>
  );
}

function columnsOf(product: string): Column<ListedVersion>[] {
  return [
    { key: "version", head: words.columns.version, names: true, cell: (row) => <Name product={product} row={row} />, sort: (row) => row.version },
    { key: "since", head: words.columns.since, cell: (row) => <span className="quiet">{time(row.since?.slice(0, 10))}</span>, sort: (row) => row.since },
    { key: "seen", head: words.columns.seen, number: true, cell: (row) => (row.seen ? count(row.seen.rows) : <span className="quiet">{words.notSeen}</span>), sort: (row) => row.seen?.rows },
    { key: "last", head: words.columns.last, cell: (row) => time(row.seen?.last?.slice(0, 10)), sort: (row) => row.seen?.last },
    { key: "promises", head: words.columns.promises, cell: (row) => <Tally counts={row.verdicts} /> },
    { key: "gates", head: words.columns.gates, cell: (row) => <Gates row={row} /> },
    { key: "release", head: words.columns.release, cell: (row) => row.release && <Link to={releasePath(product, row.release.release)}><PhaseWord phase={row.release.phase} /></Link> },
  ];
}

function Name({ product, row }: { product: string; row: ListedVersion }) {
  return (
    <span className="chips">
      <Link to={versionPath(product, row.version)}>{row.version}</Link>
      {row.served && <span className="chip chip-served">{words.everybody}</span>}
      {row.registered?.aliases.map((alias) => <span className="chip" key={alias}>{words.alias(alias)}</span>)}
      {row.registered && row.registered.stage !== "None" && <span className="chip">{words.stage(row.registered.stage)}</span>}
    </span>
  );
}

const order: Word[] = ["broken", "unproven", "kept"];

function Tally({ counts }: { counts: Record<Word, number> }) {
  const present = order.filter((verdict) => counts[verdict] > 0);
  if (present.length === 0) return <span className="quiet">{words.noVerdict}</span>;
  return (
    <span className="tally">
      {present.map((verdict) => (
        <span key={verdict} className={`verdict-${verdict}`}>
          <VerdictShape verdict={verdict} />
          {words.counts[verdict](count(counts[verdict]))}
        </span>
      ))}
    </span>
  );
}

function Gates({ row }: { row: ListedVersion }) {
  if (row.gates === null) return <span className="quiet">{words.gateOlder}</span>;
  if (row.gates.length === 0) return <span className="quiet">{words.gateNotAsked}</span>;
  return (
    <ul className="plain">
      {row.gates.map((gate) => (
        <li key={gate.gate} className="chips">
          <span>{gate.gate}</span>
          <Verdict verdict={gate.verdict} />
          {gate.overridden && <span className="chip chip-override">{words.overridden}</span>}
        </li>
      ))}
    </ul>
  );
}
