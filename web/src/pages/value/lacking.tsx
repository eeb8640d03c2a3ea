import { Link } from "react-router-dom";

import { Notice, Section } from "../../parts/page";
import { value as words } from "../../words/value";

/// Where the charter says nothing that this part could be made from.
export function Lacking({ title, what, product }: { title: string; what: string; product: string }) {
  return (
    <Section title={title}>
      <Notice>
        <p>{what} <Link to={`/products/${encodeURIComponent(product)}/charter`}>{words.required.toCharter}</Link></p>
      </Notice>
    </Section>
  );
}
