// Whom the page reaches: every width, theme and language, keyboard and reader, without a network, within its size.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { ROOMS, address, at, blank, close, expected, frame, hash, on, state, tidy } from './page.mjs';

after(close);
const TYPES = { html: 'text/html', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', wasm: 'application/wasm', woff2: 'font/woff2' };
const all = process.env.EXPLORER_ALL === '1';

on('a test leaves behind whatever a page can hold', { hash: at('average', 'window=40') }, async (page) => {
  await page.evaluate(async () => {
    globalThis.left = true;
    addEventListener('keydown', () => (document.title = 'left'));
    localStorage.setItem('left', '1');
    sessionStorage.setItem('left', '1');
    document.cookie = 'left=1';
    await new Promise((done) => (indexedDB.open('left').onsuccess = done));
    for (const room of ['race', 'schedule']) globalThis.store.set({ room });
  });
  await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'active', reducedMotion: 'no-preference' });
  await page.setViewportSize({ width: 390, height: 780 });
  await page.mouse.move(200, 200);
  await page.route('**/*.css', (route) => route.abort());
});

on('and the next one finds nothing of it', {}, async (page) => {
  const found = await page.evaluate(async () => ({
    left: 'left' in globalThis,
    storage: [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length],
    history: history.length,
    media: ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-reduced-motion: no-preference)'].map((query) => matchMedia(query).matches),
    size: [innerWidth, innerHeight],
    under: [...document.querySelectorAll(':hover')].length,
    sheets: document.styleSheets.length > 0,
  }));
  assert.deepEqual(found, { left: false, storage: [0, 0, '', 0], history: 1, media: [false, false, false], size: [1280, 800], under: 0, sheets: true });
  await page.keyboard.press('Shift');
  assert.equal(await page.title(), 'Race · thalweg');
  assert.deepEqual([(await state(page)).window, hash(page).size], [10, 0]);
});

on('a file dropped beside its place does not take the page away', { hash: at('race') }, async (page) => {
  const prevented = await page.evaluate(() => !document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true })));
  assert.equal(prevented, true);
});

on('the skip link leads into the room', { hash: at('schedule') }, async (page) => {
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => !!document.activeElement.closest('#schedule')), true);
});

on('the other language is one click away, and stays', { hash: at('race') }, async (page) => {
  await page.getByRole('button', { name: '中文' }).click();
  await page.waitForSelector('html[lang="zh-Hans"][data-ready]');
  assert.equal(await page.locator('#race-title').innerText(), '同一山谷，几条下山的路。');
  assert.equal(hash(page).get('lang'), 'zh');
  const empty = await page.evaluate(() => [...document.querySelectorAll('[data-t]')].filter((at) => !at.textContent.trim()).map((at) => at.dataset.t));
  assert.deepEqual(empty, []);
});

on('a teacher hides what is not for today', { hash: at('average', 'mode=slides&hide=noise,seed') }, async (page) => {
  assert.equal(await page.locator('#average [data-set="noise"]').isVisible(), false);
  assert.equal(await page.locator('#average [data-do="seed"]').isVisible(), false);
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '24px');
});

/** Every width in the gate; each with every theme only where it is asked for. */
const WIDTHS = [[1280, 800], [768, 1024], [390, 780], [360, 740], [320, 640]];
const THEMES = all ? [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }] : [{ colorScheme: 'light' }];
for (const room of ROOMS) {
  for (const theme of THEMES) {
    for (const hasTouch of [false, true]) {
      on(`${room} fits ${hasTouch ? 'phones' : 'screens'}, figure and control together, ${Object.values(theme)}`, { ...theme, hasTouch, hash: at(room) }, async (page) => {
        for (const [width, height] of WIDTHS.filter(([width]) => width < 500 === hasTouch)) {
          await page.setViewportSize({ width, height });
          await frame(page);
          await tidy(page, `${width}`);
          const [figure, control] = await Promise.all([
            page.locator(`#${room} .map, #${room} .plot`).first().boundingBox(),
            page.locator(`#${room} .handle:visible, #${room} aside input:visible, #${room} aside button:visible`).first().boundingBox(),
          ]);
          assert.ok(figure.y < height && control.y + control.height / 2 < height, `${width}: ${JSON.stringify([figure, control])}`);
        }
      });
    }
  }
  on(`${room} says by more than colour what colours are forced away`, { hash: at(room), forcedColors: 'active' }, async (page) => {
    const lost = await page.evaluate(() => [...document.querySelectorAll('.handle:not([hidden])')].filter((at) => at.getBoundingClientRect().width > 0 && getComputedStyle(at, '::after').borderTopStyle === 'none').length);
    assert.equal(lost, 0);
    const grey = await page.evaluate(() => [['.share', null], ['.bars .bar', null], ['.key.dot', '::before'], ['.key.bar', '::before'], ['.spot', '::after']]
      .flatMap(([selector, part]) => [...document.querySelectorAll(selector)].map((at) => [selector, getComputedStyle(at, part).forcedColorAdjust]))
      .filter(([, adjust]) => adjust !== 'none').map(([selector]) => selector));
    assert.deepEqual(grey, [], 'what says something by its background keeps it');
  });
  on(`results are announced, what the pointer reads is not: ${room}`, { hash: at(room) }, async (page) => {
    const heard = await page.evaluate(() => [...document.querySelectorAll('output.reading')].filter((at) => at.getAttribute('aria-live') !== 'off').map((at) => at.dataset.read));
    assert.deepEqual(heard, []);
    const mute = await page.evaluate((room) => [...document.querySelectorAll(`#${room} canvas`)].filter((at) => at.getAttribute('aria-hidden') !== 'true' && !(at.getAttribute('role') === 'img' && at.getAttribute('aria-label'))).length, room);
    assert.equal(mute, 0, 'a canvas is named, or hidden');
    assert.ok(await page.locator(`#${room} [aria-live="polite"]`).count() > 0);
  });
}

