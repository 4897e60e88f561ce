// A rule and its hyper-parameters.

import { encode } from './bytes.js';
import { camel, refuse } from './error.js';
import { RULES } from './tables.js';

/** A schedule where only the rule matters. */
export const STILL = [{ name: 'Constant', values: { value: 0 } }];

export class Rule {
  constructor(name, options = {}) {
    if (options === null || typeof options !== 'object') refuse(`${name}: options`, options, 'objects');
    encode(name, { name, values: options }, STILL);
    const standards = Object.fromEntries(RULES[name][1].map(([field, , standard]) => [camel(field), standard]));
    this.name = name;
    this.values = Object.freeze({ ...standards, ...options });
    Object.freeze(this);
  }
}
