import { useSyncExternalStore } from "react";

/// Light, dark, or as the reader's system has it. The choice stays in this browser.
export type Theme = "system" | "light" | "dark";
export const themes: readonly Theme[] = ["system", "light", "dark"];

const key = "charter.theme";
const listeners = new Set<() => void>();
const night = window.matchMedia("(prefers-color-scheme: dark)");
night.addEventListener("change", () => listeners.forEach((tell) => tell()));

export function chosenTheme(): Theme {
  const kept = read(key);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function chooseTheme(theme: Theme): void {
  keep(key, theme);
  applyTheme(theme);
  listeners.forEach((tell) => tell());
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, chosenTheme);
}

/// What is drawn on a canvas has to be told which of the two it is.
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, () => (chosenTheme() === "system" ? night.matches : chosenTheme() === "dark"));
}

let probe: HTMLElement | undefined;

/// A colour as the style sheet has it now, for what is drawn on a canvas: `colour("--kept")`. A token holds the colours of both themes; which
/// of them it is only shows where it is used.
export function colour(name: string): string {
  if (probe === undefined) {
    probe = document.createElement("span");
    probe.hidden = true;
    document.documentElement.append(probe);
  }
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

/// A browser may refuse to keep anything; then the choice lasts as long as the page.
export function read(name: string): string | null {
  try {
    return window.localStorage.getItem(name);
  } catch {
    return null;
  }
}
export function keep(name: string, value: string): void {
  try {
    window.localStorage.setItem(name, value);
  } catch {
    /* the choice lasts as long as the page */
  }
}
