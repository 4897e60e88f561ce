// The page as a person uses it, and its numbers against those of the host, bit for bit.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { table } from '../tables.mjs';
import { address, at, close, downloaded, drag, expected, frame, handle, hash, on, open, read, state, swipe, tidy } from './page.mjs';

const { golden } = expected;
const all = process.env.EXPLORER_ALL === '1';
after(close);

const tuned = (page) => page.waitForFunction(() => /^[0-9a-f]{16}$/.test(document.querySelector('[data-read="hash"]').textContent));
const tune = async (page) => {
  await page.locator('#tune [data-do="tune"]:not(:disabled)').click();
  await tuned(page);
};
const press = async (page, label, ...keys) => {
  await handle(page, label).focus();
  for (const key of keys) await page.keyboard.press(key);
  await frame(page);
};

// The core in the browser.

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

on('schedules have the bits of the host, at the boundaries and between', {}, async (page) => {
  for (const { schedule, steps, bits } of expected.schedules) {
    const found = await page.evaluate(([schedule, steps]) => {
      const curve = new globalThis.thalweg.Curve(JSON.stringify(schedule));
      return Array.from(new Uint32Array(Float32Array.from(steps, (step) => curve.at(step)).buffer));
    }, [schedule, steps]);
    assert.deepEqual(found, bits, JSON.stringify(schedule));
  }
});

