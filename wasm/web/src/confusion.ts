// What each class is taken for: how many of it are recognised before, calibrated and after, who became worse, and the whole matrix.

import { choose, element, sentence, type Room } from './dom';
import { classesOf, ofAll, ofClass, row, type Score } from './score';
import { text } from './text';

/** So many of a class confused more or less, as a share of the largest class, are full colour. */
const MUCH = 0.2;

interface Confused {
  classes: readonly string[];
  before: Uint32Array;
  /** Empty if nothing is calibrated. */
  calibrated: Uint32Array;
  /** None before the end. */
  after: Uint32Array | null;
}

/** The tables of a room; returns what shows others in them. */
export function confusion(room: Room): (next: Confused) => void {
  const words = text();
  let view = 'classes';
  let confused: Confused = { classes: [], before: new Uint32Array(), calibrated: new Uint32Array(), after: null };

  const pickView = choose(room.output('matrixViews'), Object.entries(words.matrix), (name) => {
    view = name;
    pickView(name);
    matrix();
  });
  pickView(view);

  function rows(): void {
    const { classes, before, calibrated, after } = confused;
    const between = calibrated.length > 0;
    room.output('calibratedHead').hidden = !between;
    const line = (name: string, score: (of: Uint32Array) => Score, all = false) => row(name, score(before), after && score(after), all, between ? score(calibrated) : null);
    const named = classes.map((name, i) => line(name, (of) => ofClass(of, i)));
    room.output('table').replaceChildren(...named, line(words.all, ofAll, true));
    if (!after) return room.output('worse').replaceChildren();
    const worse = classes.flatMap((name, i) => {
      const [was] = ofClass(before, i);
      const [is] = ofClass(after, i);
      return is < was ? [`${name} (${was} → ${is})`] : [];
    });
    room.output('worse').replaceChildren(...(worse.length ? sentence(words.worse(worse.join(', '))) : [words.noneWorse]));
  }

  function matrix(): void {
    const { classes, before, after } = confused;
    room.output('classes').hidden = view !== 'classes';
    room.output('matrix').hidden = view === 'classes';
    const shown = view === 'before' || !after ? before : after;
    const largest = Math.max(...classes.map((_, i) => ofClass(before, i)[1]), 1);
    const cell = (done: number, seen: number) => {
      const at = done * classesOf(before) + seen;
      const change = (after?.[at] ?? before[at]!) - before[at]!;
      const number = view === 'change' ? change : shown[at]!;
      const good = done === seen;
      const strength = view === 'change' ? Math.min(Math.abs(change) / (MUCH * largest), 1) : number / largest;
      const gain = view === 'change' ? (change > 0) === good : good;
      const made = element('td', number === 0 ? '·' : view === 'change' && number > 0 ? `+${number}` : String(number), { class: gain ? 'gain' : 'loss' });
      made.style.setProperty('--strength', `${Math.round(100 * strength)}%`);
      return made;
    };
    const head = element('tr', [element('th'), ...classes.map((name) => element('th', name.slice(0, 3), { scope: 'col', title: name, 'aria-label': name }))]);
    const body = classes.map((name, done) => element('tr', [element('th', name, { scope: 'row' }), ...classes.map((_, seen) => cell(done, seen))]));
    room.output('matrix').replaceChildren(element('tbody', [head, ...body]));
  }

  return (next) => {
    confused = next;
    rows();
    matrix();
  };
}
