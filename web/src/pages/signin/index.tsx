import { useEffect, useRef, useState, type FormEvent } from "react";
import { useNavigate, useSearchParams } from "react-router-dom";

import { ask, Fault } from "../../api/client";
import { useAnswer } from "../../api/use_answer";
import { Button } from "../../parts/button";
import { Field } from "../../parts/field";
import { Notice, PageHead } from "../../parts/page";
import { wayBack } from "../../session";
import { shell } from "../../words/shell";
import { signin as words } from "../../words/signin";
import "./signin.css";

/// By name and password, or by a token; then back to the page that was asked for.
export default function SignIn() {
  const [asked] = useSearchParams();
  const navigate = useNavigate();
  const [byToken, setByToken] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);
  const ways = useAnswer("/v1/session/ways");
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), [byToken]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    setBusy(true);
    setFault(undefined);
    try {
      const body = byToken ? { token: String(given.get("token")).trim() } : { name: String(given.get("name")), password: String(given.get("password")) };
      await ask("post", "/v1/session", { body });
      navigate(wayBack(asked.get("then")), { replace: true });
    } catch (error) {
      setFault(error instanceof Fault ? error : new Fault("outside", String(error), "", 0));
      setBusy(false);
      form.current?.querySelector<HTMLInputElement>("input[type=password]")?.select();
    }
  }

  return (
    <main className="page signin" id="content">
      <p className="wordmark signin-mark">{shell.name}</p>
      <PageHead title={words.title} lead={words.first} />
      <p>{words.lead}</p>
      {fault && (
        <Notice kind="broken">
          <p>{fault.what || words.refused} {fault.next}</p>
        </Notice>
      )}
      <form ref={form} onSubmit={(event) => void submit(event)}>
        {byToken ? (
          <Field key="token" label={words.token} name="token" type="password" required autoComplete="off" hint={words.tokenHint} spellCheck={false} />
        ) : (
          <>
            <Field key="name" label={words.person} name="name" required autoComplete="username" spellCheck={false} />
            <Field key="password" label={words.password} name="password" type="password" required autoComplete="current-password" />
          </>
        )}
        <div className="signin-actions">
          <Button kind="main" type="submit" busy={busy}>{words.submit}</Button>
          <Button kind="quiet" onClick={() => { setByToken(!byToken); setFault(undefined); }}>{byToken ? words.byPassword : words.byToken}</Button>
        </div>
      </form>
      {ways.answer?.openid && <p className="signin-elsewhere"><a className="button" href="/v1/session/openid">{words.openid}</a></p>}
    </main>
  );
}
