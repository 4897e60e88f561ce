// The second figure of the main job, and its table: what came of a device.

import type uPlot from 'uplot';
import { axis, bottom, chart, colour, decades } from './chart';
import { choose, digits, element, sentence, type Room } from './dom';
import { WEEK, figure, isStream, shares, type Outcome } from './outcome';
import type { Store } from './state';
import { text } from './text';

export interface Shown {
  /** None where the task tells classes apart; before a fine-tuning, that of the factory's network alone. */
  outcome: Outcome | null;
  /** How much has been said since it began; null before. */
  said: number | null;
  /** Whether all has been, by the tuned network too. */
  done: boolean;
  exercises: readonly string[];
}

/** The figure and the table of a room; returns what shows another outcome in them. */
export function figures(room: Room, store: Store): (next: Shown) => void {
  const words = text();
  const hour = room.input('hour');
  let now: Shown = { outcome: null, said: null, done: false, exercises: [] };
  let offered = '';
  let pick: (view: string) => void = () => {};

  const view = (): string => {
    const { outcome } = store.get();
    const stream = now.outcome !== null && isStream(now.outcome);
    return stream ? (outcome === 'prediction' ? outcome : 'error') : /^\d$/.test(outcome) ? outcome : '0';
  };
  /** The first hour of the week that is shown: while it is on its way, the last week. */
  const first = () => (now.done || now.said === null ? Math.min(store.get().hour, Math.max((now.outcome?.labels.length ?? 0) - WEEK, 0)) : Math.max(now.said - WEEK, 0));

  const reading = (told: string) => (room.output('outcomeReading').textContent = told);
  const lines = chart(room.plot('lines'), {
    data: [[], [], [], []],
    scales: { x: { time: false }, y: { range: (_, low, high) => (view() === 'error' ? [0, Math.max(high ?? 0, 1) * 1.08] : [Math.max((low ?? 0) - 4, 0), Math.min((high ?? 100) + 4, 104)]) } },
    axes: [bottom(words.hourWord), axis({ values: (_, ticks) => ticks.map((tick) => `${tick} %`) })],
    series: [
      { stroke: () => colour('leaf'), width: 2, points: { show: false } },
      { stroke: () => colour('plum'), width: 2, dash: [6, 4], points: { show: false } },
      { stroke: () => colour('river'), width: 2.5, points: { show: false } },
    ],
    hover: (index) => {
      const at = index === null ? undefined : lines.data[0][index];
      if (at === undefined || !now.outcome) return reading('');
      const value = (series: number) => digits(lines.data[series]?.[index!] ?? NaN).replace('NaN', '–');
      reading(view() === 'error' ? words.readError(at, value(2), value(3)) : words.readHour(at, value(1), value(2), value(3)));
    },
  });
  const dots = chart(room.plot('dots'), {
    data: [[], [], [], []],
    scales: { x: { time: false }, y: { distr: 3 } },
    axes: [bottom(words.windowWord), decades()],
    series: [
      { paths: () => null, points: { show: true, size: 5, width: 0, fill: () => colour('leaf') } },
      { paths: () => null, points: { show: true, size: 8, width: 2, stroke: () => colour('rose'), fill: () => colour('sheet') } },
      { stroke: () => colour('ink'), width: 2, dash: [8, 4], points: { show: false } },
    ],
    hover: (index) => {
      const value = index === null ? null : (dots.data[1]![index] ?? dots.data[2]![index]);
      reading(value == null ? '' : words.readWindow(index!, digits(value), digits(dots.data[3]![index!] ?? 0)));
    },
  });

  /** Errors over time, or a week of predictions. */
  function drawStream({ labels, said, week }: Outcome): void {
    const errors = view() === 'error';
    const from = errors ? 0 : first();
    const length = Math.max(Math.min((now.done ? labels.length : (now.said ?? labels.length)) - from, errors ? Infinity : WEEK), 0);
    const part = (values: Float32Array) => Array.from(values.subarray(from, from + length));
    const [before, after] = errors ? week : said;
    const hours = Array.from({ length }, (_, i) => from + i);
    lines.setData([hours, errors ? hours.map(() => null) : part(labels), part(before), now.said === null ? hours.map(() => null) : part(after)] as uPlot.AlignedData);
    hour.max = String(Math.max(labels.length - WEEK, 0));
    hour.value = String(first());
    hour.setAttribute('aria-valuetext', words.hours(first(), first() + WEEK - 1));
  }

  /** Distances of every later window from what a network rebuilds of it that has not seen one of the exercises. */
  function drawDistances({ labels, said, thresholds }: Outcome): void {
    const network = Number(view());
    const networks = thresholds.length / 2;
    const values = said[now.done ? 1 : 0].filter((_, i) => i % networks === network);
    const unseen = labels.filter((_, i) => i % networks === network).map((label) => (label === network ? 1 : 0));
    const those = (of: number) => Array.from(values, (value, i) => (unseen[i] === of ? value : null));
    dots.setData([Array.from(values, (_, i) => i), those(0), those(1), Array.from(values, () => thresholds[2 * network + (now.done ? 1 : 0)])] as uPlot.AlignedData);
  }

  function keys(outcome: Outcome): void {
    const key = (kind: string, told: string) => element('span', told, { class: `key ${kind}` });
    const shown = isStream(outcome)
      ? [...(view() === 'error' ? [] : [key('reference', words.reference)]), key('second', words.before), key('line', words.after)]
      : [key('dot seen', words.seenWindows), key('dot unseen', words.unseenWindows), key('threshold', words.threshold)];
    room.output('outcomeKeys').replaceChildren(...shown);
  }

  /** Months, or exercises: before and after. */
  function table(outcome: Outcome): void {
    const cell = (told: string, worse = false, after = false) => element('td', told, { class: `${after ? 'after' : ''}${worse ? ' worse' : ''}`.trim() });
    const head = (names: string[]) => element('tr', names.map((name) => element('th', name, { scope: 'col' })));
    const caption = room.output('partsCaption');
    if (isStream(outcome)) {
      const month = new Intl.DateTimeFormat(document.documentElement.lang, { month: 'long' });
      const rows = Array.from({ length: outcome.months.length / 3 }, (_, i) => outcome.months.subarray(3 * i, 3 * i + 3)).map(([number, before, after]) =>
        element('tr', [element('th', month.format(new Date(2013, number! - 1)), { scope: 'row' }), cell(before!.toFixed(1)), now.done ? cell(after!.toFixed(1), after! > before!, true) : cell('–')]));
      caption.textContent = words.errorOfMonths;
      room.output('partsHead').replaceChildren(head([words.monthWord, words.before, words.after]));
      return room.output('parts').replaceChildren(...rows);
    }
    const row = (name: string, network?: number) => {
      const [[found, falsely], [later, laterFalsely]] = [shares(outcome.alarms, 0, network), shares(outcome.alarms, 1, network)];
      const less = (a: string, b: string) => parseFloat(a) < parseFloat(b);
      const after = now.done ? [cell(later, less(later, found), true), cell(falsely), cell(laterFalsely, less(falsely, laterFalsely), true)] : [cell('–'), cell(falsely), cell('–')];
      return element('tr', [element('th', name, { scope: 'row' }), cell(found), ...after], { class: network === undefined ? 'all' : '' });
    };
    caption.textContent = now.done ? words.areas(outcome.figures[0].toFixed(3), outcome.figures[1].toFixed(3)) : words.area(outcome.figures[0].toFixed(3));
    room.output('partsHead').replaceChildren(head([words.neverSeen, words.foundBefore, words.after, words.falseBefore, words.after]));
    room.output('parts').replaceChildren(...now.exercises.map(row), row(words.all));
  }

  function say(outcome: Outcome): void {
    if (!now.done) return room.output('said').replaceChildren();
    const told = isStream(outcome) ? words.sayHumidity(figure(outcome, 0), figure(outcome, 1)) : words.sayUnseen(...shares(outcome.alarms, 0), ...shares(outcome.alarms, 1));
    room.output('said').replaceChildren(...sentence(told));
  }

  function offer(outcome: Outcome): void {
    const key = outcome.task;
    if (key === offered) return;
    offered = key;
    const views = isStream(outcome) ? Object.entries(words.streamViews) : now.exercises.map((name, i) => [String(i), name] as const);
    pick = choose(room.output('outcomeViews'), views, (outcome) => store.set({ outcome }));
  }

  function draw(): void {
    const { outcome } = now;
    const stream = outcome !== null && isStream(outcome);
    room.output('outcomeFigure').hidden = room.output('outcomeTable').hidden = outcome === null;
    room.plot('lines').hidden = !stream;
    room.plot('dots').hidden = outcome === null || stream;
    hour.closest('label')!.hidden = !stream || view() !== 'prediction';
    if (!outcome) return;
    offer(outcome);
    pick(view());
    keys(outcome);
    if (stream) drawStream(outcome);
    else drawDistances(outcome);
    table(outcome);
    say(outcome);
  }

  hour.addEventListener('input', () => store.change({ hour: Number(hour.value) }));
  hour.addEventListener('change', () => store.commit());
  let key = '';
  store.watch(({ outcome, hour }) => {
    const next = `${outcome} ${hour}`;
    if (next !== key && now.outcome) draw();
    key = next;
  });

  return (next) => {
    now = next;
    draw();
  };
}
