import { useCallback, useEffect, useState } from "react";

import { Fault, fetched } from "../../api/client";

/// The text of a charter with its digest.
export interface Standing {
  text: string;
  digest: string;
}

export async function standingOf(product: string): Promise<Standing> {
  const response = await fetched("get", "/v1/products/{product}/charter", { path: { product } });
  return { text: await response.text(), digest: response.headers.get("X-Charter-Digest") ?? "" };
}

export async function revisionText(product: string, digest: string): Promise<string> {
  return (await fetched("get", "/v1/products/{product}/revisions/{digest}", { path: { product, digest } })).text();
}

/// The charter that stands; asked again on demand, and the earlier one stays meanwhile. `put`: what was just saved stands, without asking.
export function useStanding(product: string): { standing: Standing | undefined; fault: Fault | undefined; again: () => void; put: (standing: Standing) => void } {
  const [state, setState] = useState<{ product: string; standing?: Standing; fault?: Fault }>({ product });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    standingOf(product)
      .then((standing) => !gone && setState({ product, standing }))
      .catch((error: unknown) => {
        const fault = error instanceof Fault ? error : new Fault("outside", String(error), "", 0);
        if (!gone) setState((before) => (before.product === product && before.standing ? before : { product, fault }));
      });
    return () => {
      gone = true;
    };
  }, [product, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  const put = useCallback((standing: Standing) => setState({ product, standing }), [product]);
  const current = state.product === product ? state : { product };
  return { standing: current.standing, fault: current.fault, again, put };
}
