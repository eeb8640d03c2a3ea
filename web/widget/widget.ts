/// What applications show beside a prediction: a form in the application's look and the reader's language, that sends what somebody says to
/// the server this script came from. One script, nothing else is loaded, no cookie is set or sent.
///
///   <script src="https://charter.example.org/feedback/widget.js" data-product="flight-delay-alerts" crossorigin="anonymous" defer></script>
///   <charter-feedback prediction="a17"></charter-feedback>
///
/// Attributes: `prediction`, `subject`, `kinds` (some of those that the charter asks), `lang`, `dir`, `words` (JSON, before the charter's own),
/// and `product`, `server` where the script's do not hold. The look: --charter-font, -ink, -paper, -line, -accent, -accent-ink, -radius, -gap.
/// The element tells what was sent by the event `charter-feedback`. docs/feedback.md has the rest.

interface Form {
  kinds: string[];
  sampling: number;
  cool_down_days: number;
  consent: string;
  contact: string;
  language: string;
  words: Record<string, string>;
}
type Said = Record<string, unknown>;

const script = document.currentScript as HTMLScriptElement | null;
const english: Record<string, string> = {
  title: "Feedback", thumbs: "Was this helpful?", yes: "Yes", no: "No", rating: "How good was it?", correction: "What would have been right?", reason: "Why?", text: "What else should we know?",
  nps: "How likely are you to recommend us to somebody you know? 0 is not at all, 10 is very likely.", csat: "How satisfied are you? 1 is not at all, 5 is very.", ces: "It was easy to do what I wanted to do. 1 is not at all, 7 is very.",
  sus: "How far do you agree? 1 is not at all, 5 is fully.", decision: "What did you decide?", send: "Send", thanks: "Thank you.", failed: "This was not sent. Please try again.", close: "Close", remember: "Remember in this browser that I was asked", contact: "E-mail address",
};
const surveys: Record<string, [number, number]> = { nps: [0, 10], csat: [1, 5], ces: [1, 7], sus: [1, 5] };
const style = `:host{display:block}:host([hidden]),[hidden]{display:none!important}
form{font:var(--charter-font,inherit);color:var(--charter-ink,inherit);background:var(--charter-paper,none);display:grid;gap:var(--charter-gap,.8em);max-inline-size:36em}
fieldset{border:0;margin:0;padding:0;min-inline-size:0}legend,label,p,button{unicode-bidi:plaintext}legend,label{padding:0;margin-block-end:.3em;display:block}.r{display:flex;flex-wrap:wrap;gap:.4em}
.r label{margin:0;position:relative}.r input{position:absolute;inset:0;opacity:0;margin:0;inline-size:100%;block-size:100%;cursor:pointer}
.r span,button,input,textarea{box-sizing:border-box;font:inherit;color:inherit;background:none;border:1px solid var(--charter-line,currentColor);border-radius:var(--charter-radius,.4em);padding:.45em .8em;min-inline-size:2.4em;min-block-size:2.4em}
.r span{display:inline-block;text-align:center}textarea,.w{inline-size:100%;display:block}button{cursor:pointer}
.r :checked+span,[aria-pressed=true],.p{background:var(--charter-accent,#1d4ed8);border-color:var(--charter-accent,#1d4ed8);color:var(--charter-accent-ink,#fff)}
:focus-visible,.r :focus-visible+span{outline:3px solid var(--charter-accent,#1d4ed8);outline-offset:2px}.c{display:flex;gap:.5em;align-items:start}.c input{min-inline-size:0;min-block-size:0;inline-size:1.2em;block-size:1.2em}.rest{display:grid;gap:inherit}p{margin:0}`;

const read = (key: string): number => {
  try {
    return Number(localStorage.getItem(key));
  } catch {
    return 0;
  }
};
const write = (key: string, value: number): void => {
  try {
    localStorage.setItem(key, String(value));
  } catch {
    // A browser that keeps nothing asks again.
  }
};
const newId = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/// An element with attributes and children; texts are texts.
function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string | number | false> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== false) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

