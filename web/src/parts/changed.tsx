import { useEffect } from "react";
import { Link } from "react-router-dom";

import { useAnswer } from "../api/use_answer";
import { ago, time } from "../format";
import { scorecard as words } from "../words/scorecard";
import { promisePath } from "./failing";
import { VerdictShape } from "./verdict";
import type { Verdict } from "../api/answers";
import type { LedgerPage } from "../api/answers/releases";

const day_ms = 86_400_000;
const shown_max = 8;

/// Verdicts that changed since yesterday, as the ledger has them. Asked anew when `round` changes.
export function Changed({ product, now, round = 0, named = false }: { product?: string; now: number; round?: number; named?: boolean }) {
  // To the minute, so that the question stays the same while the page is drawn.
  const since = new Date(Math.floor((now - day_ms) / 60_000) * 60_000).toISOString();
  const found = useAnswer("/v1/ledger/entries", { query: { format: "page", kind: "verdict", since, most: shown_max, ...(product === undefined ? {} : { product }) } });
  const { again } = found;
  useEffect(() => {
    if (round > 0) again();
  }, [round, again]);
  if (found.fault) return <p className="quiet">{words.changed.failed}</p>;
  const entries = (found.answer as LedgerPage | undefined)?.entries ?? [];
  return (
    <>
      {found.answer && entries.length === 0 && <p className="quiet">{words.changed.none}</p>}
      <ul className="plain">
        {entries.map(({ entry, digest, what }) => {
          const body = entry.body as { product?: string; promise?: string; verdict?: Verdict };
          return (
            <li key={digest} className="failing-line">
              {body.verdict ? <VerdictShape verdict={body.verdict} /> : <span />}
              <div>
                {body.product && body.promise ? <Link to={promisePath(body.product, body.promise)}>{what}</Link> : what}
                <p className="quiet small">
                  {named && body.product ? `${body.product} · ` : ""}
                  <time dateTime={entry.time} title={time(entry.time)}>{ago(entry.time, now)}</time>
                </p>
              </div>
            </li>
          );
        })}
      </ul>
      <p className="small"><Link to={product === undefined ? "/ledger?kind=verdict" : `/ledger?product=${encodeURIComponent(product)}&kind=verdict`}>{words.changed.all}</Link></p>
    </>
  );
}
