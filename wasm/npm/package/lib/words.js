// Values as the words of a recipe: https://docs.rs/thalweg/latest/thalweg/guide/recipe_format
//
// A type is 'f32', 'u32', 'u64', 'bool', {option: type}, {list: fields}, {times: n}, or {enum: variants}. A variant is
// its name and its fields; a field is a name and a type. A variant with one field without a name is `{Name: value}`.

import { camel, number, refuse, shown, whole } from './error.js';

/** Takes numbers one after the other. */
export class Writer {
  words = [];

  word(value) {
    this.words.push(value >>> 0);
  }

  bytes() {
    const view = new DataView(new ArrayBuffer(4 * this.words.length));
    this.words.forEach((word, i) => view.setUint32(4 * i, word, true));
    return new Uint8Array(view.buffer);
  }
}

/** Gives them back. */
export class Reader {
  constructor(bytes) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  get left() {
    return this.view.byteLength - this.at;
  }

  word() {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }
}

const scratch = new DataView(new ArrayBuffer(8));

const PLAIN = {
  f32: [
    (to, where, value) => {
      scratch.setFloat32(0, number(where, value));
      to.word(scratch.getUint32(0));
    },
    (from) => {
      scratch.setUint32(0, from.word());
      return scratch.getFloat32(0);
    },
  ],
  u32: [(to, where, value) => to.word(whole(where, value)), (from) => from.word()],
  u64: [
    (to, where, value) => {
      if (typeof value === 'bigint' ? value < 0n || value >= 1n << 64n : !Number.isSafeInteger(value) || value < 0) {
        refuse(where, value, `whole numbers from 0 to ${Number.MAX_SAFE_INTEGER}, or a BigInt below 2n ** 64n`);
      }
      scratch.setBigUint64(0, BigInt(value), true);
      to.word(scratch.getUint32(0, true));
      to.word(scratch.getUint32(4, true));
    },
    (from) => {
      scratch.setUint32(0, from.word(), true);
      scratch.setUint32(4, from.word(), true);
      const value = scratch.getBigUint64(0, true);
      return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
    },
  ],
  bool: [
    (to, where, value) => to.word(typeof value === 'boolean' ? Number(value) : refuse(where, value, 'true, false')),
    (from) => from.word() !== 0,
  ],
};

export function write(to, where, type, value) {
  if (typeof type === 'string') return PLAIN[type][0](to, where, value);
  if (type.option) return value === null ? to.word(0) : (to.word(1), write(to, where, type.option, value));
  if (type.times) return items(where, value, type.times).forEach((item, i) => write(to, `${where}[${i}]`, 'f32', item));
  if (type.list) return writeList(to, where, type.list, value);
  return writeVariant(to, where, type.enum, value);
}

function items(where, value, count) {
  if (!Array.isArray(value) || (count !== undefined && value.length !== count)) refuse(where, value, count === undefined ? 'arrays' : `arrays of ${count}`);
  return value;
}

/** A list holds pairs, or objects with named fields. */
function writeList(to, where, fields, value) {
  to.word(items(where, value).length);
  value.forEach((item, i) => {
    const at = `${where}[${i}]`;
    if (fields[0][0] !== '') return writeFields(to, at, fields, item);
    items(at, item, fields.length);
    fields.forEach(([, type], j) => write(to, `${at}[${j}]`, type, item[j]));
  });
}

function writeVariant(to, where, variants, value) {
  const given = typeof value === 'string' ? value : value && typeof value === 'object' && Object.keys(value).length === 1 ? Object.keys(value)[0] : undefined;
  const number = variants.findIndex(([name]) => name === given);
  const allowed = () => variants.map(([name, fields]) => (fields.length === 0 ? name : `{${name}: …}`)).join(', ');
  if (number < 0) refuse(where, value, allowed());
  const [name, fields] = variants[number];
  if ((fields.length === 0) !== (typeof value === 'string')) refuse(where, value, allowed());
  to.word(number);
  if (fields.length === 0) return;
  if (fields[0][0] === '') write(to, `${where}.${name}`, fields[0][1], value[name]);
  else writeFields(to, `${where}.${name}`, fields, value[name]);
}

/** An object with these fields, and no other; those with a standard may be left out. */
export function writeFields(to, where, fields, value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) refuse(where, value, 'objects');
  const names = fields.map(([name]) => camel(name));
  const unknown = Object.keys(value).find((key) => !names.includes(key));
  if (unknown !== undefined) throw new Error(`${where}: ${shown(unknown)} is unknown; allowed: ${names.join(', ') || 'nothing'}`);
  fields.forEach(([, type, standard], i) => {
    const field = value[names[i]] ?? (type.option && value[names[i]] === null ? null : standard);
    write(to, `${where}: ${names[i]}`, type, field);
  });
}

export function read(from, type) {
  if (typeof type === 'string') return PLAIN[type][1](from);
  if (type.option) return from.word() === 0 ? null : read(from, type.option);
  if (type.times) return Array.from({ length: type.times }, () => read(from, 'f32'));
  if (type.list) {
    return Array.from({ length: from.word() }, () => (type.list[0][0] === '' ? type.list.map(([, inner]) => read(from, inner)) : readFields(from, type.list)));
  }
  const [name, fields] = type.enum[from.word()];
  if (fields.length === 0) return name;
  return { [name]: fields[0][0] === '' ? read(from, fields[0][1]) : readFields(from, fields) };
}

export const readFields = (from, fields) => Object.fromEntries(fields.map(([name, type]) => [camel(name), read(from, type)]));
