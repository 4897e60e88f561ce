// State to address and back, thousands of times, in Node.js: the page's own modules and its WebAssembly.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { createServer } from 'vite';

const STATES = process.env.EXPLORER_ALL === '1' ? 10_000 : 2000;
const ROOMS = ['race', 'average', 'momentum', 'schedule', 'tune'];

let server;
let thalweg;
let reducer;
let cards;
before(async () => {
  const root = new URL('..', import.meta.url).pathname;
  server = await createServer({ root, logLevel: 'error', appType: 'custom', server: { middlewareMode: true, watch: null, hmr: false }, optimizeDeps: { noDiscovery: true } });
  thalweg = await server.ssrLoadModule('/src/wasm/thalweg_wasm.js');
  thalweg.initSync({ module: await readFile(new URL('../src/wasm/thalweg_wasm_bg.wasm', import.meta.url)) });
  reducer = await server.ssrLoadModule('/src/state.ts');
  cards = JSON.parse(thalweg.cards());
});
after(() => server?.close());

/** The same numbers in every run. */
function dice(seed) {
  let at = seed;
  const below = (most) => (at = (Math.imul(at, 1_664_525) + 1_013_904_223) >>> 0) % most;
  return { below, pick: (list) => list[below(list.length)], share: () => below(1_000_001) / 1e6 };
}

/** Any state that the rooms can come to. */
function anyState({ below, pick, share }) {
  const lanes = Array.from({ length: 1 + below(6) }, () => `${pick(cards.rules).name}:${pick([0, 0.001, 0.02, 0.3, 5, 1000])}`).join(';');
  const place = () => (below(9) === 0 ? -0 : Number((share() * 9 - 4).toFixed(3)));
  const standard = reducer.defaults();
  const recipe = { ...standard.recipe, rule: JSON.parse(pick(cards.rules).value), schedule: [JSON.parse(pick(cards.families).value)], batch: 1 + below(64), epochs: 1 + below(99), seed: below(2 ** 31) };
  return {
    ...standard,
    recipe,
    // As the address keeps lanes: with the settings that differ from the standard.
    lanes: reducer.parse(`#/race?lanes=${encodeURIComponent(lanes)}`).lanes,
    room: pick(ROOMS), lang: pick(['', 'en', 'zh']), mode: pick(['', 'slides']), hide: pick(['', 'noise', 'noise,seed']), take: pick(['', 'rust', 'json', 'picture']),
    window: 1 + below(9999), second: below(9999), noise: below(100), corrected: below(2) === 1, seed: below(2 ** 31), at: below(1e6),
    alpha: Number((share() * 0.9999).toPrecision(7)), eta: Number((share() * 4).toPrecision(7)), curvature: Number((share() * 100).toPrecision(7)), signal: pick(['step', 'alternating', 'noise']),
    surface: pick(['ravine', 'saddle', 'rosenbrock', 'beale', 'himmelblau', 'noisy', 'valley', 'own']), kappa: 1 + below(999), formula: pick(['x^2 + y', 'sin(x) & y', '']), batch: 1 + below(256),
    follow: below(6), shaped: below(2) === 1, x: place(), y: place(), length: 1 + below(20_000), now: below(20_000), view: pick(['loss', 'rate', 'phase']),
    read: below(2 ** 31), from: below(1000), to: below(1e6), log: below(2) === 1, epoch: 1 + below(999), part: below(16) - 1, task: pick(['watch', 'vowels', 'new-speaker', 'humidity', 'unseen-exercise']), person: pick(['01', '08', 'own', '']), tuned: below(2) === 1, outcome: pick(['', 'error', 'prediction', '0', '6']), hour: below(5664),
  };
}

test(`${STATES} states are the same after their address`, () => {
  const random = dice(11);
  for (let i = 0; i < STATES; i += 1) {
    const state = anyState(random);
    const hash = reducer.format(state);
    // A recipe is what its bytes say: f32, not the decimals of its JSON.
    const again = reducer.parse(hash);
    assert.equal(reducer.format(again), hash, `state ${i}`);
    assert.deepEqual({ ...again, recipe: 0 }, { ...state, recipe: 0 }, hash);
  }
});

test(`${STATES} addresses that are damaged give a state, and none throws`, () => {
  const random = dice(5);
  const signs = [...'#/?&=%;:,.-+eE0123456789rAZaz_~\u0000\u{1f30a}'];
  for (let i = 0; i < STATES; i += 1) {
    const hash = [...reducer.format(i % 8 === 0 ? anyState(random) : { ...reducer.defaults(), room: random.pick(ROOMS), lanes: 'Sgd:1;Adam:0.1' })];
    for (let wrong = 0; wrong < 1 + random.below(6); wrong += 1) hash.splice(random.below(hash.length + 1), random.below(4), random.pick(signs));
    const state = reducer.parse(hash.join(''));
    assert.equal(reducer.format(reducer.parse(reducer.format(state))), reducer.format(state), hash.join(''));
  }
});
