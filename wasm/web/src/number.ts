// A field for a number: typed, or moved by the arrow keys in the number's own measure.

import { element } from './dom';

interface Options {
  get: () => number;
  /** Null, or why the number is refused. */
  set: (value: number) => string | null;
  done: () => void;
  whole?: boolean;
  /** Of what is shown. */
  text?: (value: number) => string;
}

let made = 0;

/** Makes an input one for a number; the result shows the number of now. */
export function numberField(input: HTMLInputElement, options: Options): () => void {
  const refusal = element('span', '', { class: 'refusal', role: 'alert', id: `refusal-${(made += 1)}` });
  refusal.hidden = true;
  input.setAttribute('role', 'spinbutton');
  input.autocomplete = 'off';
  input.after(refusal);
  const text = options.text ?? ((value: number) => String(Number(value.toPrecision(7))));
  const refuse = (why: string | null): void => {
    refusal.hidden = why === null;
    refusal.textContent = why;
    if (why === null) {
      input.removeAttribute('aria-invalid');
      input.removeAttribute('aria-describedby');
    } else {
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-describedby', refusal.id);
    }
  };
  const take = (value: number): boolean => {
    const whole = !options.whole || (Number.isInteger(value) && value >= 0 && value <= 4294967295);
    const why = whole ? options.set(value) : `${input.value}: 0, 1, 2 … 4294967295`;
    refuse(why);
    return why === null;
  };
  const show = () => {
    // What a person is typing is not rewritten under his hands.
    const typing = document.activeElement === input && input.dataset['typed'] === '1';
    if (!typing) input.value = text(options.get());
    input.setAttribute('aria-valuenow', String(options.get()));
  };
  input.addEventListener('input', () => {
    input.dataset['typed'] = '1';
    const value = Number(input.value.replace(',', '.'));
    if (input.value.trim() !== '' && !Number.isNaN(value)) take(value);
  });
  input.addEventListener('change', () => {
    options.done();
  });
  input.addEventListener('blur', () => {
    delete input.dataset['typed'];
    // What was refused, or emptied, gives way to what counts.
    refuse(null);
    show();
  });
  input.addEventListener('keydown', (event) => {
    const up = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (up === undefined) {
      if (event.key === 'Enter') options.done();
      return;
    }
    event.preventDefault();
    delete input.dataset['typed'];
    const now = options.get();
    const next = options.whole ? Math.max(now + up, 0) : nudged(now, up);
    if (take(next)) options.done();
    input.value = text(options.get());
  });
  show();
  return show;
}

/** About a tenth up or down, in round numbers; from 0 on, a thousandth. */
export function nudged(value: number, up: number): number {
  if (value === 0) return up > 0 ? 0.001 : 0;
  const factor = 1.1 ** up;
  const next = Number((value * factor).toPrecision(2));
  if (next !== value) return next;
  return Number((value * factor).toPrecision(3));
}
