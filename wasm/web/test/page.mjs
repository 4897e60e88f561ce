// A browser, pages in it, and what went wrong on them.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { chromium } from 'playwright-core';

const { EXPLORER_URL, EXPLORER_BROWSER, EXPLORER_EXPECTED } = process.env;
if (!EXPLORER_URL || !EXPLORER_BROWSER || !EXPLORER_EXPECTED) {
  throw new Error('run these tests by: cargo xtask test --only browser');
}

/** The page's address. */
export const address = EXPLORER_URL;
/** What the host computed. */
export const expected = JSON.parse(EXPLORER_EXPECTED);

const FLAGS = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

function launch() {
  // As root, as in a container, Chromium's sandbox cannot start.
  const root = process.getuid?.() === 0;
  return chromium.launch({ executablePath: EXPLORER_BROWSER, args: [...FLAGS, ...(root ? ['--no-sandbox'] : [])] });
}

/** Milliseconds for whatever is waited for: other sections run beside this one, and a browser that nobody has run since a
    build waits for the disk. How long things take is the bench's. */
const PATIENCE = 90_000;

let running;
/** The one browser of whoever imports this. */
export const browser = () => (running ??= launch());

export async function close() {
  await (await running)?.close();
}

/** A page with nothing in it, in a context of its own. */
export async function blank(options = {}) {
  const context = await (await browser()).newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  return page;
}

/** As a page is where a test says nothing else. */
const STANDARD = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', colorScheme: 'light', forcedColors: 'none' };

/** An empty page; its `trouble` collects whatever should not happen. */
async function watched(options) {
  const page = await blank(options);
  // As where nothing can be kept, without which a page that is open for a moment is ready sooner; what is kept has a test of its own.
  await page.addInitScript(() => delete globalThis.caches);
  page.trouble = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && page.trouble.push(message.text()));
  page.on('pageerror', (error) => page.trouble.push(String(error)));
  // What a page had begun when it was left has not failed.
  page.on('requestfailed', (request) => request.failure()?.errorText !== 'net::ERR_ABORTED' && page.trouble.push(`failed: ${request.url()}`));
  page.on('response', (response) => response.status() >= 400 && page.trouble.push(`${response.status()}: ${response.url()}`));
  page.on('request', (request) => request.url().startsWith(address) || request.url() === NOWHERE || page.trouble.push(`elsewhere: ${request.url()}`));
  return page;
}

async function go(page, hash) {
  await page.goto(address + hash);
  await page.waitForSelector('html[data-ready]');
}

/** Opens the page in a context of its own. */
export async function open(hash = '', options = {}) {
  const page = await watched({ ...STANDARD, ...options });
  await go(page, hash);
  return page;
}

const NOWHERE = 'about:blank';
/** Pages that tests use one after the other, by what of a context is settled when it is made. */
const shared = new Map();

/** Opens the page where another test had it, of which nothing is left; a fresh one takes three times as long. */
async function borrow({ hash = '', viewport, reducedMotion, colorScheme, forcedColors, ...settled }) {
  const key = JSON.stringify(settled);
  const found = shared.get(key);
  // Whoever fails on the way leaves nobody a page.
  shared.delete(key);
  const page = found ?? (await watched(settled));
  page.session ??= await page.context().newCDPSession(page);
  if (found) await leave(page);
  await page.setViewportSize(viewport);
  await page.emulateMedia({ reducedMotion, colorScheme, forcedColors });
  page.trouble = [];
  await go(page, hash);
  // Back leads to where the test has been, and no further.
  await page.session.send('Page.resetNavigationHistory');
  return { page, giveBack: () => shared.set(key, page) };
}

/** Leaves the page with its globals, timers and listeners, and forgets what it kept and how it was used. */
async function leave(page) {
  await page.unrouteAll();
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(NOWHERE);
  await page.session.send('Storage.clearDataForOrigin', { origin: new URL(address).origin, storageTypes: 'all' });
  await page.context().clearCookies();
  await page.mouse.move(-1, -1);
}

/** The text of an output of a room. */
export const read = (page, room, name) => page.locator(`#${room} [data-read="${name}"]`).innerText();

/** A handle of a chart, by its label. */
export const handle = (page, label) => page.getByRole('slider', { name: label, exact: true }).first();

/** Drags a handle by so many pixels. */
export async function drag(page, label, across, up) {
  const knob = handle(page, label);
  await knob.scrollIntoViewIfNeeded();
  const box = await knob.boundingBox();
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + across, y - up, { steps: 8 });
  await page.mouse.up();
  await frame(page);
}

/** A finger from one place to another. */
export async function swipe(page, [x, y], [toX, toY]) {
  const session = await page.context().newCDPSession(page);
  const touch = (type, ...touchPoints) => session.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', { x, y });
  for (let step = 1; step <= 8; step += 1) await touch('touchMove', { x: x + ((toX - x) * step) / 8, y: y + ((toY - y) * step) / 8 });
  await touch('touchEnd');
  await session.detach();
  await frame(page);
}

/** The text of the file that a button gives. */
export async function downloaded(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return readFile(await file.path(), 'utf8');
}

/** Waits until the address has been written. */
export const frame = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** What the address says of the state. */
export const hash = (page) => new URLSearchParams(new URL(page.url()).hash.replace(/^[^?]*\??/, ''));

/** The state as the page has it. */
export const state = (page) => page.evaluate(() => globalThis.store.get());

/** Nothing lies beside the page, and every handle within its chart. */
export async function tidy(page, where = '') {
  const found = await page.evaluate(() => {
    const outside = [...document.querySelectorAll('.handle')].filter((handle) => {
      const [own, chart] = [handle.getBoundingClientRect(), handle.parentElement.getBoundingClientRect()];
      if (own.width === 0) return false;
      const [x, y] = [own.left + own.width / 2, own.top + own.height / 2];
      return x < chart.left - 2 || x > chart.right + 2 || (!handle.classList.contains('line') && (y < chart.top - 2 || y > chart.bottom + 2));
    });
    return { wide: document.documentElement.scrollWidth - innerWidth, outside: outside.map((handle) => handle.getAttribute('aria-label')) };
  });
  if (found.wide > 0 || found.outside.length > 0) throw new Error(`${where} ${page.url()}: ${JSON.stringify(found)}`);
}

/** A test with the page as nobody has used it, which must have no trouble and keep within its window. */
export function on(name, options, body) {
  test(name, async () => {
    const { page, giveBack } = await borrow({ ...STANDARD, ...options });
    try {
      await body(page);
      await tidy(page, name);
      assert.deepEqual(page.trouble, []);
      giveBack();
    } catch (error) {
      await page.context().close();
      throw error;
    }
  });
}

export const ROOMS = ['race', 'average', 'momentum', 'schedule', 'tune'];
/** The address of a room. */
export const at = (room, query = '') => `#/${room}${query && `?${query}`}`;
