// The shapes of a learning rate: how each is made, how far it reaches, and what dragging its ends does.

import type { Shape, State } from '../state';
import * as thalweg from '../wasm/thalweg_wasm';

type Now = Readonly<State>;

interface Form {
  build(now: Now): thalweg.LearningRate;
  /** The last step that is drawn. */
  reach(now: Now): number;
  /** The step of the peak, and what follows when it is dragged to another. */
  peak(now: Now): number;
  movePeak(now: Now, step: number): Partial<State>;
  /** The step of the handle at the end, and what follows when it is dragged; none if nothing ends. */
  end?(now: Now): number;
  moveEnd?(now: Now, step: number, rate: number): Partial<State>;
}

const afterWarmup = {
  peak: (now: Now) => now.warmup,
  movePeak: (_: Now, step: number) => ({ warmup: Math.max(step, 0) }),
};
const steps = {
  ...afterWarmup,
  reach: (now: Now) => now.warmup + 1.15 * now.steps,
  end: (now: Now) => now.warmup + now.steps,
  moveEnd: (now: Now, step: number, rate: number) => ({ steps: Math.max(step - now.warmup, 1), final: rate }),
};
/** The share of a one-cycle's steps that rise. */
const RISE = 0.3;

export const FORMS: Readonly<Record<Shape, Form>> = {
  cosine: {
    ...steps,
    build: ({ warmup, peak, final, steps }) =>
      thalweg.LearningRate.cosine(whole('warmup', warmup), peak, final, whole('steps', steps)),
  },
  polynomial: {
    ...steps,
    build: ({ warmup, peak, final, power, steps }) =>
      thalweg.LearningRate.polynomial(whole('warmup', warmup), peak, final, power, whole('steps', steps)),
  },
  factor: {
    ...afterWarmup,
    build: ({ warmup, peak, factor, period, final }) =>
      thalweg.LearningRate.factor(whole('warmup', warmup), peak, factor, whole('period', period), final),
    reach: (now) => now.warmup + 5.5 * now.period,
    end: (now) => now.warmup + now.period,
    moveEnd: (now, step, rate) => ({
      period: Math.max(step - now.warmup, 1),
      factor: Number(Math.min(Math.max(rate / now.peak, 0.01), 1).toFixed(2)),
    }),
  },
  restarts: {
    ...afterWarmup,
    build: ({ warmup, peak, final, period, growth }) =>
      thalweg.LearningRate.restarts(whole('warmup', warmup), peak, final, whole('period', period), growth),
    reach: (now) => now.warmup + now.period * (1 + now.growth + now.growth ** 2),
    // The last step of the first cycle; the next begins at the peak.
    end: (now) => now.warmup + now.period - 1,
    moveEnd: (now, step, rate) => ({ period: Math.max(step + 1 - now.warmup, 1), final: rate }),
  },
  stable: {
    ...afterWarmup,
    build: ({ warmup, peak, final, steps, period }) =>
      thalweg.LearningRate.stable(whole('warmup', warmup), peak, final, whole('steps', steps), whole('period', period)),
    reach: (now) => now.warmup + 1.1 * (now.steps + now.period),
    end: (now) => now.warmup + now.steps + now.period,
    moveEnd: (now, step, rate) => ({ period: Math.max(step - now.warmup - now.steps, 1), final: rate }),
  },
  one_cycle: {
    build: ({ peak, steps }) => thalweg.LearningRate.one_cycle(peak, whole('steps', steps)),
    reach: (now) => 1.1 * now.steps,
    peak: (now) => RISE * now.steps - 1,
    movePeak: (_, step) => ({ steps: Math.max(Math.round((step + 1) / RISE), 4) }),
    end: (now) => now.steps - 1,
    moveEnd: (_, step) => ({ steps: Math.max(step + 1, 4) }),
  },
  constant: {
    ...afterWarmup,
    build: ({ warmup, peak }) => thalweg.LearningRate.constant(whole('warmup', warmup), peak),
    reach: (now) => now.warmup + 100,
  },
};

/** The border takes unsigned integers and would wrap others around silently. */
function whole(field: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 4294967295) return value;
  throw new Error(`${field} is ${value}; allowed: a whole number from 0 to 4294967295`);
}
