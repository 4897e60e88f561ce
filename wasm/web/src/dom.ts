// Finding the parts of a room by what they show, set and do.

export type Room = ReturnType<typeof enter>;

export function enter(id: string) {
  const room = find(document, `#${id}`);
  return {
    element: room,
    plot: (name: string) => find(room, `[data-plot="${name}"]`),
    output: (name: string) => find(room, `[data-read="${name}"]`),
    input: (name: string) => find(room, `[data-set="${name}"]`) as HTMLInputElement,
    button: (name: string) => find(room, `[data-do="${name}"]`) as HTMLButtonElement,
  };
}

export function find(within: ParentNode, selector: string): HTMLElement {
  const element = within.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`the page has no ${selector}`);
  return element;
}

/** Shows a message, or nothing. */
export function complain(element: HTMLElement, message: string | null): void {
  element.hidden = message === null;
  element.textContent = message;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  content: string | Node[],
  attributes: Record<string, string> = {},
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...(typeof content === 'string' ? [content] : content));
  return made;
}

/** A few significant digits, without an exponent where a person would write none. */
export function digits(value: number, count = 3): string {
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential(count - 1);
  return String(Number(value.toPrecision(count)));
}

export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
