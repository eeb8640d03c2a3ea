import { useEffect, useId, useRef, type ReactNode } from "react";

import { parts as words } from "../words/parts";
import { Button } from "./button";

/// Asks something before anything else goes on. The browser keeps the focus inside, Escape closes it, and the focus goes back to where it was.
export function Dialog({ title, open, onClose, children, actions }: { title: string; open: boolean; onClose: () => void; children: ReactNode; actions?: ReactNode }) {
  const element = useRef<HTMLDialogElement>(null);
  const before = useRef<Element | null>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (!dialog || !open) return undefined;
    before.current = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before.current instanceof HTMLElement) before.current.focus();
    };
  }, [open]);
  if (!open) return null;
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={id}>{title}</h2>
      <div className="dialog-body">{children}</div>
      <div className="dialog-actions">
        <Button kind="quiet" onClick={onClose}>{actions ? words.cancel : words.close}</Button>
        {actions}
      </div>
    </dialog>
  );
}