on('the ways of a race have the bits of the host', {}, async (page) => {
  for (const { rule, rate, bits } of expected.races) {
    const found = await page.evaluate(([name, rate]) => {
      const { rules } = JSON.parse(globalThis.thalweg.cards());
      const rule = rules.find((card) => card.name === name).value;
      const rows = globalThis.thalweg.race(new globalThis.thalweg.Surface('rosenbrock', 10), rule, rate, undefined, -1.2, 1, 200);
      const whole = new Uint32Array(rows.buffer, rows.byteOffset, rows.length);
      return Array.from({ length: rows.length / 5 - 1 }, (_, i) => [whole[5 * i + 5], whole[5 * i + 6]]);
    }, [rule, rate]);
    assert.deepEqual(found, bits, rule);
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

// The address.

on('every gesture is one that Back undoes, and redo brings back', { hash: at('average') }, async (page) => {
  await drag(page, 'Window of the average', -150, 0);
  const dragged = (await state(page)).window;
  assert.ok(dragged > 20 && dragged < 60, `${dragged}`);
  await press(page, 'Window of the average', 'ArrowRight');
  assert.equal((await state(page)).window, Math.round(dragged) + 1);
  await page.goBack();
  assert.equal((await state(page)).window, dragged);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(() => globalThis.store.get().window === 10);
  assert.equal(await page.getByRole('button', { name: 'Undo' }).isDisabled(), true);
  await page.getByRole('button', { name: 'Redo' }).click();
  await page.waitForFunction((dragged) => globalThis.store.get().window === dragged, dragged);
  await page.keyboard.press('Control+z');
  await page.waitForFunction(() => globalThis.store.get().window === 10);
  assert.match(page.url(), /#\/average/);
});

on('Escape gives a drag up', { hash: at('average') }, async (page) => {
  const box = await handle(page, 'Window of the average').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x - 100, box.y + 20, { steps: 4 });
  assert.notEqual((await state(page)).window, 10);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  assert.equal((await state(page)).window, 10);
});

on('an address restores every room, and so does a reload', { hash: at('tune', 'window=40&corrected=0&surface=beale&now=33&tuned=1') }, async (page) => {
  for (const time of ['opened', 'reloaded']) {
    await tuned(page);
    assert.equal(await read(page, 'tune', 'hash'), golden.parameters_hash, time);
    const now = await state(page);
    assert.deepEqual([now.room, now.window, now.corrected, now.surface, now.now], ['tune', 40, false, 'beale', 33]);
    await page.reload();
    await page.waitForSelector('html[data-ready]');
  }
});

on('addresses of before are still understood, with their place', { hash: '#room=schedule&shape=factor&peak=0.3&read=33' }, async (page) => {
  const now = await state(page);
  assert.equal(now.room, 'schedule');
  assert.equal(now.read, 33);
  assert.deepEqual(now.recipe.schedule.map((node) => Object.keys(node.Family ?? node)[0]), ['StepDecay', 'Warmup']);
  assert.equal(now.recipe.schedule[0].Family.StepDecay.base_lr, Math.fround(0.3) === 0.3 ? 0.3 : now.recipe.schedule[0].Family.StepDecay.base_lr);
  assert.match(page.url(), /#\/schedule\?/);
});

const NONSENSE = ['window=1e30', 'noise=1e39', 'length=1e300', 'surface=moon&x=abc', 'lanes=Nope:1;;::', 'r=AAAA', 'r=%F0%9F%8C%8A', 'read=2.5', 'formula=%25%25(&surface=own', '%E0%A4%A', 'beside=%3Cscript%3E', 'person=99', 'epoch=0'];
for (const [number, room] of ['race', 'schedule'].entries()) {
  on(`the page starts whatever the address says: ${room}`, {}, async (page) => {
    for (const nonsense of NONSENSE.filter((_, i) => all || i % 2 === number)) {
      await page.goto(address + at(room, nonsense));
      await page.reload();
      await page.waitForSelector('html[data-ready]');
      assert.equal((await state(page)).window, 10, nonsense);
      assert.equal(await page.locator(`#${room}`).isVisible(), true, nonsense);
      await tidy(page, nonsense);
    }
  });
}

on('state, address, state: the same, for many of them, and none throws', {}, async (page) => {
  const wrong = await page.evaluate(async (states) => {
    const { store } = globalThis;
    const cards = JSON.parse(globalThis.thalweg.cards());
    let seed = 7;
    // SplitMix32: the low bits of a linear congruential generator would choose the same room every time.
    const random = (below) => {
      seed = (seed + 0x9e3779b9) | 0;
      let bits = Math.imul(seed ^ (seed >>> 16), 0x21f0aaad);
      bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
      return ((bits ^ (bits >>> 15)) >>> 0) % below;
    };
    const pick = (list) => list[random(list.length)];
    const found = [];
    for (let i = 0; i < states; i += 1) {
      const lanes = Array.from({ length: 1 + random(6) }, () => `${pick(cards.rules).name}:${pick([0, 0.001, 0.02, 0.3, 5, 1000])}`).join(';');
      const recipe = { ...store.get().recipe, rule: JSON.parse(pick(cards.rules).value), schedule: [JSON.parse(pick(cards.families).value)] };
      store.set({
        room: pick(['race', 'average', 'momentum', 'schedule']), lanes, recipe, window: 1 + random(9999), at: random(300), surface: pick(['ravine', 'saddle', 'rosenbrock', 'beale', 'himmelblau', 'noisy', 'valley', 'own']),
        now: random(400), length: 1 + random(400), view: pick(['loss', 'rate']), log: random(2) === 1, read: random(100000), alpha: random(999) / 1000, eta: random(4000) / 1000, signal: pick(['step', 'alternating', 'noise']), from: 0, to: pick([0, 10, 1000000]),
      });
      await new Promise(requestAnimationFrame);
      const before = JSON.stringify(store.get());
      const address = location.hash;
      history.pushState(null, '', '#/race');
      history.replaceState(null, '', address);
      dispatchEvent(new PopStateEvent('popstate'));
      if (JSON.stringify(store.get()) !== before) found.push([before, JSON.stringify(store.get())]);
      if (document.documentElement.scrollWidth > innerWidth) found.push(`wide: ${address}`);
      const outside = [...document.querySelectorAll('.handle')].filter((handle) => {
        const [own, chart] = [handle.getBoundingClientRect(), handle.parentElement.getBoundingClientRect()];
        return own.width > 0 && (own.left + own.width / 2 < chart.left - 2 || own.left + own.width / 2 > chart.right + 2);
      });
      if (outside.length) found.push(`outside: ${address}`);
    }
    return found.slice(0, 3);
  }, all ? 200 : 60);
  assert.deepEqual(wrong, []);
});

// Race.

on('a race is run, scrubbed, stepped and played', { hash: at('race') }, async (page) => {
  assert.equal(await page.locator('#race .lanes tbody tr').count(), 4);
  assert.match(await read(page, 'race', 'now'), /step 120 of 300/);
  await page.getByRole('button', { name: 'Step +1' }).first().click();
  assert.match(await read(page, 'race', 'now'), /step 121 of 300/);
  const points = Number(await page.locator('#race .ways').getAttribute('data-points'));
  assert.equal(points, 4 * 122, 'each step of each way is drawn once');
  await page.getByLabel('Step shown').fill('300');
  assert.match(await read(page, 'race', 'sentence'), /Momentum is below 10⁻² from step \d+ on\. Its velocity remembers about the last 10 gradients\./);
  await page.getByRole('button', { name: '▶ Play' }).first().click();
  await page.waitForFunction(() => globalThis.store.get().now > 2 && globalThis.store.get().now < 300);
  await page.getByRole('button', { name: /Pause/ }).first().click();
});

on('the start is dragged, moved by keys, and the ways follow', { hash: at('race') }, async (page) => {
  const before = await page.locator('#race .lanes tbody td').nth(2).innerText();
  await drag(page, 'Start of every way', 120, -60);
  const { x, y } = await state(page);
  assert.ok(x > -1.1 && y < 1.9, `${x} ${y}`);
  assert.notEqual(await page.locator('#race .lanes tbody td').nth(2).innerText(), before);
  await press(page, 'Start of every way', 'ArrowLeft');
  assert.ok((await state(page)).x < x);
  const [least, most] = await Promise.all(['aria-valuemin', 'aria-valuemax'].map((name) => handle(page, 'Start of every way').getAttribute(name)));
  await press(page, 'Start of every way', 'Home');
  assert.equal((await state(page)).x, Number(least));
  await press(page, 'Start of every way', 'End');
  assert.equal((await state(page)).x, Number(most));
});

on('momentum is set in the table, each lane its own, and 1 is refused', { hash: at('race') }, async (page) => {
  const before = await page.locator('#race .lanes tbody tr').nth(1).locator('td').nth(2).innerText();
  const field = page.getByLabel('momentum of Momentum');
  await field.fill('0.5');
  assert.match((await state(page)).lanes, /Momentum:0\.004:momentum=0\.5/);
  assert.notEqual(await page.locator('#race .lanes tbody tr').nth(1).locator('td').nth(2).innerText(), before);
  await field.fill('1');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await field.blur();
  assert.equal(await field.inputValue(), '0.5');
  assert.equal(await page.getByLabel('momentum of Adam').inputValue(), '0.9');
  assert.equal(await page.getByLabel('momentum of Sgd').count(), 0);
});

on('a move of the start computes each way once, and scrubbing none', { hash: at('race') }, async (page) => {
  const counted = await page.evaluate(async () => {
    const { Surface } = globalThis.thalweg;
    let grounds = 0;
    const { heights } = Surface.prototype;
    Surface.prototype.heights = function counted(...given) {
      grounds += 1;
      return heights.apply(this, given);
    };
    const rows = () => Number(document.querySelector('#race').dataset.values ?? 0);
    const begin = rows();
    globalThis.store.change({ x: -1, now: 120 });
    const moved = rows() - begin;
    for (let now = 0; now < 100; now += 1) globalThis.store.change({ now });
    const scrubbed = rows() - begin - moved;
    Surface.prototype.heights = heights;
    return { moved, scrubbed, grounds };
  });
  // Five numbers a row, a row a step and one for the start.
  assert.deepEqual(counted, { moved: 4 * 301 * 5, scrubbed: 0, grounds: 0 });
});

on('a rate too large is named where it diverges', { hash: at('race', 'surface=ravine&kappa=30&lanes=Sgd:1&follow=0&length=200') }, async (page) => {
  assert.match(await page.locator('#race .lanes td.lost').innerText(), /^diverged at step \d+$/);
  assert.match(await read(page, 'race', 'sentence'), /Sgd leaves the valley at step \d+: the rate is too large/);
  await page.getByRole('tab', { name: 'Best rate' }).click();
  await page.getByRole('button', { name: /^take / }).click();
  await frame(page);
  assert.doesNotMatch(await read(page, 'race', 'sentence'), /leaves the valley/);
  await page.getByRole('tab', { name: 'η × α' }).click();
  await page.locator('#race .phase').click({ position: { x: 150, y: 60 } });
  assert.match((await state(page)).lanes, /^Momentum:/);
});

on('every rule can race, or says why not', { hash: at('race') }, async (page) => {
  const refused = await page.evaluate(async () => {
    const { rules } = JSON.parse(globalThis.thalweg.cards());
    const found = [];
    for (const { name } of rules) {
      globalThis.store.set({ lanes: `${name}:0.01`, follow: 0 });
      const said = document.querySelector('#race [data-read="sentence"]').textContent;
      if (document.querySelector('#race .lanes td:nth-of-type(3)').textContent === '–') found.push(said);
    }
    return [rules.length, found];
  });
  assert.ok(refused[0] > 50);
  assert.deepEqual(refused[1].map((said) => said.split(':')[0]), ['Muon']);
});

on('a formula of one’s own is raced, and one that is none is refused', { hash: at('race', 'surface=own') }, async (page) => {
  await page.getByLabel('f(x, y) =').fill('(x - 1)^2 + 3*y^2 + sin(x)');
  assert.equal(await page.locator('#race [data-read="refusal"]').isHidden(), true);
  const slope = await page.evaluate(() => globalThis.store.get().formula);
  assert.equal(slope, '(x - 1)^2 + 3*y^2 + sin(x)');
  await page.getByLabel('f(x, y) =').fill('x + foo(y)');
  assert.match(await read(page, 'race', 'refusal'), /not understood: foo.*allowed: x, y/);
});

// Average.

on('the sentence of a window says what the drawn weights do', { hash: at('average', 'window=1000') }, async (page) => {
  assert.match(await read(page, 'average', 'sentence'), /γ = 0\.999 .* last 1000 gradients: they carry 100 % .* Noise becomes 11 times smaller/);
  await page.getByLabel('Window A').last().fill('5000');
  assert.match(await read(page, 'average', 'sentence'), /γ = 0\.9998 .* last 5000 gradients.* 11 times/);
  assert.match(await handle(page, 'Window of the average').getAttribute('aria-valuetext'), /^γ = 0\.9998, about 5000 gradients$/);
});

on('γ is typed, and 1 is refused in place', { hash: at('average') }, async (page) => {
  const gamma = page.locator('#average [data-set="gamma"]');
  await gamma.fill('0.95');
  assert.equal(Math.round((await state(page)).window), 20);
  await gamma.fill('1');
  assert.equal(await gamma.getAttribute('aria-invalid'), 'true');
  await gamma.blur();
  assert.equal(await gamma.inputValue(), '0.95');
  assert.equal(await gamma.getAttribute('aria-invalid'), null);
});

on('to the right is more, Home and End are the ends', { hash: at('average') }, async (page) => {
  await press(page, 'Window of the average', 'ArrowRight');
  assert.equal((await state(page)).window, 11);
  await press(page, 'Window of the average', 'Home');
  assert.equal((await state(page)).window, 1);
  await press(page, 'Window of the average', 'End');
  assert.equal((await state(page)).window, 10000);
  assert.equal(await page.evaluate(() => scrollY), 0);
});

on('an optimizer’s average is shown where it is chosen, in words and in the figure', { hash: at('average') }, async (page) => {
  await page.getByRole('button', { name: 'Adam: squared gradients, window 1000', exact: true }).click();
  await frame(page);
  assert.match(await read(page, 'average', 'rule'), /^Adam averages the squared gradients with γ = 0\.999, about the last 1000: the newest weighs 0\.1 %/);
  assert.equal(hash(page).get('window'), '1000', 'no rounding noise in the address');
  const [figure, spot] = await Promise.all(['#average [data-plot="signal"]', '#average .spot[aria-pressed="true"]'].map((at) => page.locator(at).first().boundingBox()));
  assert.ok(figure.y >= 0 && spot.y + spot.height <= 800, 'cause and effect are on one screen');
});

on('the dots are one Tab stop, and equal windows stand at their place', { hash: at('average') }, async (page) => {
  assert.equal(await page.locator('#average .spot[tabindex="0"]').count(), 1);
  const places = await page.locator('#average tr', { has: page.getByText('AdaDelta', { exact: true }) }).locator('.spot').evaluateAll((spots) => spots.map((spot) => Math.round(spot.getBoundingClientRect().left)));
  assert.equal(places[0], places[1]);
});

on('one’s own numbers are averaged, and what is none is named by its line', { hash: at('average') }, async (page) => {
  await page.locator('#average summary').click();
  await page.locator('#average textarea').fill('Wall time,Step,Value\n1,1,0.5\n2,2,0.25\n3,3,1.5\n');
  await page.locator('#average textarea').blur();
  assert.match(await read(page, 'average', 'average'), /^step 2: gradient 1\.500/);
  await page.locator('#average textarea').fill('1\nNaN\n3');
  await page.locator('#average textarea').blur();
  assert.match(await read(page, 'average', 'refusal'), /^line 2: "NaN" is no number/);
});

on('hovering reads the values of a step', { hash: at('average') }, async (page) => {
  const box = await page.locator('#average .u-over').first().boundingBox();
  await page.mouse.move(box.x + box.width * 0.25, box.y + box.height / 2);
  assert.match(await read(page, 'average', 'average'), /^step 49: gradient -?\d\.\d{3}, average -?\d\.\d{3}$/);
  assert.match(await read(page, 'average', 'weight'), /^step 49: [\de.-]+ %$/);
  await page.mouse.click(box.x + box.width * 0.75, box.y + 20);
  assert.ok(Math.abs((await state(page)).at - 149) < 3, 'a click stays');
});

// By touch.

const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true };
/** Where a handle is taken: a line at its grip, above what else may stand on it. */
const grip = ({ x, y, width, height }) => [x + width / 2, y + Math.min(height / 2, 22)];
for (const [room, label, [across, up], value] of [
  ['race', 'Start of every way', [60, 30], ({ x, y }) => [x, y]],
  ['average', 'Window of the average', [-60, 0], ({ window }) => window],
  ['momentum', 'α', [0, -30], ({ alpha }) => alpha],
  ['schedule', 'Point of base lr', [30, 30], ({ recipe }) => recipe.schedule[0].Family.Cosine.base_lr],
]) {
  on(`a finger drags what a mouse does: ${room}`, { ...PHONE, hash: room === 'schedule' ? '#shape=cosine' : at(room) }, async (page) => {
    const before = value(await state(page));
    await handle(page, label).scrollIntoViewIfNeeded();
    const [x, y] = grip(await handle(page, label).boundingBox());
    await swipe(page, [x, y], [x + across, y + up]);
    assert.notDeepEqual(value(await state(page)), before);
    // Not by a tap, which right after a swipe a browser may take for the end of its fling.
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForFunction(() => document.querySelector('[data-do="undo"]').disabled);
    assert.deepEqual(value(await state(page)), before, 'one gesture is one that Undo takes back');
  });
}

on('a finger reads a chart as it moves over it', { ...PHONE, hash: at('average') }, async (page) => {
  const chart = page.locator('#average .u-over').first();
  const { x, y, width, height } = await chart.boundingBox();
  const now = () => read(page, 'average', 'average');
  await swipe(page, [x + width * 0.8, y + height - 6], [x + width * 0.5, y + height - 6]);
  const half = Number(/step (\d+)/.exec(await now())[1]);
  await swipe(page, [x + width * 0.5, y + height - 6], [x + width * 0.25, y + height - 6]);
  const quarter = Number(/step (\d+)/.exec(await now())[1]);
  assert.ok(Math.abs(half - 99) < 4 && Math.abs(quarter - 49) < 4, `${half} ${quarter}`);
});

on('a finger reads a schedule as it moves over it', { ...PHONE, hash: '#shape=cosine' }, async (page) => {
  const { x, y, width, height } = await page.locator('#schedule .u-over').first().boundingBox();
  const reading = () => page.locator('#schedule output.reading').first().innerText();
  const before = await reading();
  await swipe(page, [x + width * 0.9, y + height - 6], [x + width * 0.6, y + height - 6]);
  assert.notEqual(await reading(), before);
});

on('the main job is begun by a tap', { ...PHONE, hash: at('tune') }, async (page) => {
  await page.locator('#tune [data-do="tune"]:not(:disabled)').tap();
  await tuned(page);
  assert.equal(await read(page, 'tune', 'hash'), golden.parameters_hash);
});

// Momentum.

on('the critical momentum is marked, taken, and does not overshoot', { hash: at('momentum') }, async (page) => {
  await page.getByRole('button', { name: 'Take the critical α' }).click();
  assert.match(await read(page, 'momentum', 'sentence'), /This is the critical α/);
  // (1 − √0.05)² = 0.6028
  assert.ok(Math.abs((await state(page)).alpha - 0.6028) < 1e-3);
  assert.match(await read(page, 'momentum', 'facts'), /largest overshoot\s+0 %/);
  await press(page, 'α', 'ArrowUp', 'ArrowUp');
  assert.match(await read(page, 'momentum', 'sentence'), /overshoots/);
});

// Schedule.

on('every family and combinator of the core has a card that is drawn', { hash: at('schedule') }, async (page) => {
  const [cards, options] = await page.evaluate(() => {
    const { families, combinators } = JSON.parse(globalThis.thalweg.cards());
    const names = (name) => [...document.querySelectorAll(`#schedule [data-set="${name}"] option`)].map((option) => option.value).filter(Boolean);
    return [[families, combinators].map((cards) => cards.map((card) => card.name)), [names('family'), names('wrap')]];
  });
  assert.deepEqual(options, cards);
  for (const family of cards[0]) {
    await page.locator('#schedule [data-part]').first().click();
    await page.getByLabel('Replace by another family').selectOption(family);
    await frame(page);
    assert.ok(await page.locator('#schedule .fields input, #schedule .fields select').count() > 0, family);
    await tidy(page, family);
  }
  for (const combinator of cards[1]) {
    await page.getByLabel('Preset').selectOption('PyTorch StepLR');
    await page.getByLabel('Put something around it').selectOption(combinator);
    await frame(page);
    assert.equal(await page.locator('#schedule [data-read="refusal"]').isHidden(), true, combinator);
    assert.equal(await page.locator('#schedule .tree button').first().innerText(), combinator);
    await tidy(page, combinator);
  }
});

on('a point is dragged: the curve, the fields and the address follow', { hash: '#shape=cosine' }, async (page) => {
  await drag(page, 'Point of base lr', 90, -60);
  const [cosine, warmup] = (await state(page)).recipe.schedule;
  assert.ok(cosine.Family.Cosine.base_lr < 0.09 && warmup.Warmup.steps > 30, JSON.stringify([cosine, warmup]));
  await page.locator('#schedule [data-part="0"]').click();
  assert.equal(Number(await page.locator('#schedule [data-field="base_lr"]').inputValue()), cosine.Family.Cosine.base_lr);
  assert.ok(hash(page).get('r').length > 20);
});

on('a handle can be grabbed where the reading line crosses it', { hash: '#shape=cosine&read=20' }, async (page) => {
  const top = await page.evaluate(() => {
    const knob = document.querySelector('#schedule [aria-label="Point of base lr"]').getBoundingClientRect();
    return document.elementFromPoint(knob.left + knob.width / 2, knob.top + knob.height / 2).getAttribute('aria-label');
  });
  assert.equal(top, 'Point of base lr');
});

on('a rate out of range is refused at its field, by its name; the curve stays', { hash: '#shape=cosine' }, async (page) => {
  await page.locator('#schedule [data-part="0"]').click();
  const field = page.locator('#schedule [data-field="base_lr"]');
  const before = (await state(page)).recipe;
  await field.fill('-1');
  const refusal = page.locator(`#${await field.getAttribute('aria-describedby')}`);
  assert.match(await refusal.innerText(), /^base lr is -1; allowed: finite and at least 0/);
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.deepEqual((await state(page)).recipe, before);
  await field.fill('');
  await field.blur();
  assert.equal(await field.inputValue(), '0.1', 'an emptied field shows what counts');
  assert.equal(await field.getAttribute('aria-invalid'), null);
});

on('a rate’s arrow keys move it by a tenth of itself, a step count by one', { hash: '#shape=cosine' }, async (page) => {
  await page.locator('#schedule [data-part="0"]').click();
  const rate = page.locator('#schedule [data-field="base_lr"]');
  await rate.press('ArrowUp');
  assert.equal(await rate.inputValue(), '0.11');
  for (let i = 0; i < 3; i += 1) await rate.press('ArrowDown');
  assert.ok(Number(await rate.inputValue()) > 0.07);
  const steps = page.locator('#schedule [data-field="steps"]');
  await steps.press('ArrowUp');
  assert.equal(await steps.inputValue(), '181');
});

on('few steps, many steps and a far reading line leave the page as wide as it is', { hash: '#shape=cosine&warmup=0&steps=20' }, async (page) => {
  await tidy(page, '20 steps');
  await page.locator('#schedule [data-part="0"]').click();
  const steps = page.locator('#schedule [data-field="steps"]');
  await steps.fill('1000000');
  await frame(page);
  await tidy(page, 'a million');
  const points = Number(await page.locator('#schedule [data-plot="rate"]').getAttribute('data-points'));
  assert.ok(points > 500 && points < 4000, `${points}: about two a pixel`);
  assert.match(await read(page, 'schedule', 'sentence'), /0\.002 at step 1000000\.$/);
  await page.goto(`${address}#/schedule?read=1000000`);
  await page.reload();
  await page.waitForSelector('html[data-ready]');
  await tidy(page, 'read afar');
});

on('the reading line computes nothing anew', { hash: at('schedule') }, async (page) => {
  const sampled = await page.evaluate(async () => {
    let count = 0;
    const { prototype } = globalThis.thalweg.Curve;
    const { outline } = prototype;
    prototype.outline = function counted(...given) {
      count += 1;
      return outline.apply(this, given);
    };
    for (let read = 10; read < 40; read += 1) globalThis.store.change({ read });
    await new Promise(requestAnimationFrame);
    prototype.outline = outline;
    return count;
  });
  assert.equal(sampled, 0);
});

on('presets are there by the names of others, curves are kept, axes change', { hash: at('schedule') }, async (page) => {
  await page.getByRole('button', { name: 'Keep to compare' }).click();
  await page.getByLabel('Preset').selectOption('PyTorch CosineAnnealingWarmRestarts');
  assert.equal(await page.locator('#schedule .tree button').innerText(), 'WarmRestarts');
  assert.match(await read(page, 'schedule', 'keys'), /learning rate\s*kept B/);
  await page.getByLabel('log axis').check();
  await tidy(page, 'log');
  assert.match(await read(page, 'schedule', 'exact'), /^80\s+[\d.e-]+\s+0x[0-9a-f]{8}/);
});

on('a rate holds for a step: the curve is drawn in steps, with whole numbers below', { hash: '#shape=factor&steps=20&warmup=0' }, async (page) => {
  await page.getByRole('button', { name: 'Take away' }).click();
  await page.getByRole('tab', { name: 'Picture' }).click();
  const svg = await downloaded(page, page.getByRole('button', { name: 'Download SVG' }));
  const river = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--river').trim());
  const curve = [...svg.matchAll(/<path d="([^"]+)" fill="none" stroke="([^"]+)"/g)].filter(([, , stroke]) => stroke === river).map(([, d]) => d).sort((a, b) => b.length - a.length)[0];
  const points = [...curve.matchAll(/[ML](\S+) ([^ML]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  assert.ok(points.length > 20, curve);
  for (const [i, [x, y]] of points.entries()) {
    const [left, top] = points[i - 1] ?? [x, y];
    assert.ok(Math.abs(x - left) < 0.02 || Math.abs(y - top) < 0.02, `slanted at ${i}: ${curve.slice(0, 400)}`);
  }
  const below = [...svg.matchAll(/<text[^>]*text-anchor="middle"[^>]*>([^<]+)</g)].map(([, words]) => words).filter((words) => /\d/.test(words));
  assert.ok(below.length > 1 && below.every((words) => !words.includes('.')), below.join());
});

// Fine-tune.

on('the main job lands on the bits of the host', { hash: at('tune') }, async (page) => {
  await tune(page);
  assert.equal(await read(page, 'tune', 'hash'), golden.parameters_hash);
  assert.match(await page.locator('#tune tr.all').innerText(), new RegExp(['before', 'calibrated', 'after'].map((name) => `${golden[`right_${name}`]}/${golden.tested}`).join('\\s+')));
  assert.equal(await read(page, 'tune', 'labelled'), String(golden.windows));
  assert.equal(await read(page, 'tune', 'steps'), String(golden.steps));
  await tune(page);
  assert.equal(await read(page, 'tune', 'hash'), golden.parameters_hash, 'a second time');
});

/** What the device says of these: frozen, calibrated, tuned. */
const reached = ['before', 'calibrated', 'after'];
const shares = reached.map((name) => `${((100 * golden[`right_${name}`]) / golden.tested).toFixed(1)} %`);

on('the watch is shown frozen, calibrated and tuned, as its device says; another task has nothing to calibrate', { hash: at('tune') }, async (page) => {
  const shown = () => Promise.all(reached.map((name) => read(page, 'tune', name)));
  await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
  assert.deepEqual(await shown(), [...shares.slice(0, 2), '–'], 'before anything is learnt');
  assert.deepEqual(await page.locator('#tune .gain dt:visible').allInnerTexts().then((names) => names.slice(0, 3)), reached);
  assert.match(await read(page, 'tune', 'sayCalibrated'), /^Calibrated: not trained, but .* need no labels\.$/);
  await tune(page);
  assert.deepEqual(await shown(), shares);
  const inTable = (place) => page.locator('#tune [data-read="classes"] tr').nth(place).locator('th:visible, td:visible').allInnerTexts();
  assert.deepEqual((await inTable(0)).slice(0, 4), ['class', ...reached]);
  assert.deepEqual((await inTable(-1)).slice(0, 4), ['all', ...reached.map((name) => `${golden[`right_${name}`]}/${golden.tested}`)]);
  await page.getByLabel('Another CSV').setInputFiles({ name: 'own.csv', mimeType: 'text/csv', buffer: gunzipSync(await readFile(expected.person)) });
  await page.getByText('own.csv', { exact: true }).waitFor();
  assert.deepEqual(await shown(), [...shares.slice(0, 2), '–'], 'of one’s own');
  for (const name of ['Vowels', 'Humidity']) {
    await page.getByRole('radio', { name }).click();
    await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
    assert.equal(await page.locator('#tune [data-read="calibrated"]').isVisible(), false);
  }
  await page.getByRole('radio', { name: 'Vowels' }).click();
  await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
  assert.deepEqual((await inTable(0)).slice(0, 3), ['class', 'before', 'after']);
  assert.equal((await inTable(-1)).length, 4);
});

on('drawn while it goes, the job ends on the same bits', { hash: at('tune'), reducedMotion: 'no-preference' }, async (page) => {
  await tune(page);
  assert.equal(await read(page, 'tune', 'hash'), golden.parameters_hash);
});

on('who became worse is said, in another colour, with the mark of before in sight', { hash: at('tune', 'tuned=1') }, async (page) => {
  await tuned(page);
  assert.match(await read(page, 'tune', 'worse'), /Worse than before: .*forward elevation \(69 → 58\)/);
  const seen = await page.locator('#tune tr.fell .share').first().evaluate((bar) => {
    const mark = getComputedStyle(bar, '::after');
    return [parseFloat(mark.left) + parseFloat(mark.width) <= bar.clientWidth + 4, getComputedStyle(bar).overflow, getComputedStyle(bar.closest('tr').querySelector('.after')).color !== getComputedStyle(document.querySelector('#tune tr:not(.fell) td.after')).color];
  });
  assert.deepEqual(seen, [true, 'visible', true]);
});

on('a chip that is too small is said, by the figures of the benches', { hash: at('tune', 'tuned=1') }, async (page) => {
  await tuned(page);
  const sizes = JSON.parse(await readFile(new URL('../../../bench/sizes.json', import.meta.url), 'utf8'));
  const { flash_with_cosine } = sizes.find(({ target, opt_level }) => target === 'thumbv7em-none-eabihf' && opt_level === 's').optimizers['adam.f32'];
  assert.ok((await read(page, 'tune', 'cost')).includes(`${Number((flash_with_cosine / 1024).toPrecision(4))} KB of 1024 KB of flash`), await read(page, 'tune', 'cost'));
  await page.locator('#tune [data-set="chip"]').selectOption('STM32L053 (Cortex-M0+)');
  assert.match(await read(page, 'tune', 'cost'), /of 8 KB of RAM\. It does not fit\.$/);
});

on('the composed recipe trains the watch', { hash: at('tune', 'tuned=1') }, async (page) => {
  await tuned(page);
  await page.locator('#tune [data-set="epochs"]').fill('2');
  await page.locator('#tune [data-set="epochs"]').blur();
  assert.equal(await read(page, 'tune', 'steps'), String((2 * golden.steps) / 8)); // 2 of 8 epochs
  await tune(page);
  assert.notEqual(await read(page, 'tune', 'hash'), golden.parameters_hash);
  assert.equal(await page.locator('#tune .runs p').count(), 2);
  await page.getByRole('button', { name: 'Find the rate' }).click();
  await page.locator('#tune .found button').click();
  assert.equal((await state(page)).recipe.epochs, 2);
});

on('what a step costs on a chip is of the benches’ tables', { hash: at('tune', 'tuned=1') }, async (page) => {
  await tuned(page);
  const results = await readFile(new URL('../../../bench/RESULTS.md', import.meta.url), 'utf8');
  const each = table(results, 'rule', 'state', 'instructions').find(({ rule, state }) => rule === 'adam' && state === 'f32').instructions;
  const said = await read(page, 'tune', 'cost');
  assert.ok(said.includes(`${Math.round(775 * Number(each))} instructions, about `), said);
  assert.match(said, / cycles, \d+ µs at 64 MHz\. Rule and schedule take /);
  await page.locator('#tune [data-set="chip"]').selectOption('RP2040 (Cortex-M0+)');
  assert.match(await read(page, 'tune', 'cost'), /Nobody counted/);
});

on('a run is saved, laid over another, and a device’s is told apart by its bits', { hash: at('tune', 'tuned=1') }, async (page) => {
  await tuned(page);
  const csv = await downloaded(page, page.getByRole('button', { name: 'Save run 1 as a file' }));
  assert.equal(csv.trim().split('\n').length, 1 + golden.steps);
  const drop = (name, text) => page.evaluate(([name, text]) => {
    const files = new DataTransfer();
    files.items.add(new File([text], name));
    document.querySelector('#tune').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: files }));
  }, [name, text]);
  await drop('device.csv', csv);
  await page.getByText(`device.csv: identical to the bit, all ${golden.steps} steps.`).waitFor();
  const lines = csv.split('\n');
  lines[101] = lines[101].replace(/,([\d.]+),/, (_, loss) => `,${Number(loss) * (1 + 2 ** -22)},`);
  await drop('other.csv', lines.join('\n'));
  await page.getByText('other.csv: identical to the bit up to step 100.').waitFor();
  const log = lines.slice(1, 31).map((line) => line.split(',')).map(([step, loss, rate]) => `0.0${step} INFO adapt: step=${step} of ${golden.steps}, loss=${loss}, rate=${rate}`);
  await drop('defmt.log', log.join('\n'));
  await page.getByText('defmt.log: identical to the bit, all 30 steps.').waitFor();
  await page.getByRole('button', { name: 'Lay run 1 over' }).click();
  await page.getByText(`run 1: identical to the bit, all ${golden.steps} steps.`).waitFor();
});

on('the persons that the model knew are tested too, and who lost is said', { hash: at('tune', 'tuned=1') }, async (page) => {
  await tuned(page);
  await page.getByRole('button', { name: 'And the persons that it knew?' }).click();
  await page.locator('#tune [data-read="everyone"] tr').nth(7).waitFor();
  assert.equal(await page.locator('#tune [data-read="everyone"] tr').count(), 8);
  assert.match(await page.locator('#tune [data-read="everyone"] tr').nth(7).innerText(), new RegExp(`08\\s+${golden.right_calibrated}/${golden.tested}\\s+${golden.right_after}/${golden.tested}`));
  assert.match(await page.locator('#tune [data-read="everyone"] p').innerText(), /^Before as after, everybody is calibrated\. .*less well than before/);
});

on('a chosen file is taken, plain or gzipped', { hash: at('tune') }, async (page) => {
  await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
  const gzipped = await readFile(expected.person);
  for (const [name, buffer] of [['own.csv', gunzipSync(gzipped)], ['own.csv.gz', gzipped]]) {
    await page.getByLabel('Another CSV').setInputFiles({ name, mimeType: 'text/csv', buffer });
    await page.getByText(name, { exact: true }).waitFor();
    await tune(page);
    assert.equal(await read(page, 'tune', 'hash'), golden.parameters_hash);
  }
});

on('a file that is not of the form is refused with line and allowed values', { hash: at('tune') }, async (page) => {
  await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
  const header = 'wrist,exercise,sample,ax,ay,az,wx,wy,wz\n';
  const cases = [
    [Buffer.from(`${header}R,RUN,0,1,1,1,1,1,1\n`), 'own.csv: line 2: exercise is "RUN"; allowed: PEN, ABD, FEL, IR, ER, TRAP, ROW'],
    [Buffer.from(`${header}R,ROW,0,1,NaN,1,1,1,1\n`), 'own.csv: line 2: ay is NaN g; allowed: -35 to 35 g'],
    [Buffer.from(`${header}R,ROW,0,1,1,1,1,1,1\n`), 'own.csv: too few windows: recording R ROW has 1 samples'],
    [Buffer.from(`${header}R,${'x'.repeat(5_000_000)}`), 'own.csv: line 2: '],
  ];
  for (const [buffer, message] of cases) {
    await page.getByLabel('Another CSV').setInputFiles({ name: 'own.csv', mimeType: 'text/csv', buffer });
    const refusal = page.locator('#tune [data-read="file-refusal"]');
    await refusal.filter({ hasText: message }).waitFor();
    assert.ok((await refusal.innerText()).length < 400, 'no line of megabytes');
    await tidy(page, message);
  }
});

on('a small file that holds far too much is refused, and soon', { hash: at('tune') }, async (page) => {
  await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
  const buffer = gzipSync(Buffer.alloc(200 << 20), { level: 1 });
  const begin = Date.now();
  await page.getByLabel('Another CSV').setInputFiles({ name: 'bomb.csv.gz', mimeType: 'application/gzip', buffer });
  await page.locator('#tune [data-read="file-refusal"]').filter({ hasText: 'bomb.csv.gz: > 64 MB; allowed: up to 64 MB' }).waitFor();
  assert.ok(Date.now() - begin < 10_000, `${Date.now() - begin} ms`);
});

on('a damaged gzip file, or two in one, is refused and not cut', { hash: at('tune') }, async (page) => {
  await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
  const gzipped = await readFile(expected.person);
  for (const buffer of [gzipped.subarray(0, gzipped.length / 2), Buffer.concat([gzipped, gzipped])]) {
    await page.getByLabel('Another CSV').setInputFiles({ name: 'cut.csv.gz', mimeType: 'application/gzip', buffer });
    await page.getByText('cut.csv.gz: damaged, or several files in one; allowed: one gzip file').waitFor();
    await page.getByLabel('Another CSV').setInputFiles({ name: 'own.csv', mimeType: 'text/csv', buffer: gunzipSync(gzipped) });
    await page.getByText('own.csv', { exact: true }).waitFor();
  }
});

on('an address come to in the open page tunes too', { hash: at('tune') }, async (page) => {
  await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
  await page.evaluate(() => (location.hash = '#/tune?tuned=1'));
  await tuned(page);
  assert.equal(await read(page, 'tune', 'hash'), golden.parameters_hash);
});

for (const [task, name, person, classes] of [['vowels', 'Vowels', '11', 11], ['new-speaker', 'New speaker', '9', 7]]) {
  on(`${task}: by its own recipe it lands on the bits of its device`, { hash: at('tune') }, async (page) => {
    const tasks = JSON.parse(await readFile(new URL('../../../tests/tasks.json', import.meta.url), 'utf8'));
    await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
    const first = (await state(page)).recipe;
    await page.getByRole('radio', { name, exact: true }).click();
    await page.getByText(`Person ${person}`, { exact: true }).waitFor();
    assert.equal(await page.locator('#tune [data-read="table"] tr').count(), classes + 1);
    await page.getByRole('button', { name: 'The recipe of the task' }).click();
    assert.equal(await read(page, 'tune', 'steps'), String(tasks[task].steps));
    await tune(page);
    assert.equal(await read(page, 'tune', 'hash'), tasks[task].parameters_hash);
    assert.equal(await read(page, 'tune', 'labelled'), String(tasks[task].learnt));
    // Back undoes the recipe, and the address is enough to see it again.
    const shown = await page.evaluate(() => location.hash);
    await page.goBack();
    await page.waitForFunction(() => !globalThis.store.get().tuned);
    await page.goBack();
    await page.waitForFunction(() => globalThis.store.get().recipe.clip.ByGlobalNorm.max_norm === 5);
    assert.deepEqual((await state(page)).recipe, first);
    await page.goto(address + shown);
    await page.reload();
    await page.waitForSelector('html[data-ready]');
    await tuned(page);
    assert.equal(await read(page, 'tune', 'hash'), tasks[task].parameters_hash);
  });
}

const tasks = async (name) => JSON.parse(await readFile(new URL('../../../tests/tasks.json', import.meta.url), 'utf8'))[name];
for (const [task, name, met, rule] of [['humidity', 'Humidity', 'Station LGA', 'Sgd'], ['unseen-exercise', 'Never seen', 'Person 08', 'Adam']]) {
  on(`${task}: the page plays it to the device’s code, to its bits and figures`, { hash: at('tune') }, async (page) => {
    const golden = await tasks(task);
    await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
    const first = (await state(page)).recipe;
    await page.getByRole('radio', { name, exact: true }).click();
    await page.getByText(met, { exact: true }).waitFor();
    assert.equal(await read(page, 'tune', 'after'), '–');
    assert.match(await read(page, 'tune', 'parts'), /\d.*\s–/);
    const plot = page.locator(`#tune [data-plot="${task === 'humidity' ? 'lines' : 'dots'}"] .u-over`);
    const box = await plot.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    assert.match(await read(page, 'tune', 'outcomeReading'), task === 'humidity' ? /^hour 29\d\d: error of the week before [\d.]+, after – %RH$/ : /^window \d+: error [\de.-]+, threshold [\d.]+$/);
    const before = await read(page, 'tune', 'before');
    assert.match(before, task === 'humidity' ? new RegExp(`^${Number(golden.before).toFixed(1)} %RH$`) : /^\d+ % found, \d+ % false$/);
    assert.match(await read(page, 'tune', 'recipe'), new RegExp(`^${rule}, .*: as on the device`));
    await tune(page);
    assert.equal(await read(page, 'tune', 'hash'), golden.parameters_hash);
    assert.equal(await read(page, 'tune', 'labelled'), String(golden.learnt));
    assert.equal(await read(page, 'tune', 'steps'), String(golden.steps));
    const figures = task === 'humidity' ? await read(page, 'tune', 'after') : await read(page, 'tune', 'partsCaption');
    assert.ok(figures.includes(Number(golden.after).toFixed(task === 'humidity' ? 1 : 3)), figures);
    assert.equal(await read(page, 'tune', 'before'), before);
    assert.equal(await page.locator('#tune [data-read="parts"] tr').count(), 8);
    assert.equal(await page.locator('#tune [data-read="confusions"]').isVisible(), false);
    await tune(page);
    assert.equal(await read(page, 'tune', 'hash'), golden.parameters_hash, 'a second time');
    assert.equal(await page.locator('#tune .runs p').count(), 2);
    // Its recipe is taken over, and away.
    await page.getByRole('button', { name: 'The recipe of the task' }).click();
    assert.deepEqual(Object.keys((await state(page)).recipe.rule), [rule]);
    assert.equal(await read(page, 'tune', 'hash'), golden.parameters_hash, 'it is not the page’s recipe that it follows');
    await page.getByRole('button', { name: 'Take away' }).click();
    await page.getByRole('tab', { name: 'Rust', exact: true }).click();
    assert.match(await page.locator('.drawer pre').innerText(), new RegExp(`${rule}[^]*MeanSquaredError|MeanSquaredError[^]*${rule}`));
    await page.keyboard.press('Escape');
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await page.waitForFunction((recipe) => JSON.stringify(globalThis.store.get().recipe) === recipe, JSON.stringify(first));
    // The address is enough to see it again.
    await page.goto(`${address}${at('tune', `task=${task}&tuned=1`)}`);
    await page.reload();
    await page.waitForSelector('html[data-ready]');
    await tuned(page);
    assert.equal(await read(page, 'tune', 'hash'), golden.parameters_hash);
  });

  on(`${task}: drawn while it goes, it ends on the same bits`, { hash: at('tune', `task=${task}`), reducedMotion: 'no-preference' }, async (page) => {
    await tune(page);
    assert.equal(await read(page, 'tune', 'hash'), (await tasks(task)).parameters_hash);
  });
}

on('errors over time, then a week of predictions: by keys, in the address, and undone', { hash: at('tune', 'task=humidity&tuned=1') }, async (page) => {
  await tuned(page);
  const drawn = () => page.locator('#tune [data-read="outcomeKeys"]').innerText();
  assert.doesNotMatch(await drawn(), /measured/);
  await page.getByRole('tab', { name: 'Error over time' }).press('ArrowRight');
  await page.waitForFunction(() => globalThis.store.get().outcome === 'prediction');
  assert.match(await drawn(), /measured\s*before\s*after/);
  const slider = page.getByRole('slider', { name: 'week from hour' });
  await slider.press('ArrowRight');
  await slider.press('ArrowRight');
  await page.waitForFunction(() => globalThis.store.get().hour === 48);
  assert.equal(await slider.getAttribute('aria-valuetext'), 'hours 48 to 215');
  assert.equal(hash(page).get('outcome'), 'prediction');
  await slider.press('End');
  assert.equal((await state(page)).hour % 24, 0);
  const box = await page.locator('#tune [data-plot="lines"] .u-over').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  assert.match(await read(page, 'tune', 'outcomeReading'), /^hour \d+: measured [\d.]+, before [\d.]+, after [\d.]+ %RH$/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(() => globalThis.store.get().hour === 48);
  // Another task has other views.
  await page.getByRole('radio', { name: 'Never seen' }).click();
  await page.getByRole('tab', { name: 'upright row' }).click();
  assert.equal((await state(page)).outcome, '6');
  await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
  const dots = await page.locator('#tune [data-plot="dots"] .u-over').boundingBox();
  await page.mouse.move(dots.x + dots.width / 2, dots.y + dots.height / 2);
  // Before anything is learnt there is the factory's network, and what would have been its threshold.
  assert.match(await read(page, 'tune', 'outcomeReading'), /^window \d+: error [\de.-]+, threshold [\d.]+$/);
});

const WEATHER = 'origin,month,day,hour,temp,pressure,wind_speed,visib,wind_dir,humid';
const RECORDED = 'wrist,exercise,sample,ax,ay,az,wx,wy,wz';
const VOWELS = `speaker,repetition,vowel,${Array.from({ length: 10 }, (_, i) => `lar_${i}`).join()}`;
const FRAMES = `speaker,part,utterance,${Array.from({ length: 12 }, (_, i) => `lpc_${i}`).join()}`;
const utf16 = (text) => Buffer.from(`\ufeff${text}`, 'utf16le');
/** Ten megabytes, of which the last line is wrong. */
const long = (head, row, wrong) => Buffer.from(`${head}\n${`${row}\n`.repeat(Math.ceil((10 << 20) / (row.length + 1)))}${wrong}\n`);
for (const [task, other, met, cases] of [
  ['watch', VOWELS, 'Person 08', [['NaN', Buffer.from(`${RECORDED}\nR,ROW,0,1,NaN,1,1,1,1\n`), 'line 2: ay is NaN g; allowed: -35 to 35 g'], ['10 MB', long(RECORDED, '# a comment of ten megabytes', 'R,RUN,0,1,1,1,1,1,1'), 'exercise is "RUN"; allowed: PEN']]],
  ['vowels', RECORDED, 'Person 11', [['NaN', Buffer.from(`${VOWELS}\nann,0,hid,1,2,NaN,4,5,6,7,8,9,0\n`), 'row 1: lar_2 is "NaN"; allowed: a finite number'], ['10 MB', long(VOWELS, 'ann,0,hid,1,2,3,4,5,6,7,8,9,0', 'ann,0,hum,1,2,3,4,5,6,7,8,9,0'), 'vowel is "hum"; allowed: one of the eleven']]],
  ['new-speaker', WEATHER, 'Person 9', [['NaN', Buffer.from(`${FRAMES}\nann,train,0,1,2,NaN,4,5,6,7,8,9,0,1,2\n`), 'row 1: lpc_2 is "NaN"; allowed: a finite number'], ['10 MB', long(FRAMES, 'ann,train,0,1,2,3,4,5,6,7,8,9,0,1,2', 'ann,trian,0,1,2,3,4,5,6,7,8,9,0,1,2'), 'part is "trian"; allowed: train, test']]],
  ['humidity', RECORDED, 'Station LGA', [['NaN', Buffer.from(`${WEATHER}\nA,6,1,1,NaN,1010,5,10,90,60\n`), 'row 1: A begins without temp; allowed: a number'], ['10 MB', long(WEATHER, 'A,6,1,1,50,1010,5,10,90,60', 'A,6,1,1,50,1010,5,10,90,600'), 'humid is 600; allowed: 0 to 100']]],
  ['unseen-exercise', WEATHER, 'Person 08', [['NaN', Buffer.from(`${RECORDED}\nR,ROW,0,1,NaN,1,1,1,1\n`), 'line 2: ay is NaN g; allowed: -35 to 35 g'], ['10 MB', long(RECORDED, '# a comment of ten megabytes', 'R,RUN,0,1,1,1,1,1,1'), 'exercise is "RUN"; allowed: PEN']]],
]) {
  on(`${task}: a file that is wrong is refused in a line, and nothing is lost`, { hash: at('tune', `task=${task}&tuned=1`) }, async (page) => {
    await tuned(page);
    const [reached, told] = [await read(page, 'tune', 'hash'), await page.evaluate(() => location.hash)];
    assert.equal(await read(page, 'tune', 'person'), met);
    for (const [what, buffer, message] of [
      ['empty', Buffer.alloc(0), 'allowed'], ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0, 1]), 'allowed: UTF-8'],
      ['another task’s', Buffer.from(`${other}\n`), other.slice(0, 38)], ['UTF-16', utf16(`${other}\n`), 'UTF-16 text; allowed: UTF-8'], ...cases,
    ].filter(([what]) => all || task === 'humidity' || what !== '10 MB')) {
      await page.getByLabel('Another CSV').setInputFiles({ name: `${what}.csv`, mimeType: 'text/csv', buffer });
      const refusal = page.locator('#tune [data-read="file-refusal"]').filter({ hasText: `${what}.csv: ` });
      await refusal.waitFor();
      const line = await refusal.innerText();
      assert.ok(line.includes(message) && line.includes('allowed') && line.length < 320 && !line.includes('\n'), `${what}: ${line}`);
      assert.deepEqual([await read(page, 'tune', 'hash'), await read(page, 'tune', 'person'), await page.evaluate(() => location.hash)], [reached, met, told], what);
    }
  });
}

/** The rows of a committed table, its header first. */
const committed = async (file) => {
  const content = await readFile(new URL(`../../../tasks/${file}`, import.meta.url));
  return (file.endsWith('.gz') ? gunzipSync(content) : content).toString().trim().split('\n');
};
const cells = (lines, change) => lines.map((line) => change(line.split(',')).join());
const spokenBy = (lines, speaker) => lines.filter((line) => line.startsWith(`${speaker},`));
const weather = (temperature) => Array.from({ length: 40 }, (_, i) => ['A', 6, 1 + Math.floor(i / 24), i % 24, (temperature + Math.sin(i)).toFixed(1), (1010 + Math.sin(i)).toFixed(1), 5 + (i % 7), 9 - (i % 3), i * 9, 60 + (i % 9)].join());
const worn = async () => {
  const [head, ...sound] = await committed('watch/data/shoulder_watch_person08.csv.gz');
  const [, ...known] = await committed('watch/data/shoulder_watch_person03.csv.gz');
  const turned = cells(sound, (line) => [...line.slice(0, -6), ...line.slice(-3), ...line.slice(-6, -3)]);
  return { head, sound, wrong: [[turned, /^\|w\| is near 1 and \|a\| is not: are ax, ay, az and wx, wy, wz interchanged\?$/], [known, /^the device's network was trained on person 03: the figures say nothing of somebody new$/]] };
};
const spoken = (file, speaker, change, said) => async () => {
  const [head, ...all] = await committed(file);
  const sound = spokenBy(all, speaker);
  return { head, sound, wrong: [[cells(sound, change), said], [spokenBy(all, '3'), /^the device's network was trained on speaker 3: the figures say nothing of somebody new$/]] };
};
for (const [task, files] of [
  ['watch', worn],
  ['vowels', spoken('vowels/data/vowel_speakers.csv', '11', (line) => [...line.slice(0, -1), line[3] === '1' ? '300' : line.at(-1)], /^row 12: lar_9 is 300; usually -?[\d.]+ to [\d.]+$/)],
  ['new-speaker', spoken('new-speaker/data/japanese_vowels_speakers.csv.gz', '9', (line) => [...line.slice(0, 6), '0.5', ...line.slice(7)], /^the mean of lpc_2 is 0\.5 in every sample: is the sensor dead\?$/)],
  ['humidity', async () => ({ head: WEATHER, sound: weather(60), wrong: [[weather(20), /^the median of temp of A is \d+(\.\d+)?: in °C\? then it is 32 \+ 1\.8 · temp in °F$/], [(await committed('humidity/data/weather_stations.csv.gz')).slice(1), /^the device's network was trained on station JFK: the figures say nothing of somebody new$/, 'origin']] })],
  ['unseen-exercise', worn],
]) {
  on(`${task}: a file that looks wrong is taken, and it is said what; of a sound one nothing is`, { hash: at('tune', `task=${task}`) }, async (page) => {
    await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
    const { head, sound, wrong } = await files();
    const columns = task === 'humidity' ? (await committed('humidity/data/weather_stations.csv.gz'))[0] : head;
    const give = async (name, lines, header) => {
      await page.getByLabel('Another CSV').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from([header, ...lines].join('\n')) });
      await page.getByText(new RegExp(`^${name}`)).waitFor();
      await page.locator('#tune [data-read="findings"][aria-busy="false"]').waitFor({ state: 'attached' });
      return page.locator('#tune [data-read="findings"] li').allInnerTexts();
    };
    for (const [place, [lines, said, other]] of wrong.entries()) {
      const found = await give(`wrong-${place}.csv`, lines, other ? columns : head);
      assert.ok(found.some((line) => said.test(line)), found.join('\n'));
      assert.match(await read(page, 'tune', 'findings'), /^Taken, but something looks wrong:/);
    }
    await tidy(page, task);
    await tune(page);
    assert.deepEqual(await give('sound.csv', sound, head), []);
    assert.equal(await page.locator('#tune [data-read="findings"]').isVisible(), false);
  });
}

on('a file of one’s own is met where it cannot be looked at, and that is said', { hash: at('tune') }, async (page) => {
  await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
  await page.route('**/thalweg_wasm_devices_bg*.wasm', (route) => route.fulfill({ status: 503 }));
  await page.getByLabel('Another CSV').setInputFiles({ name: 'own.csv', mimeType: 'text/csv', buffer: gunzipSync(await readFile(expected.person)) });
  await page.locator('#tune [data-read="file-refusal"]').filter({ hasText: 'own.csv: the code of this task cannot be fetched' }).waitFor();
  assert.equal(await read(page, 'tune', 'person'), 'own.csv');
  await tune(page);
  assert.equal(await read(page, 'tune', 'hash'), golden.parameters_hash);
  page.trouble.length = 0;
});

on('a station of one’s own meets the network of both, and is met again', { hash: at('tune', 'task=humidity') }, async (page) => {
  await page.getByText('Station LGA', { exact: true }).waitFor();
  const line = (station, i) => `${station},${6 + Math.floor(i / 720)},${1 + (Math.floor(i / 24) % 30)},${i % 24},${60 + (i % 9)},1010,5,10,${(i * 7) % 360},${50 + (i % 24)}`;
  const lines = ['A', 'B'].flatMap((station) => Array.from({ length: 300 }, (_, i) => line(station, i)));
  await page.getByLabel('Another CSV').setInputFiles({ name: 'own.csv', mimeType: 'text/csv', buffer: Buffer.from([WEATHER, ...lines].join('\n')) });
  await page.getByText('own.csv: A', { exact: true }).waitFor();
  assert.equal(await read(page, 'tune', 'labelled'), '50');
  await tune(page);
  assert.equal(await page.locator('#tune [data-read="parts"] tr').count(), 1);
  await page.getByRole('radio', { name: 'B', exact: true }).click();
  await page.getByText('own.csv: B', { exact: true }).waitFor();
  await page.getByRole('radio', { name: 'JFK' }).click();
  await page.getByText('Station JFK, one of those the model was trained on').waitFor();
  await page.goBack();
  await page.getByText('own.csv: B', { exact: true }).waitFor();
});

on('code that cannot be fetched is said, and asked for again', { hash: at('tune') }, async (page) => {
  await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
  await page.route('**/thalweg_wasm_devices_bg*.wasm', (route) => route.fulfill({ status: 503 }));
  await page.getByRole('radio', { name: 'Humidity' }).click();
  await page.locator('#tune [data-read="file-refusal"]').filter({ hasText: 'the code of this task cannot be fetched' }).waitFor();
  assert.equal(await page.locator('#tune [data-do="tune"]').isDisabled(), true);
  await page.unroute('**/thalweg_wasm_devices_bg*.wasm');
  await page.getByRole('radio', { name: 'Humidity' }).click();
  await page.getByText('Station LGA', { exact: true }).waitFor();
  page.trouble.length = 0;
});

on('every speaker is met, and whom a file of one’s own holds', { hash: at('tune', 'task=vowels&person=3&tuned=1') }, async (page) => {
  await tuned(page);
  assert.equal(await read(page, 'tune', 'person'), 'Person 3, one of those the model was trained on');
  await page.getByRole('button', { name: 'And the persons that it knew?' }).click();
  await page.locator('#tune [data-read="everyone"] tr').nth(11).waitFor();
  assert.equal(await page.locator('#tune [data-read="everyone"] tr').count(), 12);
  await page.getByRole('radio', { name: '3', exact: true }).press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.getByText('Person 4, one of those the model was trained on').waitFor();
  const header = 'speaker,repetition,vowel,' + Array.from({ length: 10 }, (_, i) => `lar_${i}`).join();
  const line = (speaker, repetition, vowel) => `${speaker},${repetition},${vowel},1,2,3,4,5,6,7,8,9,10`;
  const give = (...lines) => page.getByLabel('Another CSV').setInputFiles({ name: 'own.csv', mimeType: 'text/csv', buffer: Buffer.from([header, ...lines].join('\n')) });
  for (const [lines, message] of [
    [[line('ann', 0, 'hum')], 'own.csv: row 1: vowel is "hum"; allowed: one of the eleven'],
    [[line('ann', 0, 'hid')], 'own.csv: ann: 1 vowels to learn and 0 to test; allowed: 1 to 33, and 1 or more'],
    [[], 'own.csv: no row; allowed: one or more'],
  ]) {
    await give(...lines);
    await page.locator('#tune [data-read="file-refusal"]').filter({ hasText: message }).waitFor();
    assert.equal(await read(page, 'tune', 'person'), 'Person 4, one of those the model was trained on');
  }
  await give(line('ann', 0, 'hid'), line('ann', 2, 'hid'), line('bob', 0, 'hId'), line('bob', 2, 'hId'));
  await page.getByText('own.csv: ann').waitFor();
  await page.getByRole('radio', { name: 'bob' }).click();
  await page.getByText('own.csv: bob').waitFor();
  assert.equal(await read(page, 'tune', 'labelled'), '1');
  await tidy(page, 'own speakers');
  // The committed ones are there still, and Back leads to whom it says.
  assert.equal(await page.locator('#tune [data-read="persons"] button').count(), 12 + 2);
  await page.goBack();
  await page.getByText('own.csv: ann').waitFor();
  await page.goBack();
  await page.getByText('Person 4, one of those the model was trained on').waitFor();
  await page.getByRole('radio', { name: '11, new' }).click();
  await page.getByText('Person 11', { exact: true }).waitFor();
});

on('a task that is come to is not met by whom the one before met', { hash: at('tune', 'tuned=1') }, async (page) => {
  await tuned(page);
  await page.evaluate(() => (location.hash = '#/tune?task=vowels&tuned=1'));
  await page.getByText('Person 11', { exact: true }).waitFor();
  await tuned(page);
  assert.equal(await page.locator('#tune [data-read="table"] tr').count(), 12);
  assert.equal(await page.locator('#tune .runs p').count(), 1);
  // To and fro faster than anything loads: the last one counts.
  await page.getByRole('radio', { name: 'Watch' }).click();
  await page.getByRole('radio', { name: 'New speaker' }).click();
  await page.getByRole('radio', { name: 'Watch' }).click();
  await page.getByText('Person 08', { exact: true }).waitFor();
  await tune(page);
  assert.equal(await read(page, 'tune', 'hash'), golden.parameters_hash);
});

on('data that cannot be fetched is said, and asked for again', { hash: at('tune') }, async (page) => {
  await page.locator('#tune [data-do="tune"]:not(:disabled)').waitFor();
  await page.route('**/vowel_speakers*.csv', (route) => route.fulfill({ status: 503 }));
  await page.getByRole('radio', { name: 'Vowels' }).click();
  await page.locator('#tune [data-read="file-refusal"]').filter({ hasText: 'the data cannot be fetched: 503' }).waitFor();
  assert.equal(await page.locator('#tune [data-do="tune"]').isDisabled(), true);
  await page.unroute('**/vowel_speakers*.csv');
  await page.getByRole('radio', { name: 'Vowels' }).click();
  await page.getByText('Person 11', { exact: true }).waitFor();
  page.trouble.length = 0;
});

on('a task that is none is the watch', { hash: at('tune', 'task=chess&person=99') }, async (page) => {
  await page.getByText('Person 08', { exact: true }).waitFor();
  assert.equal(await page.getByRole('radio', { name: 'Watch' }).getAttribute('aria-checked'), 'true');
});

// Take away.

on('what is taken away comes back as the same recipe', { hash: at('schedule', 'take=json'), permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
  const { recipe } = await state(page);
  for (const tab of ['Bytes', 'JSON', 'Link']) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    await page.evaluate(() => globalThis.store.set({ recipe: { ...globalThis.store.get().recipe, batch: 99 } }));
    await page.getByLabel('Paste JSON or bytes back').fill(text);
    assert.deepEqual((await state(page)).recipe, recipe, tab);
  }
  await page.getByLabel('Paste JSON or bytes back').fill('{"rule": 7}');
  assert.match(await page.locator('.drawer [data-read="refusal"]').innerText(), /^not taken over: /);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.drawer').isHidden(), true);
});

on('a number that JavaScript would change is refused, not changed', { hash: at('race', 'take=json') }, async (page) => {
  const bytes = await readFile(new URL('../../../tests/golden/recipes/03-adamw-groups.bin', import.meta.url));
  const before = (await state(page)).recipe;
  await page.getByLabel('Paste JSON or bytes back').fill(bytes.toString('hex'));
  assert.match(await page.locator('.drawer [data-read="refusal"]').innerText(), /^not taken over: a number is above 2⁵³/);
  assert.deepEqual((await state(page)).recipe, before);
});

on('the recipes of the core’s tests are taken over, byte for byte, and printed as the core prints them', { hash: at('race', 'take=bytes') }, async (page) => {
  const golden = (name) => readFile(new URL(`../../../tests/golden/${name}`, import.meta.url));
  const tab = (name) => page.getByRole('tab', { name, exact: true }).click();
  const text = () => page.locator('.drawer pre').textContent();
  for (const name of ['02-watch', '05-rmsprop-cyclic', '07-muon-one-cycle', '08-lion-composed', '09-adafactor-piecewise']) {
    const bytes = await golden(`recipes/${name}.bin`);
    await page.getByLabel('Paste JSON or bytes back').fill(bytes.toString('hex'));
    assert.equal((await text()).replaceAll(/\s/g, ''), bytes.toString('hex'), name);
    // The Rust among them is compiled by the core's tests, as it stands.
    for (const [language, file] of [['Rust', 'rs'], ['PyTorch', 'pytorch.py'], ['Optax', 'optax.py'], ['MXNet', 'mxnet.py']]) {
      await tab(language);
      assert.equal((await text()).trim(), String(await golden(`printed/${name}.${file}`)).trim(), `${name} ${language}`);
    }
    await tab('Bytes');
  }
});

on('without a clipboard the text is there to select, and it is said', { hash: at('race', 'take=json') }, async (page) => {
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByText('does not allow copying').waitFor();
});

on('where the browser denies copying, it is said as well', { hash: at('race', 'take=json') }, async (page) => {
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'));
  });
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByText('does not allow copying').waitFor();
  assert.match(await page.evaluate(() => getSelection().toString()), /"rule"/, 'the text is selected');
});

for (const room of ['race', 'average', 'momentum', 'schedule', 'tune']) {
  on(`the figure is there as SVG and as PNG: ${room}`, { hash: at(room, 'take=picture') }, async (page) => {
    const svg = await downloaded(page, page.getByRole('button', { name: 'Download SVG' }));
    const [lines, wrong, words] = await page.evaluate((svg) => {
      const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
      return [parsed.querySelectorAll('path').length, parsed.querySelectorAll('parsererror').length, parsed.querySelectorAll('text').length];
    }, svg);
    assert.equal(wrong, 0);
    assert.ok([...svg.matchAll(/ d="([^"]*)"/g)].every(([, d]) => d.startsWith('M')), 'each line begins somewhere');
    assert.ok(lines > 5 && words > 2 && !svg.includes('NaN'), `${lines} lines, ${words} words`);
    const png = await downloaded(page, page.getByRole('button', { name: 'Download', exact: true }));
    assert.ok(png.length > 1000 && png.slice(1, 4) === 'PNG');
  });
}

on('an epoch of the schedule is one of the watch', { hash: at('schedule') }, async (page) => {
  const { epoch, recipe } = await state(page);
  assert.deepEqual([epoch, epoch * recipe.epochs], [Math.ceil(golden.windows / recipe.batch), golden.steps]);
});

on('the recipe is there as the text of others', { hash: at('schedule', 'take=rust') }, async (page) => {
  const said = { Rust: /use thalweg::[^]*Cosine::new\(0\.003, 0\.0, 137\)/, PyTorch: /torch\.optim\.Adam\(/, Optax: /optax\./, MXNet: /mx/i };
  for (const [tab, pattern] of Object.entries(said)) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    assert.match(await page.locator('.drawer pre').innerText(), pattern, tab);
  }
});
