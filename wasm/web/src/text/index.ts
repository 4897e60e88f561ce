// The language of the page: what the address says, else what the browser prefers.

import { en, type Text } from './en';
import { zh } from './zh';

const LANGUAGES: Readonly<Record<string, Text>> = { en, zh };

let chosen = 'en';

/** The language that is meant; the empty one is the browser's. */
export function meant(language: string): string {
  const wanted = language || navigator.language.slice(0, 2).toLowerCase();
  return wanted in LANGUAGES ? wanted : 'en';
}

/** Takes a language, once: said of the document again, it would have the whole page styled anew. */
export function speak(language: string): string {
  chosen = meant(language);
  document.documentElement.lang = chosen === 'zh' ? 'zh-Hans' : chosen;
  return chosen;
}

export const text = (): Text => LANGUAGES[chosen] ?? en;

export const other = (): string => (chosen === 'zh' ? 'en' : 'zh');

/** Puts words into whatever the page names. */
export function label(root: ParentNode): void {
  const words = text() as unknown as Record<string, string>;
  root.querySelectorAll<HTMLElement>('[data-t]').forEach((at) => (at.textContent = words[at.dataset['t'] ?? ''] ?? ''));
  root.querySelectorAll<HTMLElement>('[data-t-label]').forEach((at) => at.setAttribute('aria-label', words[at.dataset['tLabel'] ?? ''] ?? ''));
}
