// The recipe with a schedule that is scaled to another highest rate.

import type { Fields, Recipe } from './recipe';
import * as thalweg from './wasm/thalweg_wasm';

/** The recipe with its schedule scaled so that its highest rate is `peak`. */
export function peakAt(recipe: Recipe, peak: number, steps: number): Partial<Recipe> | null {
  const curve = new thalweg.Curve(JSON.stringify(recipe.schedule));
  const highest = curve.sample(Math.max(steps, 1)).reduce((a, b) => Math.max(a, b), 0);
  curve.free();
  if (!(highest > 0)) return null;
  const factor = peak / highest;
  const scaled = (fields: Fields): Fields =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => {
      const rate = typeof value === 'number' && /(_lr|^value|^max|^initial|^back|^last|^first|^base|^peak|^low|^high|^begin|_start)$/.test(name);
      return [name, rate ? Number((value * factor).toPrecision(6)) : value];
    }));
  return { schedule: recipe.schedule.map((node) => (node['Family'] || node['Warmup'] ? mapped(node, scaled) : node)) };
}

function mapped(node: Fields, to: (fields: Fields) => Fields): Fields {
  const [name = '', inner] = Object.entries(node)[0] ?? [];
  return { [name]: name === 'Family' ? mapped(inner as Fields, to) : to(inner as Fields) };
}
