import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { forwardRef, useEffect, useImperativeHandle, useRef } from "react";

import type { CharterFault, Grammar } from "../../api/answers/worth";
import { useDark } from "../../theme";
import { complete, type Known } from "./complete";

/// Where a fault or a promise is, from outside.
export interface EditorHandle {
  goTo: (line: number, column?: number) => void;
  replace: (text: string) => void;
}

interface Props {
  text: string;
  onChange: (text: string) => void;
  faults: CharterFault[];
  grammar: Grammar | undefined;
  columns?: string[];
  label: string;
  readOnly?: boolean;
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--series-3)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--series-2)" },
  { tag: tags.comment, color: "var(--ink-soft)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--ink-soft)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--raised)", fontSize: "0.92rem", blockSize: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderInlineStartColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sunk)", color: "var(--ink-soft)", borderInlineEnd: "1px solid var(--rule)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent-wash) 55%, transparent)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection": { backgroundColor: "var(--band)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "6px", boxShadow: "var(--shadow)", fontFamily: "var(--sans)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxBlockSize: "15rem" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
  ".cm-completionDetail": { color: "inherit", opacity: "0.75" },
  ".cm-completionInfo": { padding: "0.5rem 0.75rem", maxInlineSize: "20rem", whiteSpace: "normal" },
  ".cm-diagnostic": { borderInlineStart: "none", padding: "0.4rem 0.75rem", maxInlineSize: "34rem" },
  ".cm-diagnostic-error": { borderInlineStart: "4px solid var(--broken)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--broken)", textUnderlineOffset: "3px" },
  ".cm-panels": { backgroundColor: "var(--sunk)", color: "var(--ink)", borderColor: "var(--rule)" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--accent-wash)", color: "var(--ink)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--sunk)", color: "var(--ink-soft)", border: "1px solid var(--rule)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-wash)", outline: "1px solid var(--edge)" },
});

/// A text editor that completes and marks faults. It stands in a shadow root, where its style sheets are adopted and not written into the page:
/// our security policy allows no styles but those of the server's files.
export const Editor = forwardRef<EditorHandle, Props>(function Editor({ text, onChange, faults, grammar, columns = [], label, readOnly = false }, handle) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>();
  const dark = useDark();
  const darkness = useRef(new Compartment());
  const known = useRef<Known>({ grammar, columns });
  known.current = { grammar, columns };
  const change = useRef(onChange);
  change.current = onChange;

  useEffect(() => {
    const place = host.current;
    if (!place) return undefined;
    const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), foldGutter(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), highlightActiveLine(), lintGutter(),
          autocompletion({ override: [complete(() => known.current)], icons: false, activateOnTyping: true }),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap]),
          yaml(), syntaxHighlighting(colours), look, EditorView.lineWrapping,
          darkness.current.of(EditorView.darkTheme.of(dark)),
          EditorState.readOnly.of(readOnly), EditorView.editable.of(true),
          EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": String(readOnly), spellcheck: "false", dir: "ltr", tabindex: "0" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = undefined;
    };
    // The text it begins with; from then on it is the editor's, and others replace it through the handle.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [label, readOnly]);

  useEffect(() => view.current?.dispatch({ effects: darkness.current.reconfigure(EditorView.darkTheme.of(dark)) }), [dark]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, faults.map((fault) => diagnosticOf(editor.state, fault))));
  }, [faults]);

  useImperativeHandle(handle, () => ({
    goTo(line, column = 1) {
      const editor = view.current;
      if (!editor) return;
      const at = positionOf(editor.state, line, column);
      editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      editor.focus();
    },
    replace(next) {
      const editor = view.current;
      if (editor && editor.state.doc.toString() !== next) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: next } });
    },
  }), []);

  return <div ref={host} className="editor" data-editor />;
});

function positionOf(state: EditorState, line: number, column: number): number {
  const at = state.doc.line(Math.max(1, Math.min(line, state.doc.lines)));
  return Math.min(at.from + Math.max(0, column - 1), at.to);
}

/// From the place that the server names to the end of the word.
function diagnosticOf(state: EditorState, fault: CharterFault): Diagnostic {
  const from = positionOf(state, fault.line, fault.column);
  const line = state.doc.lineAt(from);
  const word = /^[^\s,:}\]]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 0;
  const message = fault.next ? `${fault.what}. ${fault.next}` : fault.what;
  return { from, to: Math.min(line.to, Math.max(from + word, from)), severity: "error", message };
}
