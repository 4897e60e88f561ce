// The page as a person uses it, and its numbers against those of the host, bit for bit.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { address, drag, expected, frame, handle, hash, launch, open, read } from './page.mjs';

const { golden } = expected;
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** A test with a page of its own, which must have no trouble. */
function on(name, options, body) {
  test(name, async () => {
    const page = await open(browser, options.hash, options);
    try {
      await body(page);
      assert.deepEqual(page.trouble, []);
    } finally {
      await page.context().close();
    }
  });
}

const tune = async (page) => {
  await page.getByRole('button', { name: 'Fine-tune' }).click();
  await page.waitForFunction(() => /^[0-9a-f]{16}$/.test(document.querySelector('[data-read="hash"]').textContent));
};
const counts = (page) => page.locator('#job tr.all').innerText();

on('the page loads, asks only its own server, and says nothing to the console', {}, async (page) => {
  assert.equal(await page.title(), 'thalweg explorer');
  assert.equal(await page.locator('canvas').count(), 4);
});

on('averages have the bits of the host', {}, async (page) => {
  for (const { decay, signal, value, corrected } of expected.averages) {
    const found = await page.evaluate(([decay, signal]) => {
      const floats = (bits) => new Float32Array(Uint32Array.from(bits).buffer);
      const bits = (floats) => Array.from(new Uint32Array(floats.buffer, floats.byteOffset, floats.length));
      const average = new globalThis.thalweg.Average(floats([decay])[0]);
      return [false, true].map((corrected) => bits(average.through(floats(signal), corrected)));
    }, [decay, signal]);
    assert.deepEqual(found, [value, corrected]);
  }
});

on('learning rates have the bits of the host, at the boundaries and between', {}, async (page) => {
  for (const { shape, arguments: values, steps, bits } of expected.schedules) {
    const found = await page.evaluate(([shape, values, steps]) => {
      const rate = globalThis.thalweg.LearningRate[shape](...values);
      return Array.from(new Uint32Array(Float32Array.from(steps, (step) => rate.at(step)).buffer));
    }, [shape, values, steps]);
    assert.deepEqual(found, bits, shape);
  }
});

on('what the core refuses is an Error with its message', {}, async (page) => {
  const refused = await page.evaluate(() => {
    try {
      new globalThis.thalweg.Average(1);
    } catch (error) {
      return [error instanceof Error, error.message];
    }
  });
  assert.deepEqual(refused, [true, 'decay is 1; allowed: at least 0 and below 1']);
});

on('dragging the window changes γ, the sentence and the address', {}, async (page) => {
  assert.match(await read(page, 'average', 'sentence'), /γ = 0\.9 .* last 10 gradients: they carry 65 %/);
  await drag(page, 'Window of the average', -150, 0);
  const window = Number(hash(page).get('window'));
  assert.ok(window > 20 && window < 60, `${window}`);
  const decay = Number((await read(page, 'average', 'decay')).replace('γ = ', ''));
  assert.ok(Math.abs(1 / (1 - decay) - window) < 0.5 * (window / 10), `${decay} ${window}`);
  assert.match(await read(page, 'average', 'sentence'), new RegExp(`last ${window} gradients`));
});

on('hovering reads the values of a step', {}, async (page) => {
  const box = await page.locator('#average .u-over').first().boundingBox();
  await page.mouse.move(box.x + box.width * 0.25, box.y + box.height / 2);
  assert.match(await read(page, 'average', 'average'), /^step 49: gradient -?\d\.\d{3}, average -?\d\.\d{3}$/);
  assert.match(await read(page, 'average', 'weight'), /^step 49: [\de.-]+ %$/);
});

on('the keyboard moves every handle', {}, async (page) => {
  const press = async (label, ...keys) => {
    await handle(page, label).focus();
    for (const key of keys) await page.keyboard.press(key);
    await frame(page);
  };
  await press('Window of the average', 'ArrowLeft', 'ArrowUp', 'Shift+ArrowUp');
  await press('Step at which the average is read', 'ArrowRight');
  await press('Peak, and end of the warmup', 'ArrowRight', 'ArrowUp');
  await press('End, and last rate', 'ArrowLeft');
  await press('Step at which the rate is read', 'Shift+ArrowRight');
  assert.deepEqual(Object.fromEntries(hash(page)), { window: '22', at: '121', warmup: '21', peak: '0.101', steps: '179', read: '90' });
  assert.match(await handle(page, 'Window of the average').getAttribute('aria-valuetext'), /about 22 gradients/);
});

on('without bias correction the average starts too small', {}, async (page) => {
  await page.getByRole('switch', { name: 'Bias correction' }).uncheck();
  await frame(page);
  assert.match(await read(page, 'average', 'sentence'), /first average is 10 % of the first gradient/);
  assert.equal(hash(page).get('corrected'), '0');
});

