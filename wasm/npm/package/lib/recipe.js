// A whole training as plain data.

import { SECTIONS, decode, encode } from './bytes.js';
import { refuse } from './error.js';
import { Rule } from './rule.js';
import { Schedule } from './schedule.js';

export class Recipe {
  constructor(options) {
    const { rule, schedule, ...rest } = options ?? {};
    if (!(rule instanceof Rule)) refuse('Recipe: rule', rule, 'rules, as new Adam()');
    if (!(schedule instanceof Schedule)) refuse('Recipe: schedule', schedule, 'schedules, as new Constant({value: 0.1})');
    const names = SECTIONS.map(([, name]) => name);
    const unknown = Object.keys(rest).find((key) => !names.includes(key));
    if (unknown !== undefined) throw new Error(`Recipe: ${unknown} is unknown; allowed: rule, schedule, ${names.join(', ')}`);
    const standards = Object.fromEntries(SECTIONS.map(([, name, , missing]) => [name, missing]));
    Object.assign(this, { rule, schedule }, standards, rest);
    this.encode();
    Object.freeze(this);
  }

  /** Of the bytes that a device or the explorer has. */
  static decode(bytes) {
    const { rule, parts, ...rest } = decode('Recipe', bytes);
    return new Recipe({ rule: new Rule(rule.name, rule.values), schedule: Schedule.of(parts), ...rest });
  }

  /** The bytes that `Recipe::decode` reads on a device. */
  encode() {
    return encode('Recipe', this.rule, this.schedule.parts, this);
  }
}
