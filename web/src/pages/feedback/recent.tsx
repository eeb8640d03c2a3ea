import type { Recent, Said } from "../../api/answers/feedback";
import { number, time } from "../../format";
import { DataTable, type Column } from "../../parts/data_table";
import { Section } from "../../parts/page";
import { feedback as words } from "../../words/feedback";

const columns: Column<Recent>[] = [
  { key: "time", head: words.recentColumns.time, cell: (one) => time(one.time), sort: (one) => one.time },
  { key: "said", head: words.recentColumns.said, cell: (one) => <SaidShown said={one.said} /> },
  { key: "prediction", head: words.recentColumns.prediction, cell: (one) => (one.prediction === null ? <span className="quiet">{words.nothing}</span> : one.joined ? one.prediction : words.unknownPrediction(one.prediction)) },
];

export function RecentAnswers({ recent, keep }: { recent: Recent[]; keep: string | null }) {
  return (
    <Section title={words.recent} lead={words.recentLead(keep ?? "")} id="recent">
      <DataTable caption={words.recent} columns={columns} rows={recent} keyOf={(one) => one.feedback} quiet />
    </Section>
  );
}

function SaidShown({ said }: { said: Said }) {
  const short = [
    said.thumbs === undefined ? null : words.kinds.thumbs(said.thumbs),
    ...(["rating", "nps", "csat", "ces", "sus"] as const).map((kind) => (said[kind] === undefined ? null : words.kinds[kind](number(said[kind] as number, Number.isInteger(said[kind]) ? 0 : 1)))),
    said.correction === undefined ? null : words.kinds.correction(said.correction),
    said.decision === undefined ? null : words.kinds.decision(said.decision),
  ].filter(Boolean).join("; ");
  return (
    <>
      {short !== "" && <p>{short}</p>}
      {[said.reason, said.text].filter(Boolean).map((text, index) => <p key={index} className="said" dir="auto" lang={said.language}>{text}</p>)}
    </>
  );
}
