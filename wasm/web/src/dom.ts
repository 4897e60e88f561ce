// Finding the parts of a room by what they show, set and do, and making new ones.

export type Room = ReturnType<typeof enter>;

export function enter(id: string) {
  const room = find(document, `#${id}`);
  return {
    element: room,
    plot: (name: string) => find(room, `[data-plot="${name}"]`),
    output: (name: string) => find(room, `[data-read="${name}"]`),
    input: (name: string) => find(room, `[data-set="${name}"]`) as HTMLInputElement,
    select: (name: string) => find(room, `[data-set="${name}"]`) as HTMLSelectElement,
    button: (name: string) => find(room, `[data-do="${name}"]`) as HTMLButtonElement,
  };
}

export function find(within: ParentNode, selector: string): HTMLElement {
  const element = within.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`the page has no ${selector}`);
  return element;
}

/** The longest message that is shown: a file may hold a line of megabytes. */
const LONGEST = 300;

/** Shows a message, or nothing. */
export function complain(element: HTMLElement, message: string | null): void {
  element.hidden = message === null;
  element.textContent = message && message.length > LONGEST ? `${message.slice(0, LONGEST)} …` : message;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  content: string | (Node | string)[] = '',
  attributes: Record<string, string> = {},
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...(typeof content === 'string' ? [content] : content));
  return made;
}

/** Gives a person a file. */
export function download(content: Blob | string, name: string): void {
  const link = element('a', '', { href: URL.createObjectURL(new Blob([content])), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** A sentence whose odd parts are numbers or names. */
export function sentence(parts: readonly string[]): Node[] {
  return parts.map((part, i) => (i % 2 === 1 ? element('strong', part) : document.createTextNode(part)));
}

/** The same where the first part is the name. */
export const named = (parts: readonly string[]): Node[] => sentence(['', ...parts]);

/** A few significant digits, without an exponent where a person would write none. */
export function digits(value: number, count = 3): string {
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 10 ** Math.max(count, 6))) return value.toExponential(count - 1);
  return String(Number(value.toPrecision(count)));
}

/** γ, with as many digits as tell it from 1. */
export function decayDigits(decay: number): string {
  const rest = 1 - decay;
  if (rest <= 0) return '1';
  const places = Math.max(2 - Math.floor(Math.log10(rest)) - 1, 1);
  return String(Number(decay.toFixed(Math.min(places, 12))));
}

/** The shortest decimals that give the same f32. */
export function shortest(value: number): string {
  for (let count = 1; count <= 9; count += 1) {
    const text = digits(value, count);
    if (Math.fround(Number(text)) === Math.fround(value)) return text;
  }
  return String(value);
}

export const bits = (value: number): string =>
  `0x${new Uint32Array(Float32Array.of(value).buffer)[0]?.toString(16).padStart(8, '0')}`;

export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** What has more to show than its place has room for is a Tab stop for as long as it has, so that keys scroll it. */
export function scrollable(place: HTMLElement): void {
  const see = () => {
    const more = place.scrollWidth > place.clientWidth || place.scrollHeight > place.clientHeight + 1;
    if (more) place.tabIndex = 0;
    else place.removeAttribute('tabindex');
  };
  new ResizeObserver(see).observe(place);
  new MutationObserver(see).observe(place, { childList: true });
}

/** Puts a formula, as MathML, where a room shows it. */
export function typeset(room: Room, formula: string): void {
  const place = find(room.element, '.formula');
  if (place.dataset['formula'] === formula) return;
  place.dataset['formula'] = formula;
  place.innerHTML = formula;
}

/** Buttons of which one is pressed: arrows, Home and End move within, Tab leaves. */
export function choose(
  place: HTMLElement,
  options: readonly (readonly [string, string])[],
  pick: (value: string) => void,
): (value: string) => void {
  const role = place.getAttribute('role') === 'tablist' ? 'tab' : 'radio';
  const state = role === 'tab' ? 'aria-selected' : 'aria-checked';
  const buttons = options.map(([value, words]) => {
    const button = element('button', words, { type: 'button', role, 'data-value': value });
    button.addEventListener('click', () => pick(value));
    return button;
  });
  place.replaceChildren(...buttons);
  rove(place, () => buttons);
  return (value) => {
    for (const button of buttons) {
      const chosen = button.dataset['value'] === value;
      button.setAttribute(state, String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
    if (!buttons.some((button) => button.tabIndex === 0) && buttons[0]) buttons[0].tabIndex = 0;
  };
}

const MOVES: Record<string, (at: number, last: number) => number> = {
  ArrowRight: (at, last) => Math.min(at + 1, last),
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowLeft: (at) => Math.max(at - 1, 0),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** One Tab stop for many: the arrows go from one to the next. */
export function rove(place: HTMLElement, all: () => HTMLElement[]): void {
  place.onkeydown = (event) => {
    const items = all();
    const at = items.indexOf(event.target as HTMLElement);
    const move = MOVES[event.key];
    if (at < 0 || !move) return;
    event.preventDefault();
    const next = items[move(at, items.length - 1)];
    items.forEach((item) => (item.tabIndex = item === next ? 0 : -1));
    next?.focus();
    if (next?.getAttribute('role') === 'radio' || next?.getAttribute('role') === 'tab') next.click();
  };
}