const SETTINGS = [
  ['wide and light', { colorScheme: 'light' }, ''],
  ['on a phone, with the drawer', { viewport: { width: 390, height: 780 }, hasTouch: true }, 'take=json'],
];
if (all) SETTINGS.push(['wide, dark and in Chinese', { colorScheme: 'dark' }, 'lang=zh'], ['on a phone and dark', { viewport: { width: 390, height: 780 }, colorScheme: 'dark', hasTouch: true }, ''], ['on slides', {}, 'mode=slides'], ['at 320 px, in Chinese', { viewport: { width: 320, height: 640 } }, 'lang=zh']);
const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
for (const room of ROOMS) {
  for (const [name, options, query] of SETTINGS) {
    on(`axe finds nothing: ${room}, ${name}`, { ...options, hash: at(room, query) }, async (page) => {
      await page.evaluate(await axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 120)} ${node.failureSummary?.slice(0, 160)}`).join(' | ')}`), []);
    });
  }
}

for (const [task, query] of [['humidity', 'outcome=prediction'], ['unseen-exercise', 'outcome=3']]) {
  const hash = (more = '') => at('tune', `task=${task}&tuned=1&${query}${more}`);
  const done = (page) => page.waitForFunction(() => /^[0-9a-f]{16}$/.test(document.querySelector('[data-read="hash"]').textContent));
  for (const [name, options, more] of [['light', {}, ''], ['dark, in Chinese, on a phone', { colorScheme: 'dark', viewport: { width: 390, height: 780 }, hasTouch: true }, '&lang=zh']]) {
    on(`axe finds nothing: ${task}, ${name}`, { ...options, hash: hash(more) }, async (page) => {
      await done(page);
      await page.evaluate(await axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 120)} ${node.failureSummary?.slice(0, 160)}`).join(' | ')}`), []);
    });
  }
  on(`${task} fits every width, says by more than colour what is forced away, and has a name for all`, { hash: hash('&lang=zh'), forcedColors: 'active' }, async (page) => {
    await done(page);
    for (const [width, height] of WIDTHS) {
      await page.setViewportSize({ width, height });
      await frame(page);
      await tidy(page, `${width}`);
      const [line, control] = await Promise.all(['[data-read="outcomeFigure"] .uplot:visible', '[data-do="tune"]'].map((at) => page.locator(`#tune ${at}`).first().boundingBox()));
      assert.ok(line.width > 200 && line.height > 60 && control.height > 20, `${width}: ${JSON.stringify([line, control])}`);
    }
    for (const role of ['slider', 'radio', 'button', 'tab', 'textbox', 'table']) {
      const all = await page.getByRole(role).count();
      if (role !== 'table') assert.equal(await page.getByRole(role, { name: /\S/ }).count(), all, role);
    }
    assert.equal(await page.locator('#tune .key').evaluateAll((keys) => keys.filter((key) => !key.textContent.trim()).length), 0);
  });
}

