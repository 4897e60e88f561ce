// The state of every room lives in the address, so that a link shows what its sender saw.

import { clean } from './lanes';
import { fromLegacy } from './legacy';
import { fresh, pack, unpack, type Recipe } from './recipe';

export const ROOMS = ['race', 'average', 'momentum', 'schedule', 'tune'] as const;
export type RoomName = (typeof ROOMS)[number];

export interface State {
  room: RoomName;
  /** The training that the rooms compose, race and take away. */
  recipe: Recipe;
  /** Schedules beside the recipe's, each a recipe's bytes. */
  beside: string;
  lang: string;
  mode: string;
  /** What a teacher has hidden. */
  hide: string;
  /** Which page of the drawer is open. */
  take: string;
  /** Average: effective windows 1/(1 − γ), in gradients; the second is 0 if there is none. */
  window: number;
  second: number;
  noise: number;
  corrected: boolean;
  seed: number;
  /** The step at which the average is read. */
  at: number;
  /** Momentum: α, η, the curvature, and the gradients that are answered. */
  alpha: number;
  eta: number;
  curvature: number;
  signal: string;
  /** Race. */
  surface: string;
  kappa: number;
  formula: string;
  batch: number;
  lanes: string;
  follow: number;
  shaped: boolean;
  x: number;
  y: number;
  length: number;
  now: number;
  view: string;
  /** Schedule: the step that is read, the axes, the part that is chosen. */
  read: number;
  from: number;
  to: number;
  log: boolean;
  epoch: number;
  part: number;
  /** Tune: which task, who it meets, and whether it has been run. */
  task: string;
  person: string;
  tuned: boolean;
  /** What is shown of a device's outcome, and the first hour of the week that is. */
  outcome: string;
  hour: number;
}

export const LANES = 'Sgd:0.008;Momentum:0.004;RmsProp:0.02;Adam:0.12';

export const defaults = (): State => ({
  room: 'race',
  recipe: fresh(),
  beside: '',
  lang: '',
  mode: '',
  hide: '',
  take: '',
  window: 10,
  second: 0,
  noise: 0.6,
  corrected: true,
  seed: 1,
  at: 120,
  alpha: 0.9,
  eta: 0.05,
  curvature: 1,
  signal: 'step',
  surface: 'rosenbrock',
  kappa: 10,
  formula: '(x^2 + y - 3)^2 + (x - y)^2',
  batch: 4,
  lanes: LANES,
  follow: 1,
  shaped: false,
  x: -1.2,
  y: 1.9,
  length: 300,
  now: 120,
  view: 'loss',
  read: 80,
  from: 0,
  to: 0,
  log: false,
  epoch: 18, // 70 windows in batches of 4, as the watch has them
  part: -1,
  task: 'watch',
  person: '08',
  tuned: false,
  outcome: '',
  hour: 0,
});

type Numeric = { [K in keyof State]: State[K] extends number ? K : never }[keyof State];
type Textual = Exclude<{ [K in keyof State]: State[K] extends string ? K : never }[keyof State], 'room'>;

/** From and to; what an address says outside of it is left out, as no room could draw it. */
const RANGES: Readonly<Record<Numeric, readonly [number, number]>> = {
  window: [1, 10_000],
  second: [0, 10_000],
  noise: [0, 100],
  seed: [0, 2 ** 32 - 1],
  at: [0, 1e6],
  alpha: [0, 0.9999],
  eta: [0, 100],
  curvature: [0, 100],
  kappa: [1, 1000],
  batch: [1, 1e6],
  follow: [0, 5],
  x: [-100, 100],
  y: [-100, 100],
  length: [1, 20_000],
  now: [0, 20_000],
  read: [0, 2 ** 32 - 1],
  from: [0, 2 ** 32 - 1],
  to: [0, 2 ** 32 - 1],
  epoch: [1, 1e6],
  part: [-1, 15],
  hour: [0, 1e6],
};
/** Numbers that have fractions. */
const FRACTIONS: ReadonlySet<string> = new Set(['window', 'second', 'noise', 'alpha', 'eta', 'curvature', 'kappa', 'x', 'y']);

const CHOICES: Readonly<Record<Textual, RegExp>> = {
  beside: /^([\w-]{1,4000};?){0,3}$/,
  lang: /^(en|zh)?$/,
  mode: /^(slides)?$/,
  hide: /^[a-z,-]{0,200}$/,
  take: /^(rust|bytes|json|pytorch|optax|mxnet|link|picture)?$/,
  signal: /^(step|alternating|noise)$/,
  surface: /^(ravine|saddle|rosenbrock|beale|himmelblau|noisy|valley|own)$/,
  formula: /^[^\n]{0,200}$/,
  lanes: /^.{0,2000}$/,
  view: /^(loss|rate|phase)$/,
  task: /^[a-z-]{1,20}$/,
  person: /^[\w+-]{0,20}$/,
  outcome: /^(error|prediction|[0-6])?$/,
};

/** The state of an address: what makes no sense in it is as at the start. */
export function parse(hash: string): State {
  const state = defaults();
  const [, path, query] = /^#\/([a-z]*)\??(.*)$/s.exec(hash) ?? [];
  const found = new URLSearchParams(query ?? hash.slice(1));
  if (path === undefined) return { ...state, ...fromLegacy(found, state.recipe), ...numbers(found, state) };
  if ((ROOMS as readonly string[]).includes(path)) state.room = path as RoomName;
  const recipe = unpack(found.get('r') ?? '');
  return { ...state, ...(recipe && { recipe }), ...numbers(found, state) };
}

function numbers(found: URLSearchParams, state: State): Partial<State> {
  const read: Record<string, unknown> = {};
  for (const [key, standard] of Object.entries(state)) {
    const text = found.get(key);
    if (text === null || key === 'recipe' || key === 'room') continue;
    if (typeof standard === 'boolean') read[key] = text === '1';
    else if (key === 'lanes') read[key] = clean(text) || standard;
    else if (typeof standard === 'string') read[key] = CHOICES[key as Textual].test(text) ? text : standard;
    else if (text !== '' && fits(Number(text), key as Numeric)) read[key] = Number(text);
  }
  return read;
}

/** NaN fits nowhere. */
function fits(value: number, key: Numeric): boolean {
  const [least, most] = RANGES[key];
  return value >= least && value <= most && (FRACTIONS.has(key) || Number.isInteger(value));
}

let standardPacked: string | undefined;
/** Only what differs from the start; a fraction as short as it is exact enough. */
export function format(state: Readonly<State>): string {
  const standard = defaults();
  const pairs: [string, string][] = [];
  const packed = pack(state.recipe);
  if (packed !== (standardPacked ??= pack(standard.recipe))) pairs.push(['r', packed]);
  for (const [key, value] of Object.entries(state)) {
    if (key === 'room' || key === 'recipe' || Object.is(value, standard[key as keyof State])) continue;
    pairs.push([key, typeof value === 'boolean' ? (value ? '1' : '0') : typeof value === 'number' ? numeral(value, FRACTIONS.has(key)) : String(value)]);
  }
  const query = new URLSearchParams(pairs).toString();
  return `#/${state.room}${query && `?${query}`}`;
}

/** A number so that it is read as itself: `String(-0)` is 0. */
function numeral(value: number, fraction: boolean): string {
  return Object.is(value, -0) ? '-0' : String(fraction ? Number(value.toPrecision(7)) : value);
}

export { Store } from './store';
