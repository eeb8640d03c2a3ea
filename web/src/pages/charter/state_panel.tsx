import type { Checked } from "../../api/answers/worth";
import { Notice } from "../../parts/page";
import { charter as words } from "../../words/charter";
import type { Checking } from "./check";

/// Whether the text has faults, and where. It is told to those who hear the page when it changes.
export function StatePanel({ check, text, goTo }: { check: Checking; text: string; goTo: (line: number, column?: number) => void }) {
  const checked = check.checked;
  return (
    <div className="panel">
      <div role="status" className="panel-state">
        {!checked && !check.fault && <span className="quiet">{words.state.checking}</span>}
        {checked && checked.valid && <span className="state-good">✓ {words.state.none(checked.promises.length)}</span>}
        {checked && !checked.valid && <span className="state-bad">✗ {words.state.faults(checked.faults_in_all)}</span>}
        {checked && check.of !== text && !check.fault && <span className="quiet"> {words.state.checking}</span>}
      </div>
      {check.fault && <Notice kind="unproven"><p>{check.fault.fault === "unreachable" ? words.state.unchecked : `${check.fault.what} ${check.fault.next}`}</p></Notice>}
      {checked && <Faults of={checked} goTo={goTo} />}
      {checked && checked.notes.length > 0 && (
        <>
          <h2 className="panel-title">{words.state.notes}</h2>
          <ul className="plain faults">
            {checked.notes.map((note) => (
              <li key={`${note.line}:${note.column}:${note.text}`}>
                {note.line > 0 && <button type="button" className="button button-quiet" aria-label={words.state.goTo(note.line)} onClick={() => goTo(note.line, note.column)}>{words.state.line(note.line)}</button>} {note.text}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Faults({ of, goTo }: { of: Checked; goTo: (line: number, column?: number) => void }) {
  if (of.faults.length === 0) return null;
  return (
    <>
      <ul className="plain faults">
        {of.faults.map((fault, index) => (
          <li key={index}>
            <button type="button" className="button button-quiet" aria-label={words.state.goTo(fault.line)} onClick={() => goTo(fault.line, fault.column)}>{words.state.line(fault.line)}</button>
            <span> {fault.what}</span>
            {fault.next !== "" && <span className="quiet">. {fault.next}</span>}
          </li>
        ))}
      </ul>
      {of.faults_in_all > of.faults.length && <p className="quiet">{words.state.more(of.faults.length, of.faults_in_all)}</p>}
    </>
  );
}
