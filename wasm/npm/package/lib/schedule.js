// Schedules: a family, or a combinator on others.

import { encode } from './bytes.js';
import { Rates } from './core.js';
import { camel, refuse, whole } from './error.js';
import { postcard } from './postcard.js';
import { PARTS } from './tables.js';

/** A rule where only the schedule matters. */
const PLAIN = { name: 'Sgd', values: {} };
/** More rates than these are asked for by mistake. */
const MOST = 1 << 24;

export class Schedule {
  #rates;

  /** Of a part, its options, and the schedules that it stands on; the subclasses have the names. */
  constructor(name, options = {}, on = []) {
    for (const [i, schedule] of on.entries()) {
      if (!(schedule instanceof Schedule)) refuse(`${name}: schedule ${i + 1}`, schedule, 'schedules');
    }
    if (options === null || typeof options !== 'object') refuse(`${name}: options`, options, 'objects');
    this.parts = Object.freeze([...on.flatMap((schedule) => schedule.parts), Object.freeze({ name, values: Object.freeze({ ...options }) })]);
    this.#rates = new Rates(encode(name, PLAIN, this.parts));
    Object.freeze(this);
  }

  /** Of parts that were read. */
  static of(parts) {
    const on = [];
    for (const { name, values } of parts) {
      const count = operands(name, values);
      on.push(new Schedule(name, values, count > 0 ? on.splice(-count) : []));
    }
    return on[0];
  }

  /** The rate at a step, from 0. */
  at(step) {
    return this.#rates.at(whole('step', step));
  }

  /** The rates of the steps 0 to `count` − 1. */
  sample(count) {
    return this.#rates.sample(whole('count', count, MOST));
  }

  /** Its bytes, as `AnySchedule::decode` reads them on a device. */
  encode() {
    return postcard(this.parts);
  }
}

/** A cycle stands on something only where that is its amplitude. */
function operands(name, { amplitude }) {
  const [, , on] = PARTS[name];
  return name === 'Cyclic' && !['ByCycle', 'ByStep'].includes(amplitude) ? 0 : on;
}

// What stands on one schedule is also a method of it; its first field may be given alone: `.warmup(20)`.
for (const [name, [, fields, on]] of Object.entries(PARTS)) {
  if (on !== 1 || name === 'Cyclic') continue;
  const method = name[0].toLowerCase() + name.slice(1);
  Schedule.prototype[method] = function around(options) {
    const given = typeof options === 'number' ? { [camel(fields[0][0])]: options } : options;
    return new Schedule(name, given, [this]);
  };
}
