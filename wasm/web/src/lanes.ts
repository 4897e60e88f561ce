// The lanes of a race as text: `Momentum:0.004:momentum=0.95;Adam:0.1`.

import { cards, open, type Fields, type Json, type Rule } from './recipe';

export interface Lane {
  rule: Rule;
  rate: number;
}

export const MOST_LANES = 6;

export function parseLanes(text: string): Lane[] {
  return text.split(';').slice(0, MOST_LANES).flatMap((part) => parseLane(part) ?? []);
}

export const formatLanes = (lanes: readonly Lane[]): string => lanes.map(formatLane).join(';');

/** Only what can be raced. */
export const clean = (text: string): string => formatLanes(parseLanes(text));

function parseLane(text: string): Lane | null {
  const [name = '', rate = '', ...settings] = text.split(':');
  const card = cards().rules.find((card) => card.name === name);
  const number = Number(rate);
  if (!card || rate === '' || !(number >= 0 && number <= 1e6)) return null;
  const rule = structuredClone(card.value);
  for (const setting of settings) {
    const [path = '', value = ''] = setting.split('=');
    put(rule[name] as Fields, path.split('.'), value);
  }
  return { rule, rate: number };
}

/** Sets a field to what a text says, if the field is there and of that kind. */
function put(fields: Fields, [key = '', ...deeper]: string[], text: string): void {
  const old = fields?.[key];
  if (old === undefined) return;
  if (deeper.length > 0) return put(old as Fields, deeper, text);
  if (typeof old === 'number' && text !== '' && Number.isFinite(Number(text))) fields[key] = Number(text);
  if (typeof old === 'boolean') fields[key] = text === 'true';
}

/** The fields of a rule that remember gradients, the first that it has. */
const MEMORIES = ['momentum', 'beta1', 'beta', 'alpha'];

/** The way to the field of a rule that says how long it remembers gradients; null if it remembers none. */
export function memory(fields: Fields): string[] | null {
  for (const name of MEMORIES) if (typeof fields?.[name] === 'number') return [name];
  for (const [name, inner] of Object.entries(fields ?? {})) {
    const deeper = inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? memory(inner) : null;
    if (deeper) return [name, ...deeper];
  }
  return null;
}

/** What stands at the end of a way, 0 if nothing does. */
export const at = (fields: Fields, way: readonly string[]): number => Number(way.reduce<Json | undefined>((inner, key) => (inner as Fields | undefined)?.[key], fields) ?? 0);

/** The same rule with another memory. */
export function remembering(rule: Rule, way: readonly string[], value: number): Rule {
  const changed = structuredClone(rule);
  put(open(changed).fields, [...way], String(value));
  return changed;
}

function formatLane({ rule, rate }: Lane): string {
  const { name, fields } = open(rule);
  const card = cards().rules.find((card) => card.name === name);
  const standard = card ? open(card.value).fields : {};
  return [name, String(Number(rate.toPrecision(6))), ...differing(fields, standard)].join(':');
}

function differing(fields: Fields, standard: Fields, path = ''): string[] {
  return Object.entries(fields ?? {}).flatMap(([key, value]) => {
    const other: Json | undefined = standard[key];
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return differing(value, (other ?? {}) as Fields, `${path}${key}.`);
    }
    const plain = typeof value === 'number' || typeof value === 'boolean';
    return plain && value !== other ? [`${path}${key}=${value}`] : [];
  });
}
