import { useState, type ReactNode } from "react";

/// Something that is there on request. What it holds is made when it is first opened: a table of 26,000 rows costs nothing until then.
export function Disclosure({ summary, children, open = false }: { summary: ReactNode; children: ReactNode; open?: boolean }) {
  const [made, setMade] = useState(open);
  return (
    <details className="disclosure" open={open} onToggle={(event) => event.currentTarget.open && setMade(true)}>
      <summary>{summary}</summary>
      {made && <div className="disclosure-body">{children}</div>}
    </details>
  );
}
