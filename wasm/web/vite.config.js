import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';
import { table } from './tables.mjs';

const read = (file) => readFileSync(new URL(file, import.meta.url), 'utf8');
/** Of the README's table. */
const EACH = 'thalweg, instructions / cycles';

// What a rule costs on a Cortex-M, as the benches measured it: flash and RAM a parameter, of its state in f32.
const measured = JSON.parse(read('../../bench/sizes.json'));
const costs = Object.fromEntries(
  measured.filter(({ opt_level }) => opt_level === 's').map(({ target, optimizers }) => [
    target,
    Object.fromEntries(
      Object.entries(optimizers)
        .filter(([name]) => name.endsWith('.f32'))
        .map(([name, { flash_with_cosine, stack_with_cosine }]) => [name.replace('.f32', '').replaceAll('_', ''), [flash_with_cosine, stack_with_cosine]]),
    ),
  ]),
);

// Instructions a parameter on a Cortex-M4F, and cycles where they were estimated: of the two tables that the benches' reports are.
const steps = Object.fromEntries(
  table(read('../../bench/RESULTS.md'), 'rule', 'state', 'instructions')
    .filter(({ state, instructions }) => state === 'f32' && instructions !== '')
    .map(({ rule, instructions }) => [rule.replaceAll('_', ''), [Number(instructions)]]),
);
for (const { rule, [EACH]: each } of table(read('../../README.md'), 'rule', EACH)) {
  const cycles = /^[\d.]+ \/ ([\d.]+)$/.exec(each)?.[1];
  if (cycles) steps[rule.toLowerCase()]?.push(Number(cycles));
}

export default defineConfig({
  // Served from any folder, and nothing is inlined: fonts, data and the module are files.
  base: './',
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2022' },
  define: { COSTS: JSON.stringify(costs), STEPS: JSON.stringify(steps) },
  server: { host: '127.0.0.1', fs: { allow: ['../..'] } },
});
