import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";

import { ask, Fault } from "../../api/client";
import type { Told, VersionDetail } from "../../api/answers/releases";
import { useAnswer } from "../../api/use_answer";
import { count, time } from "../../format";
import { Button } from "../../parts/button";
import { DataTable, type Column } from "../../parts/data_table";
import { Dialog } from "../../parts/dialog";
import { Field } from "../../parts/field";
import { PageHead, Section } from "../../parts/page";
import { Answered, Empty, Failed } from "../../parts/states";
import { useMay } from "../../session";
import { versions as words } from "../../words/versions";
import { Gate } from "./gate";
import { LineagePicture } from "./lineage";
import { Kept } from "./kept";
import { Digest, EntryLink, PhaseWord, releasePath } from "./pieces";
import { useNews } from "./news";
import { RunFacts } from "./run";
import { Sides } from "./sides";
import "./versions.css";

export default function Page() {
  const { product = "", version = "" } = useParams();
  const asked = useAnswer("/v1/products/{product}/versions/{version}", { path: { product, version }, query: { format: "json" } });
  useNews(product, asked.again);
  const [releasing, setReleasing] = useState(false);
  const may = useMay();
  const known = asked.answer;
  const lead = known && (known.seen ? words.seen(count(known.seen.rows), time(known.seen.first?.slice(0, 10)), time(known.seen.last?.slice(0, 10))) : words.seenNone);
  return (
    <>
      <PageHead
        title={words.versionTitle(version)}
        kicker={<Link to={`/products/${encodeURIComponent(product)}/versions`}>{words.toVersions}</Link>}
        lead={lead}
        actions={known && !known.served && may("edit", product) && <Button onClick={() => setReleasing(true)}>{words.actions.release}</Button>}
      />
      <Answered of={asked} missing={(fault) => <Empty title={words.unknownVersion(version)}><p className="quiet">{fault.next}</p></Empty>}>
        {(detail) => <Detail product={product} detail={detail} again={asked.again} />}
      </Answered>
      {releasing && <Release product={product} version={version} close={() => setReleasing(false)} />}
    </>
  );
}

function Detail({ product, detail, again }: { product: string; detail: VersionDetail; again: () => void }) {
  return (
    <>
      <Names detail={detail} />
      <Section title={words.gates} id="gates" lead={detail.gates.length > 0 ? words.gatesLead : undefined}>
        {detail.gates.length === 0 && <p className="quiet">{words.noGates}</p>}
        {detail.gates.map((gate) => <Gate key={gate.gate} product={product} gate={gate} again={again} />)}
      </Section>
      <Kept product={product} version={detail.version} recorded={detail.promises} />
      <Sides product={product} version={detail.version} others={detail.others.filter((other) => other !== detail.version)} />
      <Section title={words.lineage}>
        {detail.lineage.nodes.length < 2 ? <p className="quiet">{words.lineageNone}</p> : <LineagePicture of={detail.lineage} />}
      </Section>
      {detail.registered && <RunFacts registered={detail.registered} run={detail.run} />}
      <Happened product={product} detail={detail} />
    </>
  );
}

function Names({ detail }: { detail: VersionDetail }) {
  const registered = detail.registered;
  return (
    <p className="chips">
      {detail.served && <span className="chip chip-served">{words.everybody}</span>}
      {registered === null && <span className="chip">{words.unregistered}</span>}
      {registered?.aliases.map((alias) => <span className="chip" key={alias}>{words.alias(alias)}</span>)}
      {registered && registered.stage !== "None" && <span className="chip">{words.stage(registered.stage)}</span>}
      {registered?.digests.artifact && <Digest digest={registered.digests.artifact} />}
    </p>
  );
}

function Happened({ product, detail }: { product: string; detail: VersionDetail }) {
  const told = [...detail.moves, ...detail.retrainings].sort((a, b) => b.entry - a.entry);
  if (told.length === 0 && detail.releases.length === 0) return null;
  const of = words.happenedColumns;
  const columns: Column<Told>[] = [
    { key: "time", head: of.time, cell: (row) => time(row.time) },
    { key: "what", head: of.what, names: true, cell: (row) => <>{row.what}{row.words && <span className="quiet"> {row.words}</span>}</> },
    { key: "who", head: of.who, cell: (row) => row.who },
    { key: "entry", head: of.entry, cell: (row) => <EntryLink entry={row.entry} /> },
  ];
  return (
    <Section title={words.happened}>
      {detail.releases.length > 0 && (
        <ul className="plain">
          {detail.releases.map((one) => (
            <li key={one.release} className="chips">
              <Link to={releasePath(product, one.release)}>{words.releases.option(one.release, one.version, words.phases[one.phase])}</Link>
              <PhaseWord phase={one.phase} />
            </li>
          ))}
        </ul>
      )}
      {told.length > 0 && <DataTable caption={words.happened} quiet columns={columns} rows={told} keyOf={(row) => row.entry} />}
    </Section>
  );
}

function Release({ product, version, close }: { product: string; version: string; close: () => void }) {
  const navigate = useNavigate();
  const [plan, setPlan] = useState(""), [current, setCurrent] = useState("");
  const [busy, setBusy] = useState(false), [fault, setFault] = useState<Fault>();
  const begin = async () => {
    setBusy(true);
    try {
      await ask("post", "/v1/products/{product}/releases", { path: { product }, body: { version, ...(plan && { plan }), ...(current && { current }), format: "json" } });
      navigate(releasePath(product));
    } catch (error) {
      if (error instanceof Fault) setFault(error);
      setBusy(false);
    }
  };
  return (
    <Dialog open title={words.dialog.release(version)} onClose={close} actions={<Button kind="main" busy={busy} onClick={() => void begin()}>{words.dialog.begin}</Button>}>
      <p>{words.dialog.releaseLead}</p>
      <Field label={words.dialog.plan} hint={words.dialog.planHint} value={plan} onChange={(event) => setPlan(event.target.value)} />
      <Field label={words.dialog.current} hint={words.dialog.currentHint} value={current} onChange={(event) => setCurrent(event.target.value)} />
      {fault && <Failed fault={fault} />}
    </Dialog>
  );
}
