// The recipe as the page holds it: the JSON of the core, and its bytes for the address.

import { text } from './text';
import * as thalweg from './wasm/thalweg_wasm';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Fields = { [key: string]: Json };

/** One node of a schedule: `{Family: {Cosine: {…}}}` or `{Warmup: {…}}`. */
export type Node = Fields;
/** `{Adam: {beta1: 0.9, …}}`. */
export type Rule = Fields;

export interface Recipe {
  rule: Rule;
  schedule: Node[];
  batch: number;
  epochs: number;
  seed: number;
  [rest: string]: Json;
}

export interface Card {
  name: string;
  operands: number;
  /** The ways to its whole numbers. */
  whole: string[];
  value: Fields;
}

export interface Cards {
  rules: Card[];
  families: Card[];
  combinators: Card[];
  choices: Record<string, Json[]>;
}

let found: Cards | undefined;
/** Everything that a recipe can be made of. */
export const cards = (): Cards => (found ??= read());

function read(): Cards {
  // A value is text, so that its fields keep their order.
  type Told = Omit<Cards, 'rules' | 'families' | 'combinators'> & Record<'rules' | 'families' | 'combinators', (Omit<Card, 'value'> & { value: string })[]>;
  const told = JSON.parse(thalweg.cards()) as Told;
  const open = (cards: Told['rules']): Card[] => cards.map((card) => ({ ...card, value: JSON.parse(card.value) as Fields }));
  return { ...told, rules: open(told.rules), families: open(told.families), combinators: open(told.combinators) };
}

let standard: string | undefined;
/** The recipe that the page starts with. */
export const fresh = (): Recipe => JSON.parse((standard ??= thalweg.recipe_default())) as Recipe;

/** Whatever the core has against a recipe. */
export const wrong = (recipe: Recipe): string[] => thalweg.recipe_wrong(JSON.stringify(recipe));

/** The bytes of a recipe as text for an address. */
export function pack(recipe: Recipe): string {
  const bytes = thalweg.recipe_write(JSON.stringify(recipe));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The recipe of its bytes; throws what is none, and what holds a number that JavaScript would change. */
export function fromBytes(bytes: Uint8Array): Recipe {
  const recipe = JSON.parse(thalweg.recipe_read(bytes)) as Recipe;
  const [refused] = wrong(recipe);
  if (refused !== undefined) throw new Error(refused);
  const again = thalweg.recipe_write(JSON.stringify(recipe));
  if (again.length !== bytes.length || again.some((byte, i) => byte !== bytes[i])) throw new Error(text().above);
  return recipe;
}

/** The recipe of such a text; null if it is none. */
export function unpack(packed: string): Recipe | null {
  if (packed === '' || packed.length > 6000) return null;
  try {
    const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return fromBytes(bytes);
  } catch {
    return null;
  }
}

/** The name and the fields of a rule or of a node. */
export function open(value: Fields): { name: string; fields: Fields } {
  const [name = '', inner] = Object.entries(value)[0] ?? [];
  if (name === 'Family') return open(inner as Fields);
  return { name, fields: (inner ?? {}) as Fields };
}

/** The same with other fields. */
export function close(value: Fields, fields: Fields): Fields {
  const [name = '', inner] = Object.entries(value)[0] ?? [];
  return { [name]: name === 'Family' ? close(inner as Fields, fields) : fields };
}
