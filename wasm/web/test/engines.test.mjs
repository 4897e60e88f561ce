// The page in Firefox and in WebKit: it starts, and its numbers have the bits of the host there too.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { address, at, expected } from './page.mjs';

const { EXPLORER_FIREFOX, EXPLORER_WEBKIT, EXPLORER_MINI_BROWSER } = process.env;
const PATIENCE = 60_000;

/** What the page finds, run in it: the hash of the watch's parameters, the ways of the rules, and the language. */
const FOUND = `(() => {
  const hash = document.querySelector('[data-read="hash"]')?.textContent ?? '';
  if (!/^[0-9a-f]{16}$/.test(hash)) return null;
  const thalweg = globalThis.thalweg;
  const rules = JSON.parse(thalweg.cards()).rules;
  const ways = ${JSON.stringify(expected.races.map(({ rule, rate }) => [rule, rate]))}.map(([name, rate]) => {
    const rule = rules.find((card) => card.name === name).value;
    const rows = thalweg.race(new thalweg.Surface('rosenbrock', 10), rule, rate, undefined, -1.2, 1, 200);
    const whole = new Uint32Array(rows.buffer, rows.byteOffset, rows.length);
    return Array.from({ length: rows.length / 5 - 1 }, (_, i) => [whole[5 * i + 5], whole[5 * i + 6]]);
  });
  return { hash, ways, failure: document.querySelector('.failure').hidden };
})()`;

function right(found) {
  assert.equal(found.hash, expected.golden.parameters_hash);
  assert.deepEqual(found.ways, expected.races.map(({ bits }) => bits));
  assert.equal(found.failure, true, 'nothing is said to have failed');
}

/** Asks until the page has found something. */
async function until(ask) {
  for (const begin = Date.now(); Date.now() - begin < PATIENCE; await new Promise((done) => setTimeout(done, 250))) {
    const found = await ask();
    if (found) return found;
  }
  throw new Error('the page has found nothing');
}

test('Firefox lands on the bits of the host', async () => {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath: EXPLORER_FIREFOX, headless: true });
  try {
    const page = await browser.newPage();
    await page.goto(address + at('tune', 'tuned=1'));
    right(await until(() => page.evaluate(FOUND)));
  } finally {
    await browser.close();
  }
});

test('WebKit lands on the bits of the host, where the system has no language', async () => {
  const port = 20_000 + (process.pid % 20_000);
  const display = `:${90 + (process.pid % 100)}`;
  const screen = spawn('Xvfb', [display, '-screen', '0', '1280x900x24'], { stdio: 'ignore' });
  const environment = { ...process.env, DISPLAY: display, LANG: 'C', WEBKIT_DISABLE_COMPOSITING_MODE: '1', WEBKIT_FORCE_SANDBOX: '0' };
  const driver = spawn(EXPLORER_WEBKIT, [`--port=${port}`], { stdio: 'ignore', env: environment });
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value.message}`);
    return value;
  };
  try {
    await until(() => ask('GET', '/status').catch(() => null));
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary: EXPLORER_MINI_BROWSER, args: ['--automation'] } } };
    const { sessionId } = await ask('POST', '/session', { capabilities });
    await ask('POST', `/session/${sessionId}/url`, { url: address + at('tune', 'tuned=1') });
    right(await until(() => ask('POST', `/session/${sessionId}/execute/sync`, { script: `return ${FOUND}`, args: [] })));
    await ask('DELETE', `/session/${sessionId}`);
  } finally {
    for (const child of [driver, screen]) {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  }
});
