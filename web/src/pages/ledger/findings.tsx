import { count } from "../../format";
import { Notice } from "../../parts/page";
import { ledger as words } from "../../words/ledger";
import type { ExportReport, Found, ProofReport, Signature } from "./verify";

const shown_max = 20;
const of = words.verify;

/// What is wrong, each with where it is.
function Findings({ found }: { found: Found[] }) {
  return (
    <ul className="findings">
      {found.slice(0, shown_max).map((one, i) => (
        <li key={i}>{of.where(one.line, one.entry)}{of.faults[one.fault]}{one.digest && <span className="mono small"> {one.digest}</span>}</li>
      ))}
      {found.length > shown_max && <li>{of.more(found.length - shown_max)}</li>}
    </ul>
  );
}

const unsure = (signature: Signature): boolean => signature === "unchecked";

export function ProofFound({ report, shown }: { report: ProofReport; shown: string }) {
  if (report.found.length > 0) return <Notice kind="broken"><p>{of.proofBad}</p><Findings found={report.found} /></Notice>;
  if (report.digest !== shown) return <Notice kind="broken">{of.proofShown}</Notice>;
  return (
    <Notice kind={unsure(report.signature) ? "unproven" : "kept"}>
      <p>{of.proofGood(report.index ?? 0, count(report.size ?? 0))}</p>
      {unsure(report.signature) && <p>{of.unchecked}</p>}
    </Notice>
  );
}

export function ExportFound({ report }: { report: ExportReport }) {
  if (report.found.length > 0) return <Notice kind="broken"><p>{of.bad(report.found.length)}</p><Findings found={report.found} /></Notice>;
  return (
    <>
      <Notice kind={unsure(report.signature) ? "unproven" : "kept"}>
        <p>{of.good(count(report.entries), count(report.asides), count(report.erased))}</p>
        <p>{report.signature === "valid" ? of.signed(count(report.size ?? 0)) : unsure(report.signature) ? of.unchecked : of.noEntry}</p>
      </Notice>
      <dl className="facts">
        <dt>{of.size}</dt>
        <dd>{count(report.entries)}</dd>
        {report.root && <><dt>{of.root}</dt><dd className="mono small">{report.root}</dd></>}
        {report.key && <><dt>{of.key}</dt><dd className="mono small">{report.key}</dd></>}
      </dl>
      <p className="quiet small">{of.notRecomputed}</p>
    </>
  );
}