for (const colorScheme of ['light', 'dark']) {
  on(`text can be read on ${colorScheme}`, { colorScheme }, async (page) => {
    const names = ['mist', 'sheet', 'ink', 'soft', 'river', 'leaf', 'plum', 'iris', 'rose', 'error'];
    const colours = await page.evaluate((names) => {
      const style = getComputedStyle(document.documentElement);
      return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    }, names);
    for (const text of names.slice(2)) {
      for (const ground of ['mist', 'sheet']) {
        const ratio = contrast(colours[text], colours[ground]);
        assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}; WCAG asks for 4.5`);
      }
    }
  });
}

for (const room of ROOMS) {
  on(`everything that can be used has a name: ${room}`, { hash: at(room) }, async (page) => {
    for (const role of ['slider', 'switch', 'radio', 'spinbutton', 'button', 'link', 'tab', 'combobox', 'textbox']) {
      const all = await page.getByRole(role).count();
      assert.equal(await page.getByRole(role, { name: /\S/ }).count(), all, role);
    }
  });
}

on('a formula that is wider than its place is scrolled by keys', { hash: at('schedule', 'lang=zh') }, async (page) => {
  const formula = page.locator('#schedule .formula');
  assert.equal(await formula.getAttribute('tabindex'), null);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.waitForFunction(() => document.querySelector('#schedule .formula').tabIndex === 0);
  await formula.focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => document.querySelector('#schedule .formula').scrollLeft > 0);
});

test('where the system has no language, the page starts all the same', async () => {
  const page = await blank();
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'language', { get: () => 'C' }));
  await page.goto(address);
  await page.waitForSelector('html[data-ready]');
  await page.context().close();
});

test('after the first load the page needs no network', async () => {
  const page = await blank();
  await page.goto(address);
  await page.waitForSelector('html[data-offline]');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.context().setOffline(true);
  await page.reload();
  await page.waitForSelector('html[data-ready]');
  assert.equal(await page.locator('#race').isVisible(), true);
  await page.context().close();
});

test('the page works from a folder of any server', async () => {
  const dist = fileURLToPath(new URL('../dist/', import.meta.url));
  const missing = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://any').pathname.replace(/^\/a\/b\//, '');
    const content = await readFile(dist + (path || 'index.html')).catch(() => null);
    if (!content || !request.url.startsWith('/a/b/')) missing.push(request.url);
    response.writeHead(content ? 200 : 404, { 'content-type': TYPES[/[^.]*$/.exec(path || 'index.html')] ?? 'text/plain' });
    response.end(content ?? '');
  }).listen(0);
  await once(server, 'listening');
  const page = await blank();
  await page.goto(`http://127.0.0.1:${server.address().port}/a/b/#/tune?tuned=1`);
  await page.waitForFunction((wanted) => document.querySelector('[data-read="hash"]').textContent === wanted, expected.golden.parameters_hash);
  await page.context().close();
  server.close();
  assert.deepEqual(missing, []);
});

test('opened as a file, or without JavaScript, the page says what it needs', async () => {
  const page = await blank();
  await page.goto(new URL('../dist/index.html', import.meta.url).href);
  await page.getByText('a browser runs WebAssembly only from a server').waitFor();
  await page.context().close();
  const silent = await blank({ javaScriptEnabled: false });
  await silent.goto(address);
  // What finds text by its words skips this element.
  await silent.locator('noscript .failure').waitFor();
  assert.match(await silent.locator('noscript').innerText(), /it needs JavaScript and WebAssembly/);
  await silent.context().close();
});

test('what keeps the page from starting is said', async () => {
  const page = await blank();
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto(address);
  await page.getByText(/The page could not start: /).waitFor();
  await page.context().close();
});

test('only what belongs to the page is served', async () => {
  for (const path of ['%2e%2e/package.json', 'none.js']) {
    assert.equal((await fetch(address + path)).status, 404, path);
  }
  const module = await readFile(new URL('../dist/index.html', import.meta.url), 'utf8');
  assert.equal(await (await fetch(address)).text(), module);
});

test('neither the page nor what only a device’s task loads grows unseen', async () => {
  const { readdir } = await import('node:fs/promises');
  const dist = new URL('../dist/', import.meta.url);
  const [sizes, later] = [{}, {}];
  for (const file of await readdir(dist, { recursive: true })) {
    const kind = /\.(html|css|js|wasm|woff2)$/.exec(file)?.[1];
    if (!kind) continue;
    const content = await readFile(new URL(file, dist));
    const of = file.includes('thalweg_wasm_devices') ? later : sizes;
    of[kind] = (of[kind] ?? 0) + (kind === 'woff2' ? content.length : gzipSync(content, { level: 9 }).length);
  }
  const { woff2, ...rest } = sizes;
  const sum = (sizes) => Object.values(sizes).reduce((a, b) => a + b, 0);
  console.error(`  gzipped: ${JSON.stringify(sizes)}, ${sum(rest)} without fonts; of devices: ${JSON.stringify(later)}`);
  assert.ok(sum(rest) <= 350 * 1024, `${sum(rest)} bytes`);
  assert.ok(woff2 <= 150 * 1024, `${woff2} bytes of fonts`);
  // 26 KB of it look through a file of one's own, of any task, as the host does.
  assert.ok(later.wasm > 0 && sum(later) <= 129 * 1024, `${sum(later)} bytes of devices`);
});

on('what only a device’s task needs is not loaded before', { hash: at('tune', 'tuned=1') }, async (page) => {
  const devices = () => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /thalweg_wasm_devices|weather/.test(name)).length);
  await page.waitForFunction(() => /^[0-9a-f]{16}$/.test(document.querySelector('[data-read="hash"]').textContent));
  assert.equal(await devices(), 0);
  await page.getByRole('radio', { name: 'Humidity' }).click();
  await page.getByText('Station LGA', { exact: true }).waitFor();
  assert.ok(await devices() > 0);
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
