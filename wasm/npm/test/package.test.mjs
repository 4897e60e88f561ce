// The installed package: its numbers against those of the host, bit for bit, and what it refuses.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import * as thalweg from 'thalweg';
import { Optimizer } from 'thalweg/optimizer';

const { Adam, Constant, Cosine, Ema, Muon, OneCycle, Recipe, Schedule, Sgd, StepDecay, Then, WarmRestarts } = thalweg;
const expected = JSON.parse(process.env.EXPLORER_EXPECTED);
const bits = (floats) => Array.from(new Uint32Array(floats.buffer, floats.byteOffset, floats.length));
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));

test('every rule and every part of a schedule is read and written to the same bytes', () => {
  assert.ok(expected.recipes.length > 90);
  expected.recipes.forEach((hex, i) => {
    const recipe = Recipe.decode(bytes(hex));
    assert.equal(Buffer.from(recipe.encode()).toString('hex'), hex);
    // The first are of the catalogue, whose schedules the host wrote alone as well.
    if (i < expected.encoded.length) assert.equal(Buffer.from(recipe.schedule.encode()).toString('hex'), expected.encoded[i], recipe.schedule.parts.at(-1).name);
  });
});

test('a class by its standards is the catalogue’s value', () => {
  const rates = new Constant({ value: 0.01 });
  const known = new Set(expected.recipes);
  const rules = Object.values(thalweg).filter((made) => made.prototype instanceof thalweg.Rule);
  assert.ok(rules.length > 50);
  for (const rule of rules) {
    const made = new Recipe({ rule: new rule(), schedule: rates }).encode();
    assert.ok(known.has(Buffer.from(made).toString('hex')), rule.name);
  }
});

test('schedules have the bits of the host, at the boundaries and between', () => {
  const made = [
    new Cosine({ base: 0.1, last: 0.002, steps: 180 }).warmup(20),
    new Cosine({ base: 0.003, last: 0, steps: 1 }),
    new StepDecay({ base: 0.5, factor: 0.7, period: 45, floor: 0.01 }).warmup({ steps: 7 }),
    new Constant({ value: 0.25 }).warmup(3),
    new thalweg.Polynomial({ base: 0.1, last: 0.002, power: 2, steps: 180 }).warmup(20),
    new WarmRestarts({ base: 0.1, min: 0.002, firstCycle: 45, tMult: 1.5 }).warmup(7),
    new thalweg.WarmupStableDecay({ start: 0, peak: 0.1, min: 0.002, warmupSteps: 20, stableSteps: 90, decaySteps: 45 }),
    new OneCycle({ max: 0.1, steps: 200 }),
  ];
  expected.schedules.forEach(({ steps, bits: host }, i) => {
    assert.deepEqual(bits(Float32Array.from(steps, (step) => made[i].at(step))), host, `${i}`);
    assert.deepEqual(bits(made[i].sample(3)), host.slice(0, 3));
    assert.ok(made[i].encode().length > 4);
  });
});

test('an optimizer ends on the bits of the host, over the caller’s array', () => {
  const f = Math.fround;
  for (const { rule, rate, bits: host } of expected.races) {
    const optimizer = new Optimizer(new thalweg[rule](), 2);
    const place = Float32Array.of(-1.2, 1);
    for (const step of host) {
      const [x, y] = place;
      const across = f(y - f(x * x));
      const gradient = Float32Array.of(f(f(-2 * f(1 - x)) - f(f(40 * x) * across)), f(20 * across));
      assert.equal(optimizer.step(place, gradient, rate), true);
      assert.deepEqual(bits(place), step, rule);
    }
    assert.deepEqual([optimizer.applied, optimizer.skipped], [host.length, 0]);
  }
});

test('a gradient that is not finite changes nothing', () => {
  const optimizer = new Optimizer(new Adam(), 2);
  const place = Float32Array.of(1, 2);
  assert.equal(optimizer.step(place, Float32Array.of(NaN, 1), 0.1), false);
  assert.deepEqual([...place, optimizer.applied, optimizer.skipped], [1, 2, 0, 1]);
  assert.equal(optimizer.outcome, 'skipped');
});

test('a step that diverges says so', () => {
  const optimizer = new Optimizer(new Sgd(), 1);
  assert.equal(optimizer.outcome, null);
  const place = Float32Array.of(-3e38);
  assert.equal(optimizer.step(place, Float32Array.of(1), 3e38), false);
  assert.equal(optimizer.outcome, 'diverged');
  assert.equal(optimizer.step(Float32Array.of(1), Float32Array.of(1), 0.5), true);
  assert.equal(optimizer.outcome, 'applied');
  optimizer.reset();
  assert.equal(optimizer.outcome, null);
});

