import type { Clip, Recipe, Rule } from './index.js';

/** A vector of so many parameters, or a matrix, row by row. */
export type Shape = number | { rows: number; columns: number };

/** An optimizer over a `Float32Array` of its user. */
export class Optimizer {
  /** `options` clip the gradient, by value or by the global norm, and add `decay` times the parameters to it. */
  constructor(rule: Rule, shape: Shape, options?: { clip?: Clip | null; decay?: number | null });
  /** As a recipe says: its rule, clipping and decay. */
  constructor(recipe: Recipe, shape: Shape);
  /** Changes `parameters`. False if the gradient is not finite, and then nothing is changed, or if the step leaves a parameter or the state that is not finite; `outcome` says which. */
  step(parameters: Float32Array, gradient: Float32Array, rate: number): boolean;
  /** What became of the last step: a gradient that is not finite is skipped, a step that leaves what is not finite has diverged. Null before the first. */
  readonly outcome: 'applied' | 'waiting' | 'skipped' | 'diverged' | null;
  /** How many steps were applied. */
  readonly applied: number;
  /** How many steps were skipped. */
  readonly skipped: number;
  /** Back to before the first step. */
  reset(): void;
}
