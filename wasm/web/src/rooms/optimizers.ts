// What every optimizer averages: its windows on one axis, each a button that shows it above.

import { decayDigits, digits, element, enter, rove } from '../dom';
import { power } from '../chart';
import type { Store } from '../state';
import * as thalweg from '../wasm/thalweg_wasm';

/** The axis: windows from 1 to ten thousand, even in the logarithm. */
const WIDEST = 10_000;
const MARKS = [1, 10, 100, 1000, 10_000];

export function optimizers(store: Store): void {
  const room = enter('average');
  const all = thalweg.rule_averages();
  const names = [...new Set(all.map((average) => average.rule))];
  const show = (average: thalweg.RuleAverage) => {
    room.output('rule').replaceChildren(...describe(average));
  };
  const dot = (average: thalweg.RuleAverage) => {
    const window = digits(average.window);
    const button = element('button', '', {
      type: 'button',
      class: `spot ${KINDS[average.of] ?? 'other'}`,
      'aria-label': `${average.rule}: ${average.of}, window ${window}`,
      title: `${average.of}, about the last ${window}`,
      'data-window': String(average.window),
    });
    button.style.left = percent(average.window);
    button.addEventListener('click', () => {
      store.set({ window: Number(average.window.toPrecision(4)), corrected: average.correction !== 'none' });
      show(average);
    });
    button.addEventListener('pointerenter', () => show(average));
    button.addEventListener('focus', () => show(average));
    return button;
  };
  const rows = names.map((name) => {
    const averages = all.filter((average) => average.rule === name);
    const dots = averages.map((average, index) => {
      // Equal windows stand one above the other, as the axis says where they are.
      const same = averages.filter((other) => other.window === average.window);
      const made = dot(average);
      if (same.length > 1) made.classList.add(averages.indexOf(same[0]!) === index ? 'upper' : 'lower');
      return made;
    });
    const track = element('div', dots, { class: 'track' });
    return element('tr', [element('th', name, { scope: 'row' }), element('td', [track])]);
  });
  const marks = MARKS.map((mark) => {
    const label = element('span', power(mark));
    label.style.left = percent(mark);
    return label;
  });
  const axis = element('tr', [
    element('th', 'window', { scope: 'row' }),
    element('td', [element('div', marks, { class: 'track marks' })]),
  ]);
  room.output('rules').replaceChildren(axis, ...rows);
  const spots = [...room.output('rules').querySelectorAll<HTMLElement>('.spot')];
  spots.forEach((spot, i) => (spot.tabIndex = i === 0 ? 0 : -1));
  rove(room.output('rules'), () => spots);
  const mark = (window: number) => spots.forEach((spot) => spot.setAttribute('aria-pressed', String(Math.abs(Number(spot.dataset['window']) / window - 1) < 1e-3)));
  store.watch((state) => mark(state.window));
  const [first] = all.filter((average) => average.rule === 'Adam');
  if (first) show(first);
}

const KINDS: Record<string, string> = { gradients: 'gradient', 'squared gradients': 'square' };

const percent = (window: number) => `${(100 * Math.log(window)) / Math.log(WIDEST)}%`;

/** An average in words. */
function describe(average: thalweg.RuleAverage): Node[] {
  const strong = (text: string) => element('strong', text);
  const text = (words: string) => document.createTextNode(words);
  const weight = (age: number) => `${digits(100 * average.weight(age), 2)} %`;
  const verb = average.sum ? ' sums the ' : ' averages the ';
  const weights = average.sum
    ? [text('the newest counts once, that of ten steps ago '), strong(`${digits(average.weight(10), 2)} times`)]
    : [text('the newest weighs '), strong(weight(0)), text(', that of ten steps ago '), strong(weight(10))];
  const start = { none: 'it starts at 0 and is too small at first', divided: 'its start at 0 is divided out by 1 − γᵗ', started: 'it starts at a value, not at 0' };
  return [
    strong(average.rule), text(`${verb}${average.of} with γ = `), strong(decayDigits(average.decay)),
    text(', about the last '), strong(digits(average.window)), text(': '), ...weights,
    text(`; ${start[average.correction as keyof typeof start]}.`),
  ];
}