on('an optimizer’s average is shown where it is chosen, in words and above', {}, async (page) => {
  await page.getByRole('button', { name: 'Adam: squared gradients, window 1000', exact: true }).click();
  await frame(page);
  assert.match(await read(page, 'average', 'rule'), /^Adam averages the squared gradients with γ = 0\.999, about the last 1000: the newest weighs 0\.1 %/);
  assert.match(await read(page, 'average', 'sentence'), /last 1000 gradients/);
  assert.equal(Math.round(Number(hash(page).get('window'))), 1000);
  await page.getByRole('button', { name: /^Momentum: / }).focus();
  assert.match(await read(page, 'average', 'rule'), /^Momentum sums the gradients .* that of ten steps ago 0\.35 times; it starts at 0/);
});

on('dragging the peak changes the curve, the numbers, the Rust and the address', {}, async (page) => {
  await drag(page, 'Peak, and end of the warmup', 90, -60);
  const { peak, warmup } = Object.fromEntries(hash(page));
  assert.ok(Number(peak) < 0.09 && Number(warmup) > 30, `${peak} ${warmup}`);
  assert.equal(await page.getByLabel('Peak', { exact: true }).inputValue(), peak);
  assert.equal(await read(page, 'schedule', 'rust'),
    `const LR: Warmup<Cosine> = valid!(Warmup::linear(${warmup}, 0.0, valid!(Cosine::new(${peak}, 0.002, 180))));`);
});

on('every shape is drawn and read', {}, async (page) => {
  const reading = async (shape) => {
    await page.getByLabel(shape, { exact: true }).first().check();
    return [await read(page, 'schedule', 'rate'), (await read(page, 'schedule', 'rust')).split(' ')[2]];
  };
  assert.deepEqual(await reading('Factor'), ['step 80: 0.05', 'Warmup<StepDecay>']);
  assert.deepEqual(await reading('Constant'), ['step 80: 0.1', 'Warmup<Constant>']);
  // A third of the way of the square, from 0.1 to 0.002: 0.002 + 0.098 · (2/3)².
  assert.deepEqual(await reading('Polynomial'), ['step 80: 0.04556', 'Warmup<Polynomial>']);
  // The second cycle, of 90 steps, began at 65: 15 steps are a sixth of it.
  assert.deepEqual(await reading('Warm restarts'), ['step 80: 0.09344', 'Warmup<WarmRestarts>']);
  assert.deepEqual(await reading('Stable, then decay'), ['step 80: 0.1', 'WarmupStableDecay']);
  // Down from the peak at 53 to the end at 179: 0.1 · (1 + cos(27π/126))/2.
  assert.deepEqual(await reading('One cycle'), ['step 80: 0.08909', 'OneCycle']);
  assert.equal(await page.getByLabel('Warmup, steps').isHidden(), true);
});

on('the end of every shape that has one is dragged', {}, async (page) => {
  for (const [shape, number] of [['Polynomial', 'steps'], ['Warm restarts', 'period'], ['Stable, then decay', 'period'], ['One cycle', 'steps']]) {
    await page.getByLabel(shape, { exact: true }).first().check();
    const before = await page.locator(`#schedule [data-set="${number}"]`).inputValue();
    await page.getByLabel('End, and last rate').focus();
    await page.keyboard.press('ArrowLeft');
    const after = await page.locator(`#schedule [data-set="${number}"]`).inputValue();
    assert.equal(Number(after), Number(before) - 1, shape);
  }
});

on('a rate out of range is refused in the words of the core', {}, async (page) => {
  await page.getByLabel('Peak', { exact: true }).fill('-1');
  assert.equal(await read(page, 'schedule', 'refusal'), 'base_lr is -1; allowed: finite and at least 0');
  await page.getByLabel('Peak', { exact: true }).fill('0.2');
  assert.equal(await page.locator('#schedule [data-read="refusal"]').isHidden(), true);
  await page.getByLabel('Warmup, steps').fill('1.5');
  assert.match(await read(page, 'schedule', 'refusal'), /^warmup is 1\.5; allowed: a whole number/);
});

on('the line of Rust is copied', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await read(page, 'schedule', 'rust'));
});

on('the main job lands on the bits of the host', {}, async (page) => {
  assert.match(await counts(page), new RegExp(`${golden.right_before}/${golden.tested}`));
  await tune(page);
  assert.equal(await read(page, 'job', 'hash'), golden.parameters_hash);
  assert.match(await counts(page), new RegExp(`${golden.right_before}/${golden.tested}\\s+${golden.right_after}/${golden.tested}`));
  assert.equal(await read(page, 'job', 'windows'), String(golden.windows));
  assert.equal(await read(page, 'job', 'steps'), String(golden.steps));
  await tune(page);
  assert.equal(await read(page, 'job', 'hash'), golden.parameters_hash, 'a second time');
});

on('drawn while it goes, the job ends on the same bits', { reducedMotion: 'no-preference' }, async (page) => {
  await tune(page);
  assert.equal(await read(page, 'job', 'hash'), golden.parameters_hash);
});

