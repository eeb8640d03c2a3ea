import { Fault } from "../../api/client";
import type { Draft } from "../../api/answers/worth";

/// Sends a file for a draft and tells how much of it is there: `fetch` does not say that.
export function sendForDraft(file: File, product: string, onProgress: (share: number) => void, signal: AbortSignal): Promise<Draft> {
  return new Promise((resolve, reject) => {
    const query = new URLSearchParams({ name: file.name, json: "true" });
    if (product !== "") query.set("product", product);
    const request = new XMLHttpRequest();
    request.open("POST", `/v1/drafts?${query.toString()}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      try {
        const answer = JSON.parse(request.responseText) as Draft & { error?: { fault: string; what: string; next: string; request?: string } };
        if (request.status < 400) resolve(answer);
        else reject(new Fault(answer.error?.fault ?? "outside", answer.error?.what ?? request.statusText, answer.error?.next ?? "", request.status, answer.error?.request));
      } catch {
        reject(new Fault("outside", `${request.status} ${request.statusText}`.trim(), "", request.status));
      }
    };
    request.onerror = () => reject(new Fault("unreachable", "", "", 0));
    request.onabort = () => reject(new DOMException("", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
