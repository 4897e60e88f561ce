// The fields of a rule or of a part of a schedule: as many inputs as its JSON has values.

import { element } from './dom';
import { numberField } from './number';
import { cards, close, open, type Fields, type Json } from './recipe';
import type { State } from './state';
import type { Store } from './store';

type Change = (value: Fields) => Partial<State> | string;
type Path = (string | number)[];

/** Fields whose JSON has other units: positions in 2⁻³² steps. */
const FINE: ReadonlySet<string> = new Set(['peak_at', 'back_at', 'end_at']);

/** Fills a place with the fields of a value; called again at each change. */
export function fieldset(place: HTMLElement, store: Store): (value: Fields, change: Change) => void {
  let shape = '';
  let now: Fields = {};
  let change: Change = () => ({});
  let shows: (() => void)[] = [];

  const put = (path: Path, value: Json): string | null => {
    const { fields } = open(now);
    const changed = change(close(now, set(fields, path, value) as Fields));
    if (typeof changed === 'string') return changed;
    store.change(changed);
    return null;
  };

  function build(): void {
    shows = [];
    const { fields } = open(now);
    place.replaceChildren(...leaves(fields, []).map(([path, value]) => input(path, value)));
  }

  function input(path: Path, value: Json): HTMLElement {
    const name = path.map(String).join('.').replaceAll('_', ' ').replace(/^rule\./, '');
    const key = String(path.findLast((part) => typeof part === 'string'));
    const get = () => path.reduce<Json>((at, part) => (at as Record<string | number, Json>)?.[part] ?? null, open(now).fields);
    const done = () => store.commit();
    const options = cards().choices[key];
    if (options && (typeof value === 'string' || (value !== null && typeof value === 'object'))) {
      const select = element('select', options.map((option) => element('option', title(option), { value: JSON.stringify(option) })));
      select.addEventListener('change', () => {
        put(path, JSON.parse(select.value) as Json);
        done();
      });
      shows.push(() => {
        const same = options.find((option) => title(option) === title(get()));
        select.value = JSON.stringify(same ?? options[0]);
      });
      return element('label', [element('span', name), select]);
    }
    if (typeof value === 'boolean') {
      const check = element('input', '', { type: 'checkbox', role: 'switch' });
      check.addEventListener('change', () => {
        put(path, check.checked);
        done();
      });
      shows.push(() => (check.checked = get() === true));
      return element('label', [check, element('span', name)], { class: 'switch' });
    }
    const scale = FINE.has(key) ? 2 ** 32 : 1;
    const whole = isWhole(now, path);
    const box = element('input', '', { type: 'text', inputmode: 'decimal', class: 'short', 'data-field': path.join('.') });
    const made = element('label', [element('span', name), box]);
    shows.push(
      numberField(box, {
        get: () => Number(get()) / scale,
        set: (number) => {
          const refused = put(path, whole || scale !== 1 ? Math.round(number * scale) : number);
          return refused === null ? null : refused.replace(new RegExp(`^.*?\\b${key}\\b`), name);
        },
        done,
        whole,
      }),
    );
    return made;
  }

  return (value, next) => {
    [now, change] = [value, next];
    const kind = JSON.stringify([open(value).name, leaves(open(value).fields, []).map(([path, at]) => [path, typeof at])]);
    if (kind !== shape) {
      shape = kind;
      build();
    }
    shows.forEach((show) => show());
  };
}

/** Whole numbers are told by the card of the value. */
function isWhole(value: Fields, path: Path): boolean {
  const { name } = open(value);
  const { rules, families, combinators } = cards();
  const card = [...rules, ...families, ...combinators].find((card) => card.name === name);
  const list = path.filter((part) => typeof part === 'number').length > 1;
  const way = path.map((part, i) => (list && typeof part === 'number' && i < path.length - 1 ? '#' : part)).join('.');
  return card?.whole.some((whole) => whole.endsWith(`${name}.${way}`)) ?? false;
}

/** What can be set: numbers, switches and choices, with the way to each. */
function leaves(value: Json, path: Path): [Path, Json][] {
  const key = String(path.findLast((part) => typeof part === 'string') ?? '');
  if (value === null) return [];
  if (typeof value !== 'object') return typeof value === 'string' && !cards().choices[key] ? [] : [[path, value]];
  const inner = Array.isArray(value)
    ? value.flatMap((item, i) => leaves(item, [...path, i]))
    : Object.entries(value).flatMap(([name, item]) => leaves(item, [...path, name]));
  return cards().choices[key] && path.at(-1) === key ? [[path, value], ...inner] : inner;
}

/** The same value with another at the end of a path. */
export function set(value: Json, [key, ...deeper]: Path, other: Json): Json {
  if (key === undefined) return other;
  const copy = structuredClone(value) as Record<string | number, Json>;
  copy[key] = set(copy[key] ?? null, deeper, other);
  return copy as Json;
}

const title = (value: Json): string =>
  value !== null && typeof value === 'object' ? (Object.keys(value)[0] ?? '') : String(value);
