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

export default defineConfig({
  // Served from any folder, and nothing is inlined: fonts, data and the module are files.
  base: './',
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2022' },
  define: { COSTS: JSON.stringify(costs) },
  server: { host: '127.0.0.1', fs: { allow: ['../..'] } },
});