class CharterFeedback extends HTMLElement {
  private begun = 0;
  private root?: ShadowRoot;
  private said: Said = {};

  connectedCallback(): void {
    if (!this.root) void this.show();
  }

  private option(name: string): string {
    return this.getAttribute(name) ?? script?.dataset[name] ?? "";
  }
  private address(): string {
    const server = this.option("server") || (script ? new URL(script.src).origin : "");
    return `${server}/v1/products/${encodeURIComponent(this.option("product"))}/feedback`;
  }

  private async show(): Promise<void> {
    this.root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    this.root.adoptedStyleSheets = [sheet];
    const language = this.closest("[lang]")?.getAttribute("lang") || navigator.language;
    let form: Form;
    try {
      const answer = await fetch(`${this.address()}/form?language=${encodeURIComponent(language)}`, { credentials: "omit", referrerPolicy: "no-referrer" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      form = (await answer.json()) as Form;
    } catch (error) {
      console.warn("charter-feedback: nothing is asked, because the form did not come:", error);
      return;
    }
    const wanted = this.option("kinds").split(/[ ,]+/).filter(Boolean);
    const key = `charter-feedback:${this.option("product")}`;
    const asks = this.survey(form, key);
    const kinds = form.kinds.filter((kind) => (wanted.length === 0 || wanted.includes(kind)) && (asks || !(kind in surveys)));
    if (kinds.length > 0) this.draw(form, kinds, key);
  }

  /// Whether a survey is due: chance decides, and what this browser was allowed to remember.
  private survey(form: Form, key: string): boolean {
    const until = read(key), now = Date.now();
    if (until > now) return false;
    const drawn = Math.random() < form.sampling;
    if (!drawn && until > 0) write(key, now + form.cool_down_days * 864e5);  // once agreed to, also that nobody asked is remembered
    return drawn;
  }

  private draw(form: Form, kinds: string[], key: string): void {
    let own: Record<string, string> = {};
    try {
      own = JSON.parse(this.getAttribute("words") ?? "{}") as Record<string, string>;
    } catch (error) {
      console.warn("charter-feedback: the attribute words is no JSON:", error);
    }
    const say = (word: string): string => own[word] ?? form.words[word] ?? english[word] ?? word;
    const right = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/.test(form.language);
    const status = make("p", { role: "status" });
    const only = kinds.length === 1 && kinds[0] === "thumbs";
    const rest = make("div", { class: "rest" });
    rest.hidden = kinds.includes("thumbs");
    const page = make("form", { lang: form.language, dir: this.getAttribute("dir") ?? (right ? "rtl" : "ltr"), "aria-label": say("title"), novalidate: "" });
    this.begun = performance.now();
    this.said = { id: newId(), prediction_id: this.getAttribute("prediction") ?? undefined, subject: this.getAttribute("subject") ?? undefined, language: form.language };
    const tell = (sent: boolean) => {
      if (sent) page.replaceChildren(status);
      status.textContent = say(sent ? "thanks" : "failed");
      status.tabIndex = -1;
      status.focus();  // what had the focus may be gone
    };
    for (const kind of kinds) {
      // A thumb is sent at once: who leaves then has said it all the same. What else is said follows by itself.
      if (kind === "thumbs") page.append(this.thumbs(say, (up) => {
        rest.hidden = false;
        void this.post({ ...this.said, id: newId(), thumbs: up }).then((sent) => {
          if (only || !sent) tell(sent);
        });
      }));
      else if (kind === "sus") rest.append(...Array.from({ length: 10 }, (_, i) => this.scale(`sus${i + 1}`, surveys.sus, i ? say(`sus${i + 1}`) : `${say("sus")} ${say("sus1")}`)));
      else if (kind in surveys || kind === "rating") rest.append(this.scale(kind, surveys[kind] ?? [1, 5], say(kind)));
      else {
        const field = make(kind === "text" ? "textarea" : "input", { name: kind, class: "w", maxlength: kind === "text" ? 4000 : 500, autocomplete: "off" });
        rest.append(make("label", {}, say(kind), field));
      }
    }
    if (form.contact) rest.append(make("label", {}, `${form.contact} ${say("contact")}`, make("input", { name: "contact", type: "email", class: "w", maxlength: 254, autocomplete: "email" })));
    const remember = make("input", { type: "checkbox", name: "remember" });
    const asked = kinds.some((kind) => kind in surveys);
    if (form.consent) rest.append(make("p", {}, form.consent));
    if (form.consent && asked) rest.append(make("label", { class: "c" }, remember, say("remember")));
    const send = make("button", { type: "submit", class: "p" }, say("send")), close = make("button", { type: "button" }, say("close"));
    const settle = () => {
      if (asked && remember.checked) write(key, Date.now() + form.cool_down_days * 864e5);
    };
    close.addEventListener("click", () => {
      settle();
      this.hidden = true;
    });
    if (!only) rest.append(make("div", { class: "r" }, send, ...(asked ? [close] : [])));
    page.append(rest, status);
    page.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = this.gathered(page, kinds);
      if (!said) return;
      send.disabled = true;
      void this.post(said).then((sent) => {
        send.disabled = false;
        if (sent) settle();
        tell(sent);
      });
    });
    this.root!.replaceChildren(page);
  }

