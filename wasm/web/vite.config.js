import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

// What a rule costs on a Cortex-M, as the benches measured it: flash and RAM a parameter, of its state in f32.
const measured = JSON.parse(readFileSync(new URL('../../bench/sizes.json', import.meta.url), 'utf8'));
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

/** The cells of every line of a table that begins with a name. */
const rows = (file) =>
  readFileSync(new URL(file, import.meta.url), 'utf8').split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

// Instructions a parameter on a Cortex-M4F, and cycles where they were estimated: of the two tables that the benches' reports are.
const steps = Object.fromEntries(
  rows('../../bench/RESULTS.md').filter((cells) => cells.length === 11 && cells[1] === 'f32' && cells[9] !== '').map((cells) => [cells[0].replaceAll('_', ''), [Number(cells[9])]]),
);
for (const [rule, thalweg] of rows('../../README.md')) {
  const cycles = /^[\d.]+ \/ ([\d.]+)$/.exec(thalweg ?? '')?.[1];
  if (cycles) steps[rule.toLowerCase()]?.push(Number(cycles));
}

export default defineConfig({
  // Served from any folder, and nothing is inlined: fonts, data and the module are files.
  base: './',
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2022' },
  define: { COSTS: JSON.stringify(costs), STEPS: JSON.stringify(steps) },
  server: { host: '127.0.0.1', fs: { allow: ['../..'] } },
});
