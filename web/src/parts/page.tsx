import { useEffect, type ReactNode } from "react";

import { shell as words } from "../words/shell";

/// The head of a page: what it is about, in one line; what it says, in one sentence; what one can do here.
export function PageHead({ title, kicker, lead, actions }: { title: string; kicker?: ReactNode; lead?: ReactNode; actions?: ReactNode }) {
  useEffect(() => {
    document.title = words.title(title);
  }, [title]);
  return (
    <header className="head">
      <div className="head-words">
        {kicker && <p className="kicker">{kicker}</p>}
        <h1 dir="auto">{title}</h1>
        {lead && <p className="lead" dir="auto">{lead}</p>}
      </div>
      {actions && <div className="head-actions">{actions}</div>}
    </header>
  );
}

export function Section({ title, id, lead, children, aside }: { title: string; id?: string; lead?: ReactNode; children: ReactNode; aside?: ReactNode }) {
  return (
    <section className="section" id={id}>
      <div className="section-head">
        <h2>{title}</h2>
        {aside}
      </div>
      {lead && <p className="section-lead">{lead}</p>}
      {children}
    </section>
  );
}

/// A sentence that must be seen before the rest.
export function Notice({ kind = "info", children }: { kind?: "info" | "kept" | "broken" | "unproven"; children: ReactNode }) {
  return <div className={`notice notice-${kind}`} role={kind === "broken" ? "alert" : "status"}>{children}</div>;
}
