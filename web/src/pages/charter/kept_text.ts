/// What somebody has written and not saved, kept in this browser's tab until it is: a page that was left or loaded again loses nothing.
export interface KeptText {
  text: string;
  /// The digest of what it was begun from.
  before: string;
}

const key = (product: string) => `charter.unsaved.${product}`;

export function readKept(product: string): KeptText | undefined {
  try {
    const kept = JSON.parse(window.sessionStorage.getItem(key(product)) ?? "null") as KeptText | null;
    return kept && typeof kept.text === "string" && typeof kept.before === "string" ? kept : undefined;
  } catch {
    return undefined;
  }
}

export function keepText(product: string, kept: KeptText | undefined): void {
  try {
    if (kept) window.sessionStorage.setItem(key(product), JSON.stringify(kept));
    else window.sessionStorage.removeItem(key(product));
  } catch {
    // A browser that keeps nothing still shows the text.
  }
}