  private thumbs(say: (word: string) => string, chosen: (up: boolean) => void): HTMLElement {
    const buttons = [true, false].map((up) => {
      const button = make("button", { type: "button", "aria-pressed": "false" }, say(up ? "yes" : "no"));
      button.addEventListener("click", () => {
        buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        chosen(up);
      });
      return button;
    });
    return make("fieldset", {}, make("legend", {}, say("thumbs")), make("div", { class: "r" }, ...buttons));
  }

  private scale(name: string, [low, high]: [number, number], question: string): HTMLElement {
    const steps = Array.from({ length: high - low + 1 }, (_, i) => make("label", {}, make("input", { type: "radio", name, value: low + i }), make("span", {}, String(low + i))));
    return make("fieldset", {}, make("legend", {}, question), make("div", { class: "r" }, ...steps));
  }

  /// What stands in the form; nothing: no answer does.
  private gathered(page: HTMLFormElement, kinds: string[]): Said | undefined {
    const given = new FormData(page), said: Said = { ...this.said };
    const text = (name: string): string => String(given.get(name) ?? "").trim();
    for (const kind of kinds) {
      const answer = text(kind);
      if (kind === "sus") {
        const all = Array.from({ length: 10 }, (_, i) => Number(text(`sus${i + 1}`)));
        if (all.every((one) => one > 0)) said.sus = all;
      } else if (kind !== "thumbs" && answer !== "") said[kind] = kind in surveys || kind === "rating" ? Number(answer) : answer;
    }
    if (!kinds.some((kind) => said[kind] !== undefined)) return undefined;
    if (said.decision !== undefined) said.seconds = Math.round(performance.now() - this.begun) / 1000;
    if (text("contact") !== "") Object.assign(said, { contact: text("contact"), contact_consent: true });
    return said;
  }

  /// Whether it was received.
  private async post(said: Said): Promise<boolean> {
    try {
      const answer = await fetch(this.address(), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(said), credentials: "omit", referrerPolicy: "no-referrer", keepalive: true });
      if (answer.ok) this.dispatchEvent(new CustomEvent("charter-feedback", { bubbles: true, detail: said }));
      else console.warn("charter-feedback: not sent:", await answer.text());
      return answer.ok;
    } catch (error) {
      console.warn("charter-feedback: not sent:", error);
      return false;
    }
  }
}

if (!customElements.get("charter-feedback")) customElements.define("charter-feedback", CharterFeedback);

export {};
