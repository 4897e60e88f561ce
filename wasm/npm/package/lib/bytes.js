// A recipe's bytes: a head, sections in ascending order, a checksum.

import { asked } from './error.js';
import { checked } from './core.js';
import { PARTS, RULES } from './tables.js';
import { Reader, Writer, read, readFields, write, writeFields } from './words.js';

const MAGIC = 0x5257_4854;
const RULE = 1;
const SCHEDULE = 3;

const none = [];
const f32s = (...names) => names.map((name) => [name, 'f32']);

/** Beside rule and schedule: number, name, type, and what is meant where it is missing. */
export const SECTIONS = [
  [2, 'precision', { enum: ['F32', 'Bf16', 'F16', 'Dynamic8', 'Linear8', 'Fixed'].map((name) => [name, none]) }, 'F32'],
  [4, 'loss', { enum: [
    ['MeanSquaredError', none], ['MeanAbsoluteError', none], ['Huber', f32s('delta')], ['SmoothL1', f32s('beta')], ['BinaryCrossEntropy', none],
    ['SoftmaxCrossEntropy', f32s('label_smoothing')], ['Distillation', f32s('temperature')], ['DistillationWithLabels', f32s('temperature', 'alpha')],
  ] }, { SoftmaxCrossEntropy: { labelSmoothing: 0 } }],
  [5, 'clip', { enum: [
    ['ByValue', f32s('max')], ['ByGlobalNorm', [['max_norm', 'f32'], ['epsilon', 'f32', 0]]],
    ['ByNorm', [['norm_type', { enum: [['L1', none], ['L2', none], ['LInfinity', none], ['Lp', [['', 'f32']]]] }], ['max_norm', 'f32'], ['epsilon', 'f32', 0]]],
    ['ByBlockRms', f32s('threshold')], ['Adaptive', f32s('clipping', 'epsilon')],
  ] }, null],
  [6, 'decay', 'f32', null],
  [7, 'accumulation', 'u32', 1],
  [8, 'batch', 'u32', 1],
  [9, 'epochs', 'u32', 1],
  [10, 'seed', 'u64', 0],
  [11, 'groups', { list: [
    ['length', 'u32'], ['columns', { option: 'u32' }, null], ['learning_rate', 'f32', 1], ['weight_decay', 'f32', 1], ['bias_weight_decay', { option: 'f32' }, null], ['frozen', 'bool', false],
  ] }, []],
  [12, 'ema', [['step_size', 'f32'], ['warmup', 'bool', false], ['start_after', 'u32', 0]], null],
  [13, 'swa', [['start_epoch', 'u32'], ['every', 'u32', 1]], null],
  [14, 'earlyStopping', [
    ['goal', { enum: [['Minimize', none], ['Maximize', none]] }], ['patience', 'u32'],
    ['threshold', { enum: [['Relative', [['', 'f32']]], ['Absolute', [['', 'f32']]]] }, { Absolute: 0 }],
  ], null],
  [15, 'trained', { enum: [
    ['All', none], ['LastLayers', [['layers', 'u32']]], ['Biases', [['layers', { option: 'u32' }, null]]],
    ['Channels', [['layer', 'u32'], ['first', 'u32', 0], ['count', 'u32']]],
  ] }, 'All'],
  [16, 'unfreezing', [['layers', 'u32', 1], ['every', 'u32']], null],
  [17, 'l2Sp', f32s('alpha'), null],
  [18, 'wise', f32s('share'), null],
  [19, 'lora', [['rank', 'u32'], ['alpha', 'f32']], null],
  [20, 'replay', 'u32', 0],
];

/** The bytes of a rule, a schedule's parts, and the other sections; refused where the core refuses them. */
export function encode(where, rule, parts, rest = {}) {
  const sections = [[RULE, body((to) => writeNamed(to, where, RULES, rule))], [SCHEDULE, body((to) => writeParts(to, where, parts))]];
  for (const [number, name, type, missing] of SECTIONS) {
    const value = rest[name] ?? missing;
    if (value === null) continue;
    const at = `${where}: ${name}`;
    sections.push([number, body((to) => (Array.isArray(type) ? writeFields(to, at, type, value) : write(to, at, type, value)))]);
  }
  sections.sort(([a], [b]) => a - b);
  // What says no more than its absence is left out by the core.
  return asked(where, () => checked(sealed(sections)));
}

function body(fill) {
  const to = new Writer();
  fill(to);
  return to.words;
}

function writeNamed(to, where, table, { name, values }) {
  const [number, fields] = table[name];
  to.word(number);
  writeFields(to, where === name ? name : `${where}: ${name}`, fields, values);
}

function writeParts(to, where, parts) {
  to.word(parts.length);
  parts.forEach((part) => writeNamed(to, where, PARTS, part));
}

function sealed(sections) {
  const to = new Writer();
  const length = sections.reduce((sum, [, words]) => sum + 4 + 4 * words.length, 16);
  [MAGIC, 1, length].forEach((word) => to.word(word));
  for (const [number, words] of sections) {
    to.word(((4 * words.length) << 16) | number);
    words.forEach((word) => to.word(word));
  }
  to.word(crc(to.bytes()));
  return to.bytes();
}

/** Castagnoli's CRC-32. */
function crc(bytes) {
  let sum = 0xffff_ffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0x82f6_3b78 : 0);
  }
  return ~sum >>> 0;
}

/** What bytes say: rule, parts, and the other sections. */
export function decode(where, bytes) {
  if (!(bytes instanceof Uint8Array)) throw new Error(`${where}: bytes are no Uint8Array; allowed: a Uint8Array`);
  const known = asked(where, () => checked(bytes));
  const from = new Reader(known);
  from.at = 12;
  const found = Object.fromEntries(SECTIONS.map(([, name, , missing]) => [name, missing]));
  while (from.left > 4) {
    const head = from.word();
    const [number, end] = [head & 0x7fff, from.at + (head >>> 16)];
    if (number === RULE) found.rule = readNamed(from, RULES);
    else if (number === SCHEDULE) found.parts = Array.from({ length: from.word() }, () => readNamed(from, PARTS));
    else {
      const section = SECTIONS.find(([known]) => known === number);
      if (section) found[section[1]] = Array.isArray(section[2]) ? readFields(from, section[2]) : read(from, section[2]);
    }
    from.at = end;
  }
  return found;
}

function readNamed(from, table) {
  const number = from.word();
  const [name, [, fields]] = Object.entries(table).find(([, [known]]) => known === number);
  return { name, values: readFields(from, fields) };
}