test('a matrix, clipping, decay, and a recipe’s optimizer', () => {
  const schedule = new Then(new Constant({ value: 0.5 }), new Constant({ value: 0.25 }), { boundary: 1 });
  const recipe = new Recipe({ rule: new Sgd(), schedule, clip: { ByGlobalNorm: { maxNorm: 1 } }, decay: 0.1 });
  for (const optimizer of [new Optimizer(recipe, 2), new Optimizer(new Sgd(), 2, { clip: { ByGlobalNorm: { maxNorm: 1 } }, decay: 0.1 })]) {
    const place = Float32Array.of(0, 10);
    optimizer.step(place, Float32Array.of(30, 40), recipe.schedule.at(0));
    assert.ok(Math.abs(place[0] + 0.3) < 1e-6 && Math.abs(place[1] - 9.1) < 1e-5, String(place));
  }
  const muon = new Optimizer(new Muon(), { rows: 2, columns: 3 });
  assert.equal(muon.step(new Float32Array(6).fill(1), new Float32Array(6).fill(0.1), 0.1), true);
});

test('a recipe says what is trained and how the start is kept', () => {
  const plain = { rule: new Sgd(), schedule: new Constant({ value: 0.5 }) };
  const tuned = {
    trained: { Channels: { layer: 1, first: 2, count: 3 } }, unfreezing: { layers: 1, every: 7 },
    l2Sp: { alpha: 0.5 }, wise: { share: 0.75 }, replay: 2,
  };
  const bytes = new Recipe({ ...plain, ...tuned }).encode();
  const again = Recipe.decode(bytes);
  for (const [name, value] of Object.entries(tuned)) assert.deepEqual(again[name], value, name);
  assert.deepEqual(Recipe.decode(new Recipe({ ...plain, lora: { rank: 4, alpha: 8 } }).encode()).lora, { rank: 4, alpha: 8 });
  assert.equal(new Recipe({ ...plain, trained: { Biases: {} } }).encode().length, new Recipe(plain).encode().length + 12);
  // What an optimizer of all parameters does not do is refused.
  for (const name of ['trained', 'unfreezing']) {
    assert.throws(() => new Optimizer(new Recipe({ ...plain, [name]: tuned[name] }), 2), new RegExp(`^Error: Optimizer: ${name} cannot be set`));
  }
  assert.throws(() => new Recipe({ ...plain, wise: { share: 1.5 } }), /wise.share is 1.5; allowed: from 0 to 1/);
});

test('averages have the bits of the host', () => {
  const float = (word) => new Float32Array(Uint32Array.of(word).buffer)[0];
  for (const { decay, signal, value, corrected } of expected.averages) {
    const ema = new Ema(float(decay));
    const found = signal.map((x) => {
      ema.push(float(x));
      return [ema.value, ema.corrected];
    });
    assert.deepEqual(found.map((each) => bits(Float32Array.from(each))), value.map((word, i) => [word, corrected[i]]));
  }
});

