import { useCallback } from "react";
import { useSearchParams } from "react-router-dom";

import type { LedgerPage } from "../../api/answers/releases";
import { address } from "../../api/client";
import { useAnswer } from "../../api/use_answer";
import { count } from "../../format";
import { Button } from "../../parts/button";
import { PageHead, Section } from "../../parts/page";
import { Answered } from "../../parts/states";
import { useSession } from "../../session";
import { ledger as words } from "../../words/ledger";
import { Entries } from "./entries";
import { EntryDialog } from "./entry";
import { Filters, filtersIn, names, type Chosen } from "./filters";
import { VerifyLedger } from "./verify_ledger";
import "./ledger.css";

const at_once = 50;

/// The filters stand in the address, so that what one sees can be sent.
export default function Page() {
  const [search, setSearch] = useSearchParams();
  const { session } = useSession();
  const chosen = filtersIn(search);
  const before = search.get("before");
  const asked = useAnswer("/v1/ledger/entries", { query: { format: "page", most: at_once, ...chosen, ...(before !== null && { before: Number(before) }) } });
  const choose = useCallback((next: Chosen, more: Record<string, string> = {}) => setSearch({ ...next, ...more }), [setSearch]);
  const open = search.get("entry");
  const show = (entry: number | undefined) => {
    const next = new URLSearchParams(search);
    if (entry === undefined) next.delete("entry");
    else next.set("entry", String(entry));
    setSearch(next, { replace: true });
  };
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Filters chosen={chosen} products={session.products.map((one) => one.product)} choose={choose} />
      <Answered of={asked}>
        {(page) => (
          <>
            <Entries page={page as LedgerPage} open={show} none={names.some((name) => chosen[name] !== undefined) || before !== null ? words.none : words.empty} />
            <Paging page={page as LedgerPage} paged={before !== null} newest={() => choose(chosen)} older={(next) => choose(chosen, { before: String(next) })} />
          </>
        )}
      </Answered>
      <Section title={words.takeAway}>
        <ul>
          <li><a href={address("/v1/ledger/entries", { query: { format: "csv", ...chosen } })} download="ledger.csv">{words.csv}</a></li>
          {session.everywhere.includes("administer") && <li><a href="/v1/ledger/export" download="ledger.ndjson">{words.exportAll}</a></li>}
          <li><a href="/v1/ledger/checkpoint" download="checkpoint.txt">{words.checkpoint}</a></li>
        </ul>
      </Section>
      <VerifyLedger mayExport={session.everywhere.includes("administer")} />
      {open !== null && /^\d{1,15}$/.test(open) && <EntryDialog entry={Number(open)} close={() => show(undefined)} />}
    </>
  );
}

function Paging({ page, paged, newest, older }: { page: LedgerPage; paged: boolean; newest: () => void; older: (next: number) => void }) {
  if (page.entries.length === 0 && page.next === null) return null;
  return (
    <div className="filters-row">
      {paged && <Button onClick={newest}>{words.newer}</Button>}
      {page.next !== null && <Button onClick={() => older(page.next as number)}>{words.older}</Button>}
      <span className="quiet small">{words.searched(count(page.searched), count(page.size))}</span>
    </div>
  );
}

