import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from "react";

/// A label, what it labels, a hint below it and what is wrong with it, tied together for those who hear the page.
interface About {
  label: string;
  hint?: ReactNode;
  error?: string;
}

function Framed({ id, label, hint, error, children }: About & { id: string; children: ReactNode }) {
  return (
    <div className={`field${error ? " field-wrong" : ""}`}>
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && <p className="field-hint" id={`${id}-hint`}>{hint}</p>}
      {error && <p className="field-error" id={`${id}-error`} role="alert">{error}</p>}
    </div>
  );
}

const described = (id: string, about: About) => [about.hint ? `${id}-hint` : "", about.error ? `${id}-error` : ""].join(" ").trim() || undefined;

export function Field({ label, hint, error, ...rest }: About & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <Framed id={id} label={label} hint={hint} error={error}>
      <input {...rest} id={id} aria-describedby={described(id, { label, hint, error })} aria-invalid={error ? true : undefined} />
    </Framed>
  );
}

export function Select({ label, hint, error, children, ...rest }: About & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <Framed id={id} label={label} hint={hint} error={error}>
      <select {...rest} id={id} aria-describedby={described(id, { label, hint, error })} aria-invalid={error ? true : undefined}>{children}</select>
    </Framed>
  );
}

export function TextArea({ label, hint, error, ...rest }: About & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <Framed id={id} label={label} hint={hint} error={error}>
      <textarea {...rest} id={id} aria-describedby={described(id, { label, hint, error })} aria-invalid={error ? true : undefined} />
    </Framed>
  );
}
