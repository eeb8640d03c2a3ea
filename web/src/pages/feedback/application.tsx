import { useEffect, useState } from "react";

import type { FeedbackSummary } from "../../api/answers/feedback";
import { Button } from "../../parts/button";
import { Section } from "../../parts/page";
import { feedback as words } from "../../words/feedback";

const script = "/feedback/widget.js";

/// What an application needs, ready to be copied. The digest lets a browser refuse a script that somebody changed; browsers compute one only
/// on pages that came encrypted or from this machine.
export function Application({ product, summary }: { product: string; summary: FeedbackSummary }) {
  const integrity = useIntegrity();
  const here = window.location.origin;
  const name = product.replace(/&/g, "&amp;").replace(/"/g, "&quot;");
  const tag = `<script src="${here}${script}" data-product="${name}"${integrity ? ` integrity="${integrity}"` : ""} crossorigin="anonymous" defer></script>`;
  const call = `curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\\n  --data '{"prediction_id": "a17", "thumbs": true}' "${here}/v1/products/${encodeURIComponent(product)}/feedback"`;
  return (
    <Section title={words.application} lead={words.applicationLead(summary.origins)} id="application">
      <Code label={words.script} text={tag} />
      <Code label={words.element} text={'<charter-feedback prediction="a17"></charter-feedback>'} />
      <Code label={words.call} text={call} />
    </Section>
  );
}

function useIntegrity(): string {
  const [integrity, setIntegrity] = useState("");
  useEffect(() => {
    const gone = new AbortController();
    void (async () => {
      if (!crypto.subtle) return;
      const response = await fetch(script, { signal: gone.signal });
      if (!response.ok) return;
      const digest = await crypto.subtle.digest("SHA-384", await response.arrayBuffer());
      setIntegrity(`sha384-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`);
    })().catch(() => undefined);  // without a digest the tag works all the same
    return () => gone.abort();
  }, []);
  return integrity;
}

function Code({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true)).catch(() => undefined);
  return (
    <div className="code-place">
      <div className="code-head">
        <h3>{label}</h3>
        <Button kind="quiet" onClick={copy} aria-live="polite">{copied ? words.copied : words.copy}</Button>
      </div>
      <pre className="code" tabIndex={0} dir="ltr">{text}</pre>
    </div>
  );
}
