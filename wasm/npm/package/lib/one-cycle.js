// The one-cycle, by the options that other libraries have; its words are places and rates.

import { decode } from './bytes.js';
import { one_cycle } from './core.js';
import { asked, number, refuse, shown, whole } from './error.js';
import { Schedule } from './schedule.js';

const STANDARDS = { pctStart: 0.3, divFactor: 25, finalDivFactor: 1e4, phases: 'Two', curve: 'Cosine', place: 'LastIsFinal' };

export class OneCycle extends Schedule {
  constructor(options) {
    const given = taken(options);
    const [{ name, values }] = decode('OneCycle', asked('OneCycle', () => one_cycle(...given))).parts;
    super(name, values);
  }
}

function taken(options) {
  if (options === null || typeof options !== 'object') refuse('OneCycle: options', options, 'objects');
  const allowed = ['max', 'steps', ...Object.keys(STANDARDS)];
  const unknown = Object.keys(options).find((key) => !allowed.includes(key));
  if (unknown !== undefined) throw new Error(`OneCycle: ${shown(unknown)} is unknown; allowed: ${allowed.join(', ')}`);
  const { max, steps, pctStart, divFactor, finalDivFactor, phases, curve, place } = { ...STANDARDS, ...options };
  const numbers = Object.entries({ pctStart, divFactor, finalDivFactor }).map(([name, value]) => number(`OneCycle: ${name}`, value));
  return [
    number('OneCycle: max', max), whole('OneCycle: steps', steps), ...numbers, until(phases),
    chosen('curve', curve, ['Cosine', 'Linear']) === 1, chosen('place', place, ['LastIsFinal', 'AfterLast']) === 1,
  ];
}

function chosen(name, value, choices) {
  const at = choices.indexOf(value);
  return at < 0 ? refuse(`OneCycle: ${name}`, value, choices.join(', ')) : at;
}

/** A share of the steps, or a number that stands for two or three phases. */
function until(phases) {
  const share = phases?.ThreeUntil;
  if (typeof share === 'number' && share > 0) return share;
  return chosen('phases', phases, ['Three', 'Two']) === 0 ? 0 : -1;
}
