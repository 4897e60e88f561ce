// An optimizer over parameters that its user holds.

import { encode } from './bytes.js';
import { Steps } from './rules.js';
import { asked, number, refuse, whole } from './error.js';
import { Recipe } from './recipe.js';
import { Rule, STILL } from './rule.js';

/** As `Steps` numbers them. */
const OUTCOMES = [null, 'applied', 'waiting', 'skipped', 'diverged'];

export class Optimizer {
  #steps;
  #length;

  /**
   * Of a rule, for so many parameters, or for a matrix `{rows, columns}`; `options` clip the gradient and add decay. A
   * recipe in the place of the rule says all of that.
   */
  constructor(rule, shape, options = {}) {
    this.#open(rule instanceof Recipe ? rule.encode() : way(rule, options), shape);
  }

  #open(bytes, shape) {
    const matrix = shape !== null && typeof shape === 'object';
    const rows = whole(matrix ? 'Optimizer: rows' : 'Optimizer: length', matrix ? shape.rows : shape, 1 << 26);
    const columns = matrix ? whole('Optimizer: columns', shape.columns, 1 << 26) : 0;
    if (rows === 0 || (matrix && columns === 0) || rows * (columns || 1) > 1 << 26) refuse('Optimizer: shape', shape, `1 to ${1 << 26} parameters`);
    this.#steps = asked('Optimizer', () => new Steps(bytes, rows, columns));
    this.#length = rows * (columns || 1);
  }

  /**
   * One step: changes `parameters`. False if the gradient is not finite, and then nothing is changed, or if the step leaves a
   * parameter or the state that is not finite; `outcome` says which.
   */
  step(parameters, gradient, rate) {
    for (const [name, array] of Object.entries({ parameters, gradient })) {
      if (!(array instanceof Float32Array)) refuse(`step: ${name}`, array, `a Float32Array of ${this.#length}`);
      if (array.length !== this.#length) throw new Error(`step: ${name} has ${array.length} elements; allowed: ${this.#length}`);
    }
    number('step: rate', rate);
    return asked('step', () => this.#steps.step(parameters, gradient, rate));
  }

  /** What became of the last step; null before the first. */
  get outcome() {
    return OUTCOMES[this.#steps.outcome()];
  }

  /** How many steps were applied. */
  get applied() {
    return this.#steps.applied();
  }

  /** How many steps were skipped. */
  get skipped() {
    return this.#steps.skipped();
  }

  /** Back to before the first step. */
  reset() {
    this.#steps.reset();
  }
}

/** A recipe of a rule and of what happens to a gradient before it. */
function way(rule, options) {
  if (!(rule instanceof Rule)) refuse('Optimizer: rule', rule, 'rules, as new Adam(), or recipes');
  const { clip = null, decay = null, ...unknown } = options ?? {};
  const [other] = Object.keys(unknown);
  if (other !== undefined) throw new Error(`Optimizer: ${other} is unknown; allowed: clip, decay`);
  return encode('Optimizer', rule, STILL, { clip, decay });
}
