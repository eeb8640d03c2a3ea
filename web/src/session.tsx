import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { useLocation, useNavigate } from "react-router-dom";

import type { Scope, Session } from "./api/answers/session";
import { ask, Fault, onUnknown } from "./api/client";
import { Failed, Loading } from "./parts/states";

/// Who is signed in. Every page but the one for signing in stands below `SignedIn`, so that there is always somebody.
interface Known {
  session: Session;
  again: () => Promise<void>;
  signOut: () => Promise<void>;
}
const Context = createContext<Known | undefined>(undefined);

export function useSession(): Known {
  const known = useContext(Context);
  if (known === undefined) throw new Error("asked who is signed in outside of SignedIn");
  return known;
}

/// Whether whoever is signed in may do it, with this product. The server decides; a page only leaves out what it would refuse.
export function useMay(): (scope: Scope, product: string) => boolean {
  const { session } = useSession();
  return useCallback((scope, product) => session.everywhere.includes(scope) || (session.products.find((one) => one.product === product)?.scopes.includes(scope) ?? false), [session]);
}

/// Where to go after signing in: an address of these pages, whatever somebody wrote into a link.
export function wayBack(asked: string | null): string {
  if (asked === null || !asked.startsWith("/") || asked.startsWith("//") || asked.startsWith("/\\")) return "/";
  try {
    const url = new URL(asked, window.location.origin);
    return url.origin === window.location.origin && url.pathname !== "/sign-in" ? url.pathname + url.search + url.hash : "/";
  } catch {
    return "/";
  }
}

export function SignedIn({ children }: { children: ReactNode }) {
  const navigate = useNavigate();
  const here = useLocation();
  const [session, setSession] = useState<Session>();
  const [fault, setFault] = useState<Fault>();
  const address = here.pathname + here.search + here.hash;
  const lead = useCallback(() => navigate(`/sign-in?then=${encodeURIComponent(address)}`, { replace: true }), [navigate, address]);
  useEffect(() => onUnknown(lead), [lead]);
  const again = useCallback(async () => {
    try {
      setSession(await ask("get", "/v1/session"));
      setFault(undefined);
    } catch (error) {
      if (error instanceof Fault && error.status !== 401) setFault(error);
    }
  }, []);
  useEffect(() => void again(), [again]);
  const signOut = useCallback(async () => {
    await ask("delete", "/v1/session").catch(() => undefined);
    // From the beginning, so that nothing of what was seen stays in the page.
    window.location.assign("/sign-in");
  }, []);
  const known = useMemo(() => (session ? { session, again, signOut } : undefined), [session, again, signOut]);
  if (known) return <Context.Provider value={known}>{children}</Context.Provider>;
  return fault ? <main className="page"><Failed fault={fault} again={() => void again()} /></main> : <main className="page"><Loading /></main>;
}
