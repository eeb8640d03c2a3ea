import { useRef, useState } from "react";

import { fetched, Fault } from "../../api/client";
import { percent } from "../../format";
import { Button } from "../../parts/button";
import { Field, TextArea } from "../../parts/field";
import { Notice, Section } from "../../parts/page";
import { Failed } from "../../parts/states";
import { ledger as words } from "../../words/ledger";
import { ExportFound } from "./findings";
import { verifyExport, whyNot, type ExportReport } from "./verify";

const of = words.verify;

/// The whole chain and its tree, from what the server sends or from a file.
export function VerifyLedger({ mayExport }: { mayExport: boolean }) {
  const [kept, setKept] = useState("");
  const [state, setState] = useState<{ doing?: string; report?: ExportReport; fault?: Fault }>({});
  const round = useRef(0);
  const check = async (bytes: () => Promise<ArrayBuffer>) => {
    const mine = ++round.current;
    const show = (next: typeof state) => round.current === mine && setState(next);
    show({ doing: of.fetching });
    try {
      const data = new Uint8Array(await bytes());
      let told = 0;
      // Text fields end their lines in one way only; a note ends with a line break.
      const note = kept.trim() === "" ? undefined : `${kept.replace(/\r\n?/g, "\n").trim()}\n`;
      const report = await verifyExport(data, {
        checkpoint: note,
        progress: (done, all) => {
          if (done - told < all / 100) return;
          told = done;
          show({ doing: of.busy(percent(done / all, 0)) });
        },
      });
      show({ report });
    } catch (error) {
      show({ fault: error instanceof Fault ? error : new Fault("outside", String(error), "", 0) });
    }
  };
  if (whyNot() !== undefined) return <Section title={of.title}><Notice kind="unproven">{of.insecure}</Notice></Section>;
  return (
    <Section title={of.title} id="verify" lead={of.lead}>
      <div className="columns">
        <div className="entry">
          {mayExport ? <div><Button kind="main" busy={state.doing !== undefined} onClick={() => void check(async () => (await fetched("get", "/v1/ledger/export")).arrayBuffer())}>{of.whole}</Button></div> : <p className="quiet">{of.adminOnly}</p>}
          <Field
            type="file"
            label={of.file}
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file) void check(() => file.arrayBuffer());
              event.target.value = "";
            }}
          />
        </div>
        <TextArea label={of.kept} hint={of.keptHint} value={kept} onChange={(event) => setKept(event.target.value)} spellCheck={false} className="mono" />
      </div>
      <div aria-live="polite">
        {state.doing && <p className="quiet">{state.doing}</p>}
        {state.report && <ExportFound report={state.report} />}
      </div>
      {state.fault && <Failed fault={state.fault} />}
    </Section>
  );
}
