/** Learning-rate schedules, averages and recipes; the optimizers are in `thalweg/optimizer`: f32 arithmetic with the bits of the device. */

/** A rule and its hyper-parameters: one of the classes below. */
export abstract class Rule {
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A part of a schedule, as it was given. */
export interface Part {
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A learning rate over steps: one of the classes below. */
export abstract class Schedule {
  /** A combinator stands behind what it stands on. */
  readonly parts: readonly Part[];
  /** The rate at a step, from 0 to 2³² − 1. */
  at(step: number): number;
  /** The rates of the steps 0 to `count` − 1; at most 2²⁴. */
  sample(count: number): Float32Array;
  /** Its bytes, as `AnySchedule::decode` reads them on a device. */
  encode(): Uint8Array;
}

export type Clip =
  | { ByValue: { max: number } }
  | { ByGlobalNorm: { maxNorm: number; epsilon?: number } }
  | { ByNorm: { normType: 'L1' | 'L2' | 'LInfinity' | { Lp: number }; maxNorm: number; epsilon?: number } }
  | { ByBlockRms: { threshold: number } }
  | { Adaptive: { clipping: number; epsilon: number } };

/** The exponential moving average of numbers. */
export class Ema {
  /** γ, at least 0 and below 1. */
  constructor(decay: number);
  push(x: number): this;
  /** The average, which starts at 0. */
  readonly value: number;
  /** The average over the weights that it has seen. */
  readonly corrected: number;
  /** About how many numbers are averaged: 1/(1 − γ). */
  readonly window: number;
}

export type Loss =
  | 'MeanSquaredError'
  | 'MeanAbsoluteError'
  | { Huber: { delta: number } }
  | { SmoothL1: { beta: number } }
  | 'BinaryCrossEntropy'
  | { SoftmaxCrossEntropy: { labelSmoothing: number } }
  | { Distillation: { temperature: number } }
  | { DistillationWithLabels: { temperature: number; alpha: number } };

export interface Group {
  length: number;
  columns?: number | null;
  learningRate?: number;
  weightDecay?: number;
  biasWeightDecay?: number | null;
  frozen?: boolean;
}

export interface RecipeOptions {
  rule: Rule;
  schedule: Schedule;
  /** @default "F32" */
  precision?: 'F32' | 'Bf16' | 'F16' | 'Dynamic8' | 'Linear8' | 'Fixed';
  /** @default {"SoftmaxCrossEntropy":{"labelSmoothing":0}} */
  loss?: Loss;
  clip?: Clip | null;
  /** Times the parameters, added to the gradient. */
  decay?: number | null;
  /** @default 1 */
  accumulation?: number;
  /** @default 1 */
  batch?: number;
  /** @default 1 */
  epochs?: number;
  /** @default 0 */
  seed?: number | bigint;
  groups?: readonly Group[];
  ema?: { stepSize: number; warmup?: boolean; startAfter?: number } | null;
  swa?: { startEpoch: number; every?: number } | null;
  earlyStopping?: { goal: 'Minimize' | 'Maximize'; patience: number; threshold?: { Relative: number } | { Absolute: number } } | null;
  /** Which parameters are trained; layers are counted from the input, from 0. @default "All" */
  trained?: Trained;
  /** At step t the last `layers` + ⌊t / `every`⌋ layers are trained. */
  unfreezing?: { layers?: number; every: number } | null;
  /** The loss has ½ `alpha` ‖w − w₀‖² more, w₀ the parameters of the start. */
  l2Sp?: { alpha: number } | null;
  /** After the training w becomes w₀ + `share` (w − w₀). */
  wise?: { share: number } | null;
  /** Low-rank adapters beside frozen layers, which count `alpha` / `rank` times. */
  lora?: { rank: number; alpha: number } | null;
  /** Samples of before that a batch has besides. @default 0 */
  replay?: number;
}

export type Trained =
  | 'All'
  | { LastLayers: { layers: number } }
  | { Biases: { layers?: number | null } }
  | { Channels: { layer: number; first?: number; count: number } };

/** A whole training as plain data. */
export class Recipe {
  constructor(options: RecipeOptions);
  /** Of the bytes that a device or the explorer has. */
  static decode(bytes: Uint8Array): Recipe;
  /** The bytes that `Recipe::decode` reads on a device. */
  encode(): Uint8Array;
  readonly rule: Rule;
  readonly schedule: Schedule;
  readonly precision: NonNullable<RecipeOptions['precision']>;
  readonly loss: Loss;
  readonly clip: Clip | null;
  readonly decay: number | null;
  readonly accumulation: number;
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number | bigint;
  readonly groups: readonly Group[];
  readonly ema: RecipeOptions['ema'];
  readonly swa: RecipeOptions['swa'];
  readonly earlyStopping: RecipeOptions['earlyStopping'];
  readonly trained: Trained;
  readonly unfreezing: RecipeOptions['unfreezing'];
  readonly l2Sp: RecipeOptions['l2Sp'];
  readonly wise: RecipeOptions['wise'];
  readonly lora: RecipeOptions['lora'];
  readonly replay: number;
}

export interface OneCycleOptions {
  max: number;
  steps: number;
  /** The share of the steps that rise. @default 0.3 */
  pctStart?: number;
  /** @default 25 */
  divFactor?: number;
  /** @default 10000 */
  finalDivFactor?: number;
  /** @default "Two" */
  phases?: 'Two' | 'Three' | { ThreeUntil: number };
  /** @default "Cosine" */
  curve?: 'Cosine' | 'Linear';
  /** The final rate at the last step, or at the first one after. @default "LastIsFinal" */
  place?: 'LastIsFinal' | 'AfterLast';
}
/** PyTorch's `OneCycleLR`, Optax' `cosine_onecycle_schedule`. */
export class OneCycle extends Schedule {
  constructor(options: OneCycleOptions);
}
