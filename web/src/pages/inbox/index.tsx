import { useState } from "react";
import { Link } from "react-router-dom";

import type { InboxItem } from "../../api/answers/inbox";
import type { Scope } from "../../api/answers/session";
import { useAnswer } from "../../api/use_answer";
import { Button } from "../../parts/button";
import { Notice, PageHead, Section } from "../../parts/page";
import { Answered, Empty } from "../../parts/states";
import { VerdictShape } from "../../parts/verdict";
import { useMay, useSession } from "../../session";
import { tellWaiting } from "../../shell/waiting";
import { inbox as words } from "../../words/inbox";
import { ActDialog, type Act } from "./act_dialog";
import { placeOf, whenOf } from "./line";
import "./inbox.css";

const kinds: InboxItem["kind"][] = ["approval", "weakening", "alert", "review", "role"];

/// What waits for whoever is signed in, with what they can do about it.
export default function Inbox() {
  const { session } = useSession();
  const inbox = useAnswer("/v1/inbox", { query: { json: true } });
  const [acting, setActing] = useState<{ item: InboxItem; act: Act }>();
  const [done, setDone] = useState(false);
  const roles = session.products.some((one) => one.roles.length > 0);
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <div aria-live="polite">{done && <Notice kind="kept">{words.done}</Notice>}</div>
      <Answered of={inbox}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.none}><p className="quiet">{roles ? words.noneNext : words.noRoles}</p></Empty>
          ) : (
            kinds.filter((kind) => items.some((item) => item.kind === kind)).map((kind) => (
              <Section key={kind} title={words.kinds[kind]}>
                {items.filter((item) => item.kind === kind).map((item, index) => (
                  <Item key={index} item={item} onAct={(act) => { setDone(false); setActing({ item, act }); }} />
                ))}
              </Section>
            ))
          )
        }
      </Answered>
      {acting && (
        <ActDialog
          item={acting.item}
          act={acting.act}
          onClose={() => setActing(undefined)}
          onDone={() => {
            setActing(undefined);
            setDone(true);
            inbox.again();
            tellWaiting();
          }}
        />
      )}
    </>
  );
}

function Item({ item, onAct }: { item: InboxItem; onAct: (act: Act) => void }) {
  const may = useMay();
  return (
    <article className="inbox-item">
      <div>
        <h3>
          {item.kind === "alert" && <VerdictShape verdict={item.verdict} />}
          <Link dir="auto" to={placeOf(item)}>{item.title}</Link>
        </h3>
        <p className="quiet small">{whenOf(item)}</p>
        <p dir="auto">{item.sentence}</p>
        {item.kind === "alert" && item.money && <p><strong>{item.money}</strong></p>}
        {item.kind === "alert" && <p className="quiet">{item.next}</p>}
        {item.kind === "weakening" && <Changes changes={item.changes} />}
      </div>
      <div className="inbox-acts">
        {actsOf(item).filter((one) => may(one.scope, item.product)).map((one) => (
          <Button key={one.act} kind={one.kind} aria-label={`${one.label}: ${item.title}`} onClick={() => onAct(one.act)}>{one.label}</Button>
        ))}
      </div>
    </article>
  );
}

function Changes({ changes }: { changes: { kind: string; promise: string; what: string }[] }) {
  return (
    <ul aria-label={words.weakens}>
      {changes.map((one, index) => <li key={index}>{one.promise}: {one.what} ({one.kind})</li>)}
    </ul>
  );
}

function actsOf(item: InboxItem): { act: Act; label: string; scope: Scope; kind: "main" | "plain" | "danger" }[] {
  switch (item.kind) {
    case "approval":
    case "weakening": return [{ act: "approve", label: words.approve, scope: "approve", kind: "main" }, { act: "refuse", label: words.refuse, scope: "approve", kind: "danger" }];
    case "alert": return [{ act: "acknowledge", label: words.acknowledge, scope: "edit", kind: "main" }, { act: "snooze", label: words.snooze, scope: "edit", kind: "plain" }];
    case "review": return [{ act: "record", label: words.record, scope: "approve", kind: "main" }];
    default: return [];
  }
}
