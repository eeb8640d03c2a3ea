import { type FormEvent } from "react";
import { useSearchParams } from "react-router-dom";

import type { WorthAnswer } from "../../api/answers/worth";
import { Button } from "../../parts/button";
import { Field, Select } from "../../parts/field";
import { value as words } from "../../words/value";

/// Which decisions: the choice stands in the address, so that it can be sent.
export function Chosen({ known }: { known: WorthAnswer | undefined }) {
  const [asked, setAsked] = useSearchParams();
  const versions = known?.known_versions ?? [];
  const day = (moment: string | null | undefined) => moment?.slice(0, 10) ?? "";
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const next = new URLSearchParams();
    for (const name of ["from", "until", "version"]) {
      const given = String(form.get(name) ?? "");
      if (given !== "") next.set(name, given);
    }
    setAsked(next);
  }
  // Fields start again where another answer names another period.
  const key = `${known?.from}|${known?.until}|${known?.version}|${versions.length}`;
  return (
    <form className="chosen" onSubmit={submit} key={key} aria-label={words.choose.legend}>
      <Field label={words.choose.from} type="date" name="from" defaultValue={day(asked.get("from") ?? known?.from)} />
      <Field label={words.choose.until} type="date" name="until" defaultValue={day(asked.get("until") ?? known?.until)} />
      {versions.length > 0 && (
        <Select label={words.choose.version} name="version" defaultValue={asked.get("version") ?? ""}>
          <option value="">{words.choose.all}</option>
          {versions.map((version) => <option key={version} value={version}>{version}</option>)}
        </Select>
      )}
      <div className="chosen-actions">
        <Button type="submit">{words.choose.show}</Button>
        {[...asked.keys()].length > 0 && <Button kind="quiet" onClick={() => setAsked(new URLSearchParams())}>{words.choose.reset}</Button>}
      </div>
    </form>
  );
}
