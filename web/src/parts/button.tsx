import type { ButtonHTMLAttributes } from "react";

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  /// `main`: the one thing to do here; `danger`: it takes something away.
  kind?: "plain" | "main" | "danger" | "quiet";
  busy?: boolean;
};

export function Button({ kind = "plain", busy = false, className = "", type = "button", disabled, ...rest }: Props) {
  return <button {...rest} type={type} disabled={disabled || busy} aria-busy={busy || undefined} className={`button button-${kind} ${className}`} />;
}
