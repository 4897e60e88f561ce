// How long the page takes: to its first paint, for a move of a drag, to draw a hundred thousand points. Lines of name=value.

import { at, browser, close, frame, handle, open } from './page.mjs';

const LOADS = 7;
const MOVES = 100;

const sorted = (times) => times.toSorted((a, b) => a - b);
const share = (times, of) => sorted(times)[Math.min(Math.floor(of * times.length), times.length - 1)];
const print = (name, times) => console.log(`${name}_median_ms=${share(times, 0.5).toFixed(1)} ${name}_p95_ms=${share(times, 0.95).toFixed(1)}`);

/** Cold: each load in a context of its own, whose cache is empty. */
async function loads() {
  const [paint, ready] = [[], []];
  for (let i = 0; i < LOADS; i += 1) {
    const begin = performance.now();
    const page = await open(at('race'));
    ready.push(performance.now() - begin);
    paint.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime));
    await page.context().close();
  }
  print('first_paint', paint);
  print('ready', ready);
}

/** What the page does in a move of the pointer, from the event to the end of its handlers and its drawing. */
async function drag(name, address, label) {
  const page = await open(address);
  const knob = handle(page, label);
  await knob.scrollIntoViewIfNeeded();
  const times = await knob.evaluate(async (knob, moves) => {
    const box = knob.getBoundingClientRect();
    const place = (i) => ({ bubbles: true, pointerId: 1, isPrimary: true, buttons: 1, clientX: box.left + box.width / 2 + 40 * Math.sin(i / 9), clientY: box.top + box.height / 2 + 20 * Math.cos(i / 7) });
    knob.setPointerCapture = () => {};
    knob.hasPointerCapture = () => true;
    knob.dispatchEvent(new PointerEvent('pointerdown', place(0)));
    const times = [];
    for (let i = 0; i < moves; i += 1) {
      const begin = performance.now();
      knob.dispatchEvent(new PointerEvent('pointermove', place(i)));
      // Charts draw at the end of the turn.
      await Promise.resolve();
      times.push(performance.now() - begin);
      await new Promise(requestAnimationFrame);
    }
    return times;
  }, MOVES);
  print(`drag_${name}`, times);
  await page.context().close();
}

/** A change of the state that draws so much, until the browser has shown it. */
async function draws(name, address, change) {
  const page = await open(address);
  const times = await page.evaluate(async (change) => {
    const times = [];
    for (let i = 0; i < 20; i += 1) {
      const begin = performance.now();
      globalThis.store.change(Object.fromEntries(Object.entries(change).map(([key, value]) => [key, value + (i % 2)])));
      await Promise.resolve();
      times.push(performance.now() - begin);
      await new Promise(requestAnimationFrame);
    }
    return times;
  }, change);
  print(`draw_${name}`, times);
  await page.context().close();
}

async function numbers() {
  const page = await open(at('average'));
  await page.locator('#average summary').click();
  const text = Array.from({ length: 100_000 }, (_, i) => Math.sin(i / 900).toFixed(4)).join('\n');
  const area = page.locator('#average textarea');
  await area.evaluate((area, text) => (area.value = text), text);
  const time = await area.evaluate(async (area) => {
    const begin = performance.now();
    area.dispatchEvent(new Event('change', { bubbles: true }));
    area.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise(requestAnimationFrame);
    return performance.now() - begin;
  });
  await frame(page);
  print('draw_100000_numbers', [time]);
  await page.context().close();
}

await loads();
await drag('start_of_race', at('race'), 'Start of every way');
await drag('window_of_average', at('average'), 'Window of the average');
await drag('point_of_schedule', '#shape=cosine', 'Point of base lr');
const lanes = 'Sgd:0.001;Momentum:0.0001;RmsProp:0.0001;Adam:0.0001;Lion:0.0001;Yogi:0.0001';
await draws('100000_points_of_a_race', at('race', `surface=rosenbrock&lanes=${encodeURIComponent(lanes)}&length=17000`), { now: 16_666 });
await draws('100000_steps_of_a_schedule', at('schedule'), { to: 100_000 });
await numbers();
await close();
