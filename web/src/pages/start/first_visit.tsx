import { useState } from "react";

import { Button } from "../../parts/button";
import { keep, read } from "../../theme";
import { start as words } from "../../words/start";

const kept = "charter.visited";

/// A first visit explains itself in three sentences.
export function FirstVisit() {
  const [open, setOpen] = useState(() => read(kept) === null);
  if (!open) return null;
  return (
    <section className="first no-print" aria-labelledby="first-visit">
      <h2 id="first-visit">{words.first.title}</h2>
      {words.first.sentences.map((sentence) => <p key={sentence}>{sentence}</p>)}
      <Button
        onClick={() => {
          keep(kept, "yes");
          setOpen(false);
        }}
      >
        {words.first.close}
      </Button>
    </section>
  );
}