on('a chosen file is taken, plain or gzipped', {}, async (page) => {
  const gzipped = await readFile(expected.person);
  const files = [['own.csv', gunzipSync(gzipped)], ['own.csv.gz', gzipped]];
  for (const [name, buffer] of files) {
    await page.getByLabel('Another person’s CSV').setInputFiles({ name, mimeType: 'text/csv', buffer });
    await page.getByText(name, { exact: true }).waitFor();
    await tune(page);
    assert.equal(await read(page, 'job', 'hash'), golden.parameters_hash);
  }
});

on('a file that is not of the form is refused with line and allowed values', {}, async (page) => {
  const header = 'wrist,exercise,sample,ax,ay,az,wx,wy,wz\n';
  const cases = [
    ['R,RUN,0,1,1,1,1,1,1\n', 'own.csv: line 2: exercise is "RUN"; allowed: PEN, ABD, FEL, IR, ER, TRAP, ROW'],
    ['R,ROW,0,1,NaN,1,1,1,1\n', 'own.csv: line 2: ay is NaN g; allowed: -35 to 35 g'],
    ['R,ROW,0,1,1,1,1,1,1\n', 'own.csv: too few windows: recording R ROW has 1 samples'],
  ];
  for (const [lines, message] of cases) {
    const buffer = Buffer.from(header + lines);
    await page.getByLabel('Another person’s CSV').setInputFiles({ name: 'own.csv', mimeType: 'text/csv', buffer });
    const refusal = page.locator('#job [data-read="file-refusal"]');
    await refusal.filter({ hasText: message }).waitFor();
  }
  await tune(page);
  assert.equal(await read(page, 'job', 'hash'), golden.parameters_hash, 'the person before is still there');
});

on('an address restores every room, and so does a reload', { hash: '#window=40&corrected=0&shape=factor&peak=0.3&read=33&tuned=1' }, async (page) => {
  for (const time of ['opened', 'reloaded']) {
    await page.waitForFunction(() => document.querySelector('[data-read="hash"]').textContent.length === 16);
    assert.equal(await read(page, 'job', 'hash'), golden.parameters_hash, time);
    assert.match(await read(page, 'average', 'sentence'), /last 40 gradients.*2\.5 % of the first/s);
    assert.match(await read(page, 'schedule', 'rust'), /StepDecay::new\(0\.3, 0\.5, 45, 0\.002\)/);
    assert.match(await read(page, 'schedule', 'rate'), /^step 33: /);
    await page.reload();
    await page.waitForSelector('html[data-ready]');
  }
});

on('an address that makes no sense is the start', { hash: '#window=abc&shape=round&peak=' }, async (page) => {
  assert.match(await read(page, 'average', 'sentence'), /last 10 gradients/);
  assert.match(await read(page, 'schedule', 'rust'), /Cosine::new\(0\.1, /);
});

for (const nonsense of ['window=1e30', 'noise=1e39', 'steps=1e300', 'peak=-1&final=1e39', 'seed=-1', 'warmup=2.5', '%E0%A4%A']) {
  on(`the page starts whatever the address says: ${nonsense}`, { hash: `#${nonsense}` }, async (page) => {
    assert.match(await read(page, 'average', 'sentence'), /last 10 gradients/);
  });
}

for (const width of [390, 360]) {
  on(`the page fits a phone of ${width} px and its handles can be dragged`, { viewport: { width, height: 780 }, hasTouch: true, hash: '#tuned=1' }, async (page) => {
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    await drag(page, 'Window of the average', -30, 0);
    assert.ok(Number(hash(page).get('window')) > 15);
    await drag(page, 'Peak, and end of the warmup', 30, 0);
    assert.ok(Number(hash(page).get('warmup')) > 25);
  });
}

for (const colorScheme of ['light', 'dark']) {
  on(`text can be read on ${colorScheme}`, { colorScheme }, async (page) => {
    const colours = await page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      return Object.fromEntries(['mist', 'sheet', 'ink', 'soft', 'river', 'error'].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    });
    for (const text of ['ink', 'soft', 'river', 'error']) {
      for (const ground of ['mist', 'sheet']) {
        const ratio = contrast(colours[text], colours[ground]);
        assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}; WCAG asks for 4.5`);
      }
    }
  });
}

on('everything that can be used has a name', {}, async (page) => {
  for (const role of ['slider', 'switch', 'radio', 'spinbutton', 'button', 'link']) {
    const all = await page.getByRole(role).count();
    assert.ok(all > 0, role);
    assert.equal(await page.getByRole(role, { name: /\S/ }).count(), all, role);
  }
});

test('only what belongs to the page is served', async () => {
  for (const path of ['%2e%2e/package.json', 'none.js']) {
    assert.equal((await fetch(address + path)).status, 404, path);
  }
  const module = await readFile(new URL('../dist/index.html', import.meta.url), 'utf8');
  assert.equal(await (await fetch(address)).text(), module);
});

/** WCAG's ratio of two colours `#rrggbb`. */
function contrast(one, other) {
  const [light, dark] = [one, other].map(luminance).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const linear = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}
