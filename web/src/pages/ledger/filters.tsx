import { useState, type FormEvent } from "react";

import { Button } from "../../parts/button";
import { Disclosure } from "../../parts/disclosure";
import { Field, Select } from "../../parts/field";
import { ledger as words } from "../../words/ledger";

export const names = ["product", "kind", "version", "promise", "who", "words", "since", "until"] as const;
/// Those that are asked for more seldom.
const later = ["version", "promise", "since", "until"] as const;
export type Chosen = Partial<Record<(typeof names)[number], string>>;

export function filtersIn(search: URLSearchParams): Chosen {
  const chosen: Chosen = {};
  for (const name of names) {
    const value = search.get(name);
    if (value) chosen[name] = value;
  }
  return chosen;
}

/// What is shown; asked for when the form is sent, so that nobody waits while they write.
export function Filters({ chosen, products, choose }: { chosen: Chosen; products: string[]; choose: (chosen: Chosen) => void }) {
  const [now, setNow] = useState(chosen);
  const set = (name: keyof Chosen) => (event: { target: { value: string } }) => setNow((before) => ({ ...before, [name]: event.target.value }));
  const send = (event: FormEvent) => {
    event.preventDefault();
    choose(Object.fromEntries(Object.entries(now).filter(([, value]) => value.trim() !== "")));
  };
  const clear = () => {
    setNow({});
    choose({});
  };
  return (
    <form onSubmit={send} aria-label={words.filters} className="no-print">
      <div className="filters">
        <Select label={words.product} value={now.product ?? ""} onChange={set("product")}>
          <option value="">{words.any}</option>
          {products.map((one) => <option key={one} value={one}>{one}</option>)}
        </Select>
        <Select label={words.kind} value={now.kind ?? ""} onChange={set("kind")}>
          <option value="">{words.any}</option>
          {Object.entries(words.kinds).map(([kind, name]) => <option key={kind} value={kind}>{name}</option>)}
        </Select>
        <Field label={words.words} value={now.words ?? ""} onChange={set("words")} />
        <Field label={words.who} value={now.who ?? ""} onChange={set("who")} hint={words.whoHint} />
      </div>
      <Disclosure summary={words.more} open={later.some((name) => chosen[name] !== undefined)}>
        <div className="filters">
          <Field label={words.version} value={now.version ?? ""} onChange={set("version")} />
          <Field label={words.promise} value={now.promise ?? ""} onChange={set("promise")} />
          <Field label={words.since} type="date" value={now.since ?? ""} onChange={set("since")} />
          <Field label={words.until} type="date" value={now.until ?? ""} onChange={set("until")} />
        </div>
      </Disclosure>
      <div className="filters-row">
        <Button type="submit" kind="main">{words.search}</Button>
        <Button kind="quiet" onClick={clear}>{words.clear}</Button>
      </div>
    </form>
  );
}
