// A schedule alone, as postcard writes it: what `AnySchedule::decode` reads on a device.

import { camel } from './error.js';
import { PARTS } from './tables.js';
import { Writer, write } from './words.js';

const VERSION = 1;
/** Parts from this number on are combinators. */
const COMBINATORS = 256;

/** The bytes of parts, whose values were checked. */
export function postcard(parts) {
  const to = [VERSION, parts.length];
  for (const { name, values } of parts) {
    const [number, fields] = PARTS[name];
    // A family is the first kind of node, each combinator one of the next.
    if (number < COMBINATORS) to.push(0, number);
    else to.push(1 + number - COMBINATORS);
    for (const [field, type, standard] of fields) put(to, type, given(values[camel(field)], standard));
  }
  return Uint8Array.from(to);
}

const given = (value, standard) => (value === undefined ? standard : value);

function varint(to, value) {
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) to.push(Number(rest & 127n) | 128);
  to.push(Number(rest));
}

function put(to, type, value) {
  if (type === 'u32' || type === 'u64') return varint(to, value);
  if (type === 'bool') return to.push(Number(value));
  if (type === 'f32') {
    const words = new Writer();
    write(words, '', 'f32', value);
    return to.push(...words.bytes());
  }
  if (type.option) return value === null ? to.push(0) : (to.push(1), put(to, type.option, value));
  if (type.list) {
    varint(to, value.length);
    for (const item of value) type.list.forEach(([, inner], i) => put(to, inner, item[i]));
    return undefined;
  }
  const name = typeof value === 'string' ? value : Object.keys(value)[0];
  const number = type.enum.findIndex(([known]) => known === name);
  to.push(number);
  for (const [field, inner] of type.enum[number][1]) put(to, inner, field === '' ? value[name] : value[name][camel(field)]);
  return undefined;
}
