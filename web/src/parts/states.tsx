import type { ReactNode } from "react";

import { Fault } from "../api/client";
import type { Asked } from "../api/use_answer";
import { parts as words } from "../words/parts";
import { Button } from "./button";

/// What a page shows in place of what it is about: it loads, there is nothing, it failed, the reader may not.

export function Loading({ what = words.loading }: { what?: string }) {
  return (
    <div className="state state-loading" role="status" aria-busy="true">
      <span className="state-bars" aria-hidden="true"><i /><i /><i /></span>
      <p>{what}</p>
    </div>
  );
}

/// `children`: what the reader can do so that there is something.
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Failed({ fault, again }: { fault: Fault; again?: () => void }) {
  const away = fault.fault === "unreachable";
  return (
    <div className="state state-failed" role="alert">
      <h2>{away ? words.unreachable : words.failed}</h2>
      <p>{away ? words.unreachableNext : fault.what}</p>
      {!away && fault.next !== "" && <p className="quiet">{fault.next}</p>}
      {again && <Button onClick={again}>{words.again}</Button>}
      {fault.request !== "" && <p className="quiet small">{words.request(fault.request)}</p>}
    </div>
  );
}

export function Forbidden({ fault }: { fault?: Fault }) {
  return (
    <div className="state">
      <h2>{words.forbidden}</h2>
      {fault && <p>{fault.what}</p>}
      {fault && fault.next !== "" && <p className="quiet">{fault.next}</p>}
    </div>
  );
}

/// An answer, or the state that stands in its place.
export function Answered<T>({ of, children, missing }: { of: Asked<T>; children: (answer: T) => ReactNode; missing?: (fault: Fault) => ReactNode }) {
  if (of.answer !== undefined) return <>{children(of.answer)}</>;
  if (of.fault === undefined) return <Loading />;
  if (of.fault.status === 403) return <Forbidden fault={of.fault} />;
  if (of.fault.status === 404 && missing) return <>{missing(of.fault)}</>;
  return <Failed fault={of.fault} again={of.again} />;
}
