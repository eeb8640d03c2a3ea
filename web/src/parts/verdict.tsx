import type { Verdict as Word } from "../api/answers";
import { parts as words } from "../words/parts";

/// A verdict by colour, shape and word: a full circle that is ticked, a full square on its corner that is crossed, an empty ring with a question.
export function Verdict({ verdict, large = false }: { verdict: Word; large?: boolean }) {
  return (
    <span className={`verdict verdict-${verdict}${large ? " verdict-large" : ""}`}>
      <VerdictShape verdict={verdict} />
      {words.verdict[verdict]}
    </span>
  );
}

export function VerdictShape({ verdict }: { verdict: Word }) {
  return (
    <svg className={`shape shape-${verdict}`} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {verdict === "kept" && (
        <>
          <circle cx="10" cy="10" r="9" className="shape-fill" />
          <path d="M5.8 10.4l2.9 2.9 5.6-6.1" className="shape-mark" />
        </>
      )}
      {verdict === "broken" && (
        <>
          <path d="M10 0.6L19.4 10 10 19.4 0.6 10z" className="shape-fill" />
          <path d="M7.2 7.2l5.6 5.6M12.8 7.2l-5.6 5.6" className="shape-mark" />
        </>
      )}
      {verdict === "unproven" && (
        <>
          <circle cx="10" cy="10" r="8" className="shape-ring" />
          <path d="M7.6 8.1c0-3.3 5-3.2 5 0 0 1.9-2.5 1.8-2.5 3.7" className="shape-question" />
          <circle cx="10.1" cy="14.4" r="1.1" className="shape-dot" />
        </>
      )}
    </svg>
  );
}
