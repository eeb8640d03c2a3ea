import { useEffect, useRef, type ReactNode } from "react";
import { Link, NavLink, useLocation, useNavigate } from "react-router-dom";

import { keep, read } from "../theme";
import { useSession } from "../session";
import { shell as words } from "../words/shell";
import { Person } from "./person";
import { useWaiting } from "./waiting";

/// What stands around every page: where one is, where else one can go, who one is.
export function Frame({ children }: { children: ReactNode }) {
  const product = useProduct();
  return (
    <div className="frame">
      <a className="skip" href="#content">{words.skip}</a>
      <header className="top">
        <div className="top-row">
          <Link to="/" className="wordmark">{words.name}</Link>
          <ProductChoice product={product} />
          <Everywhere />
          <Person />
        </div>
        {product && <ProductPages product={product} />}
      </header>
      <main id="content" className="page" tabIndex={-1}>{children}</main>
    </div>
  );
}

const kept = "charter.product";

/// The product of the address; on pages that are about none, the one that was last looked at.
function useProduct(): string | undefined {
  const { pathname } = useLocation();
  const { session } = useSession();
  const named = /^\/products\/([^/]+)/.exec(pathname)?.[1];
  const product = named === undefined ? undefined : decoded(named);
  useEffect(() => {
    if (product !== undefined) keep(kept, product);
  }, [product]);
  if (product !== undefined) return product;
  const last = read(kept);
  const known = session.products.map((one) => one.product);
  return last !== null && known.includes(last) ? last : known.length === 1 ? known[0] : undefined;
}
function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

function ProductChoice({ product }: { product: string | undefined }) {
  const { session } = useSession();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const known = session.products.map((one) => one.product);
  if (known.length === 0) return null;
  if (product !== undefined && known.length === 1 && known[0] === product) return <Link className="top-product" to={`/products/${encodeURIComponent(product)}`}>{product}</Link>;
  // The same page of another product, where the page is about a product as a whole.
  const rest = /^\/products\/[^/]+(\/(?:data|value|fairness|versions|releases|feedback|charter))?$/.exec(pathname)?.[1] ?? "";
  return (
    <select className="top-choice" aria-label={words.chooseProduct} value={product ?? ""} onChange={(event) => navigate(`/products/${encodeURIComponent(event.target.value)}${rest}`)}>
      {(product === undefined || !known.includes(product)) && <option value={product ?? ""}>{product ?? words.chooseProduct}</option>}
      {known.map((one) => (
        <option key={one} value={one}>{one}</option>
      ))}
    </select>
  );
}

function Everywhere() {
  const waiting = useWaiting();
  return (
    <nav className="top-nav" aria-label={words.nav.everything}>
      <NavLink to="/" end>{words.pages.start}</NavLink>
      <NavLink to="/inbox">
        {words.pages.inbox}
        {waiting > 0 && <span className="count" aria-label={words.inboxWaiting(waiting)}>{waiting}</span>}
      </NavLink>
      <NavLink to="/ledger">{words.pages.ledger}</NavLink>
    </nav>
  );
}

const productPages: [string, string][] = [
  ["", words.pages.scorecard], ["/data", words.pages.data], ["/value", words.pages.value], ["/fairness", words.pages.fairness], ["/versions", words.pages.versions], ["/feedback", words.pages.feedback], ["/charter", words.pages.charter],
];

function ProductPages({ product }: { product: string }) {
  const list = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const base = `/products/${encodeURIComponent(product)}`;
  // On a narrow screen the tabs scroll; the one where one is must be in sight.
  useEffect(() => {
    void list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname]);
  return (
    <nav className="tabs" aria-label={words.nav.product} ref={list}>
      {productPages.map(([path, name]) => (
        <NavLink key={path} to={base + path} end={path === ""} className={({ isActive }) => (isActive || belongs(path, pathname, base) ? "active" : undefined)}>
          {name}
        </NavLink>
      ))}
    </nav>
  );
}

/// A promise belongs to the scorecard, a release to the versions.
function belongs(path: string, pathname: string, base: string): boolean {
  return (path === "" && pathname.startsWith(`${base}/promises/`)) || (path === "/versions" && pathname.startsWith(`${base}/releases`));
}
