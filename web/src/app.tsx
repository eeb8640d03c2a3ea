import { lazy, Suspense, useEffect } from "react";
import { Route, Routes, useLocation } from "react-router-dom";

import { Boundary } from "./parts/boundary";
import { Loading } from "./parts/states";
import { SignedIn } from "./session";
import { Frame } from "./shell";
import { NothingHere } from "./shell/nothing_here";

// A page is loaded when it is first looked at; the one that is asked for already, while we ask who asks.
const pages = {
  signIn: () => import("./pages/signin"),
  start: () => import("./pages/start"),
  inbox: () => import("./pages/inbox"),
  ledger: () => import("./pages/ledger"),
  scorecard: () => import("./pages/scorecard"),
  promise: () => import("./pages/promise"),
};
const first = window.location.pathname;
const asked = first === "/" ? "start" : first === "/inbox" ? "inbox" : first === "/ledger" ? "ledger" : /^\/products\/[^/]+$/.test(first) ? "scorecard" : /^\/products\/[^/]+\/promises\//.test(first) ? "promise" : undefined;
if (asked !== undefined) pages[asked]().catch(() => undefined);  // what fails here fails again where it is needed, and is said there

const SignIn = lazy(pages.signIn);
const Start = lazy(pages.start);
const Inbox = lazy(pages.inbox);
const Ledger = lazy(pages.ledger);
const Scorecard = lazy(pages.scorecard);
const PromisePage = lazy(pages.promise);
const Data = lazy(() => import("./pages/data"));
const Value = lazy(() => import("./pages/value"));
const Fairness = lazy(() => import("./pages/fairness"));
const Versions = lazy(() => import("./pages/versions"));
const Version = lazy(() => import("./pages/versions/version"));
const Releases = lazy(() => import("./pages/versions/releases"));
const Feedback = lazy(() => import("./pages/feedback"));
const Charter = lazy(() => import("./pages/charter"));
const NewCharter = lazy(() => import("./pages/charter/new"));

/// Every page, by its address.
export function App() {
  return (
    <Suspense fallback={<main className="page"><Loading /></main>}>
      <Routes>
        <Route path="/sign-in" element={<SignIn />} />
        <Route path="*" element={<SignedIn><Inside /></SignedIn>} />
      </Routes>
    </Suspense>
  );
}

function Inside() {
  useTop();
  const { pathname } = useLocation();
  return (
    <Frame>
      <Boundary key={pathname}><Suspense fallback={<Loading />}>
        <Routes>
          <Route path="/" element={<Start />} />
          <Route path="/inbox" element={<Inbox />} />
          <Route path="/ledger" element={<Ledger />} />
          <Route path="/charters/new" element={<NewCharter />} />
          <Route path="/products/:product" element={<Scorecard />} />
          <Route path="/products/:product/promises/:promise" element={<PromisePage />} />
          <Route path="/products/:product/data" element={<Data />} />
          <Route path="/products/:product/value" element={<Value />} />
          <Route path="/products/:product/fairness" element={<Fairness />} />
          <Route path="/products/:product/versions" element={<Versions />} />
          <Route path="/products/:product/versions/:version" element={<Version />} />
          <Route path="/products/:product/releases" element={<Releases />} />
          <Route path="/products/:product/feedback" element={<Feedback />} />
          <Route path="/products/:product/charter" element={<Charter />} />
          <Route path="*" element={<NothingHere />} />
        </Routes>
      </Suspense></Boundary>
    </Frame>
  );
}

/// A new page begins at its top, and those who hear pages are there too. The first one is where the browser put it.
let shown = false;
function useTop(): void {
  const { pathname } = useLocation();
  useEffect(() => {
    if (shown) {
      window.scrollTo(0, 0);
      document.getElementById("content")?.focus({ preventScroll: true });
    }
    shown = true;
  }, [pathname]);
}