test('what is wrong is an Error of one line', () => {
  const rates = () => new Constant({ value: 0.1 });
  const cases = [
    [() => new Cosine({ base: -1, last: 0, steps: 9 }), /^Cosine: base is -1; allowed: finite and at least 0/],
    [() => new Cosine({ base: 1, last: NaN, steps: 9 }), /^Cosine: last is NaN; allowed: finite/],
    [() => new Cosine({ base: 0.1, last: 0, steps: 1.5 }), /^Cosine: steps is 1\.5; allowed: whole numbers from 0 to 4294967295$/],
    [() => new Cosine({ base: 0.1, last: 0, steps: -1 }), /^Cosine: steps is -1; allowed: whole/],
    [() => new Cosine({ base: 0.1, last: 0 }), /^Cosine: steps is missing; allowed: whole/],
    [() => new Cosine({ base: 0.1, last: 0, steps: 9, stepz: 1 }), /^Cosine: "stepz" is unknown; allowed: base, last, steps, exponent, pastEnd$/],
    [() => new Cosine({ base: '0.1', last: 0, steps: 9 }), /^Cosine: base is "0\.1"; allowed: numbers$/],
    [() => new Cosine({ base: 0.1, last: 0, steps: 9, pastEnd: 'Nope' }), /^Cosine: pastEnd is "Nope"; allowed: Hold, RiseAgain$/],
    [() => new Cosine(null), /^Cosine: options is null; allowed: objects$/],
    [() => new Cosine(), /^Cosine: base is missing/],
    [() => rates().at(1.5), /^step is 1\.5; allowed: whole/],
    [() => rates().at(NaN), /^step is NaN; allowed: whole/],
    [() => rates().sample(4e9), /^count is 4000000000; allowed: whole numbers from 0 to 16777216$/],
    [() => rates().clamp({ low: 2, high: 1 }), /^Clamp: .*allowed/],
    [() => new Then(rates(), 7, { boundary: 3 }), /^Then: schedule 2 is 7; allowed: schedules$/],
    [() => new Adam({ beta1: 1 }), /^Adam: beta1 is 1; allowed: /],
    [() => new Adam({ beta1: 1n }), /^Adam: beta1 is 1n; allowed: numbers$/],
    [() => new OneCycle({ max: 1, steps: 1 }), /^OneCycle: totalSteps is 1; allowed: at least 2$/],
    [() => new OneCycle({ max: 1, steps: 9, phases: 'Four' }), /^OneCycle: phases is "Four"; allowed: /],
    [() => new Ema(1), /^Ema: decay is 1; allowed: at least 0 and below 1$/],
    [() => new Ema(0.9).push(NaN), /^Ema: /],
    [() => new Optimizer('Adam', 2), /^Optimizer: rule is "Adam"; allowed: rules/],
    [() => new Optimizer(new Adam(), 0), /^Optimizer: shape is 0; allowed: 1 to/],
    [() => new Optimizer(new Adam(), 1e12), /^Optimizer: length is 1000000000000; allowed/],
    [() => new Optimizer(new Adam(), 2, { clipp: 1 }), /^Optimizer: clipp is unknown; allowed: clip, decay$/],
    [() => new Optimizer(new Muon(), 4), /^Optimizer: .*allowed/],
    [() => new Optimizer(new Adam(), 2).step([1, 2], new Float32Array(2), 0.1), /^step: parameters is \[1,2\]; allowed: a Float32Array of 2$/],
    [() => new Optimizer(new Adam(), 2).step(new Float32Array(2), new Float32Array(3), 0.1), /^step: gradient has 3 elements; allowed: 2$/],
    [() => new Optimizer(new Adam(), 2).step(new Float32Array(2), new Float32Array(2)), /^step: rate is missing; allowed: numbers$/],
    [() => new Optimizer(new Adam(), 2).step(new Float32Array(2), new Float32Array(2), -1), /^step: .*allowed/],
    [() => new Recipe({ rule: new Adam(), schedule: rates(), batch: 0 }), /^Recipe: batch is 0; allowed: at least 1$/],
    [() => new Recipe({ rule: new Adam(), schedule: rates(), seed: -1 }), /^Recipe: seed is -1; allowed: whole numbers/],
    [() => new Recipe({ rule: new Adam(), schedule: rates(), bach: 1 }), /^Recipe: bach is unknown; allowed: rule, schedule, precision/],
    [() => new Recipe({ rule: new Adam() }), /^Recipe: schedule is missing/],
    [() => Recipe.decode(bytes('00112233')), /^Recipe: the bytes are no recipe/],
    [() => Recipe.decode('THWR'), /^Recipe: bytes are no Uint8Array/],
    [() => new Optimizer(new Recipe({ rule: new Adam(), schedule: rates(), accumulation: 2 }), 2), /^Optimizer: accumulation/],
  ];
  for (const [call, message] of cases) {
    assert.throws(call, (error) => {
      assert.ok(error instanceof Error && !error.message.includes('\n'), String(error));
      assert.match(error.message, message);
      return true;
    }, String(call));
  }
});

test('a seed beyond what JavaScript counts is a BigInt', () => {
  const recipe = new Recipe({ rule: new Sgd(), schedule: new Constant({ value: 1 }), seed: 2n ** 64n - 1n });
  assert.equal(Recipe.decode(recipe.encode()).seed, 2n ** 64n - 1n);
});

test('nothing can be changed behind the core’s back', () => {
  const schedule = new Constant({ value: 1 });
  assert.ok(schedule instanceof Schedule);
  assert.throws(() => (schedule.parts[0].values.value = 2), TypeError);
});

// From a bundler, and from a page without one.

const web = createRequire(`${process.env.EXPLORER_WEB}/package.json`);
const { chromium } = web('playwright-core');
let browser;
after(() => browser?.close());

test('a page without a bundler and a bundled one show the rates', async () => {
  const { build } = await import(web.resolve('vite'));
  await build({ root: import.meta.dirname, base: './', logLevel: 'error', build: { target: 'es2022', rollupOptions: { input: 'bundled.html' } } });
  browser = await chromium.launch({ executablePath: process.env.EXPLORER_BROWSER, args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
  const wanted = Array.from(new Cosine({ base: 0.1, last: 0, steps: 10 }).warmup(3).sample(14)).join('\n');
  for (const path of ['plain.html', 'dist/bundled.html']) {
    const page = await browser.newPage();
    await page.goto(process.env.EXPLORER_URL + path);
    await page.waitForFunction(() => document.querySelector('#rates').textContent, undefined, { timeout: 15_000 });
    assert.equal(await page.locator('#rates').textContent(), wanted, path);
    await page.close();
  }
});
