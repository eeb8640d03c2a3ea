import { Fragment, useMemo } from "react";

import { charter as words } from "../../words/charter";
import { difference, hunks } from "./difference";

/// Two texts, the lines that differ with a few around them. Marked by sign, colour and a word for those who hear it.
export function DiffView({ before, after, from, to }: { before: string; after: string; from: string; to: string }) {
  const parts = useMemo(() => {
    const lines = difference(before, after);
    return lines && { same: lines.every((line) => line.kind === "same"), hunks: hunks(lines) };
  }, [before, after]);
  if (!parts) return <p className="quiet">{words.diff.tooLong}</p>;
  if (parts.same) return <p className="quiet">{words.diff.same}</p>;
  const caption = words.diff.caption(from, to);
  return (
    <div className="table-place" role="region" aria-label={caption} tabIndex={0}>
      <table className="diff" dir="ltr">
        <caption className="unseen">{caption}</caption>
        <thead className="unseen">
          <tr>
            <th scope="col">{words.diff.head.old}</th>
            <th scope="col">{words.diff.head.now}</th>
            <th scope="col">{words.diff.head.text}</th>
          </tr>
        </thead>
        <tbody>
          {parts.hunks.map((hunk, index) =>
            "skipped" in hunk ? (
              <tr key={index} className="diff-skipped"><td colSpan={3}>{words.diff.skipped(hunk.skipped)}</td></tr>
            ) : (
              <Fragment key={index}>
                {hunk.lines.map((line) => (
                  <tr key={`${line.old ?? ""}-${line.now ?? ""}`} className={`diff-${line.kind}`}>
                    <td className="diff-number">{line.old ?? ""}</td>
                    <td className="diff-number">{line.now ?? ""}</td>
                    <td className="diff-text">
                      <span aria-hidden="true" className="diff-sign">{line.kind === "added" ? "+" : line.kind === "removed" ? "−" : " "}</span>
                      {line.kind !== "same" && <span className="unseen">{line.kind === "added" ? words.diff.added : words.diff.removed}: </span>}
                      {line.text}
                    </td>
                  </tr>
                ))}
              </Fragment>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
