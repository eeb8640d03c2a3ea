import { useEffect, useRef } from "react";
import { useLocation } from "react-router-dom";

import { Button } from "../parts/button";
import { useSession } from "../session";
import { chooseTheme, themes, useTheme, type Theme } from "../theme";
import { shell as words } from "../words/shell";

/// Who is signed in, the colours, the way out.
export function Person() {
  const { session, signOut } = useSession();
  const theme = useTheme();
  const element = useRef<HTMLDetailsElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    const close = (event: Event) => {
      const menu = element.current;
      if (!menu?.open) return;
      if (event instanceof KeyboardEvent ? event.key === "Escape" : !menu.contains(event.target as Node)) menu.open = false;
    };
    document.addEventListener("click", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("click", close);
      document.removeEventListener("keydown", close);
    };
  }, []);
  useEffect(() => {
    if (element.current) element.current.open = false;
  }, [pathname]);
  return (
    <details className="person" ref={element}>
      <summary>
        <span className="person-letter" aria-hidden="true">{[...session.name][0]?.toUpperCase() ?? "?"}</span>
        <span className="unseen">{words.signedInAs(session.name)}</span>
        <span className="person-name" aria-hidden="true">{session.name}</span>
      </summary>
      <div className="person-menu">
        <p>{words.signedInAs(session.name)}</p>
        <fieldset className="choices">
          <legend>{words.theme.label}</legend>
          {themes.map((one: Theme) => (
            <label key={one}>
              <input type="radio" name="theme" value={one} checked={theme === one} onChange={() => chooseTheme(one)} />
              {words.theme[one]}
            </label>
          ))}
        </fieldset>
        <Button onClick={() => void signOut()}>{words.signOut}</Button>
      </div>
    </details>
  );
}
