// The state of every room lives in the address, so that a link shows what its sender saw.

export type Shape = 'cosine' | 'polynomial' | 'factor' | 'restarts' | 'stable' | 'one_cycle' | 'constant';

export interface State {
  /** Effective window 1/(1 − γ), in gradients. */
  window: number;
  /** Standard deviation of the noise. */
  noise: number;
  corrected: boolean;
  seed: number;
  /** The step at which the average is read. */
  at: number;
  shape: Shape;
  peak: number;
  warmup: number;
  steps: number;
  power: number;
  factor: number;
  period: number;
  growth: number;
  final: number;
  /** The step at which the learning rate is read. */
  read: number;
  /** The fine-tuning has been run. */
  tuned: boolean;
}

export const DEFAULTS: Readonly<State> = {
  window: 10,
  noise: 0.6,
  corrected: true,
  seed: 1,
  at: 120,
  shape: 'cosine',
  peak: 0.1,
  warmup: 20,
  steps: 180,
  power: 2,
  factor: 0.5,
  period: 45,
  growth: 2,
  final: 0.002,
  read: 80,
  tuned: false,
};

type Numeric = { [K in keyof State]: State[K] extends number ? K : never }[keyof State];

/** From and to; what an address says outside of it is left out, as no room could draw it. */
const RANGES: Readonly<Record<Numeric, readonly [number, number]>> = {
  window: [1, 10_000],
  noise: [0, 100],
  seed: [0, 2 ** 32 - 1],
  at: [0, 1e6],
  peak: [0, 1e6],
  warmup: [0, 1e6],
  steps: [1, 1e6],
  power: [0, 1e6],
  factor: [0, 1e6],
  period: [1, 1e6],
  growth: [0, 1e6],
  final: [0, 1e6],
  read: [0, 1e6],
};

const SHAPES: readonly string[] = ['cosine', 'polynomial', 'factor', 'restarts', 'stable', 'one_cycle', 'constant'];

type Listener = (state: Readonly<State>) => void;

export class Store {
  #state: State = parse(location.hash);
  #listeners: Listener[] = [];
  #frame = 0;

  constructor() {
    addEventListener('hashchange', () => {
      if (room(location.hash) === null) {
        this.#state = parse(location.hash);
        this.#tell();
      }
    });
  }

  get(): Readonly<State> {
    return this.#state;
  }

  set(change: Partial<State>): void {
    Object.assign(this.#state, change);
    this.#tell();
    // Browsers refuse more than a few changes of the address a second: one a frame is enough.
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.write());
  }

  /** Puts the state into the address. */
  write(): void {
    history.replaceState(null, '', `#${format(this.#state)}`);
  }

  /** Calls `listener` now and after every change. */
  watch(listener: Listener): void {
    this.#listeners.push(listener);
    listener(this.#state);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.#state);
  }
}

/** The room that an address leads to, if it is such an address. */
export function room(hash: string): string | null {
  return new URLSearchParams(hash.slice(1)).get('room');
}

function parse(hash: string): State {
  const found = new URLSearchParams(hash.slice(1));
  const state: Record<string, unknown> = { ...DEFAULTS };
  for (const [key, standard] of Object.entries(DEFAULTS)) {
    const text = found.get(key);
    if (text === null) continue;
    if (typeof standard === 'boolean') state[key] = text === '1';
    else if (typeof standard === 'string') state[key] = SHAPES.includes(text) ? text : standard;
    else if (text !== '' && within(Number(text), RANGES[key as Numeric])) state[key] = Number(text);
  }
  return state as unknown as State;
}

/** NaN is within nothing. */
function within(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most;
}

/** Only what differs from the start. */
function format(state: State): string {
  const differing = Object.entries(state).filter(
    ([key, value]) => value !== DEFAULTS[key as keyof State],
  );
  const text = (value: unknown) => (typeof value === 'boolean' ? (value ? '1' : '0') : String(value));
  return new URLSearchParams(differing.map(([key, value]) => [key, text(value)])).toString();
}
