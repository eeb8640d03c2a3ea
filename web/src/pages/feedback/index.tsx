import "./feedback.css";

import { Link, useParams, useSearchParams } from "react-router-dom";

import type { FeedbackSummary } from "../../api/answers/feedback";
import { useAnswer } from "../../api/use_answer";
import { amount, count, time } from "../../format";
import { Button } from "../../parts/button";
import { PageHead, Section } from "../../parts/page";
import { Answered, Empty } from "../../parts/states";
import { feedback as words } from "../../words/feedback";
import { Application } from "./application";
import { Corrections } from "./corrections";
import { Improvements } from "./improvements";
import { Measures, Weeks } from "./measures";
import { RecentAnswers } from "./recent";
import { ThemeList } from "./themes";

const of_reliance = ["feedback_followed", "feedback_overridden", "feedback_seconds", "feedback_rubber_stamped"];

/// What people say of the predictions, what it is about, and what becomes of it.
export default function Page() {
  const { product = "" } = useParams();
  const [asked, setAsked] = useSearchParams();
  const from = asked.get("from") ?? undefined, until = asked.get("until") ?? undefined;
  const summary = useAnswer("/v1/products/{product}/feedback", { path: { product }, query: { json: true, from, until } });
  return (
    <>
      <PageHead title={words.title} kicker={<Link to={`/products/${encodeURIComponent(product)}`}>{product}</Link>} lead={summary.answer && lead(summary.answer)} />
      <Answered of={summary} missing={(fault) => (
        <Empty title={words.notAsked}>
          <p>{fault.next || words.notAskedNext}</p>
          <Link className="button" to={`/products/${encodeURIComponent(product)}/charter`}>{words.toCharter}</Link>
        </Empty>
      )}>
        {(answer) => (
          <>
            <PeriodShown summary={answer} choose={(next) => setAsked(next, { replace: true })} />
            <Shown product={product} summary={answer} />
          </>
        )}
      </Answered>
    </>
  );
}

function lead(summary: FeedbackSummary): string {
  if (summary.answers === 0) return words.leadNone;
  const up = summary.measures.find((one) => one.column === "feedback_thumbs");
  return words.lead(count(summary.answers), count(summary.joined)) + (up && up.value !== null ? words.leadUp(amount(up.value, { scale: "share" })) : "");
}

const ever = "1970-01-01T00:00:00Z";

/// Ninety days at a time, further back on request: years of answers are not read each time that somebody looks.
function PeriodShown({ summary, choose }: { summary: FeedbackSummary; choose: (next: Record<string, string>) => void }) {
  const { from, until } = summary;
  const all = from === null || Date.parse(from) <= 0;
  return (
    <div className="feedback-period no-print" role="group" aria-label={words.period.label}>
      {!all && <span className="quiet">{words.period.from(time(from), until === null ? "" : time(until))}</span>}
      {!all && <Button onClick={() => choose({ until: from })}>{words.period.earlier}</Button>}
      {until !== null && <Button onClick={() => choose({})}>{words.period.newest}</Button>}
      {all ? <Button onClick={() => choose({})}>{words.period.newest}</Button> : <Button onClick={() => choose({ from: ever })}>{words.period.all}</Button>}
    </div>
  );
}

function Shown({ product, summary }: { product: string; summary: FeedbackSummary }) {
  const improvements = useAnswer("/v1/products/{product}/improvements", { path: { product }, query: { json: true } });
  const reliance = summary.measures.filter((one) => of_reliance.includes(one.column));
  return (
    <>
      <Section title={words.said} lead={words.saidLead} id="said">
        <Measures caption={words.said} measures={summary.measures.filter((one) => !of_reliance.includes(one.column))} />
        {summary.weeks.length > 0 && <Weeks weeks={summary.weeks} />}
      </Section>
      {reliance.length > 0 && (
        <Section title={words.reliance} lead={words.relianceLead} id="reliance">
          <Measures caption={words.reliance} measures={reliance} />
        </Section>
      )}
      <ThemeList product={product} made={improvements.again} />
      <Improvements product={product} of={improvements} />
      <Corrections corrected={summary.corrected} />
      {summary.recent.length > 0 && <RecentAnswers recent={summary.recent} keep={summary.keep_text} />}
      <Application product={product} summary={summary} />
    </>
  );
}
