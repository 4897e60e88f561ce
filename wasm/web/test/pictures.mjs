// The pictures of the page that the README shows, taken anew: of each room as it is come to, in English and by day.

import { fileURLToPath } from 'node:url';
import { at, close, frame, open } from './page.mjs';

const PICTURES = {
  'explorer': at('race'),
  'pictures/schedule': at('schedule'),
  'pictures/momentum': at('momentum'),
  'pictures/fine-tune': at('tune', 'tuned=1'),
  'pictures/take-away': at('race', 'take=rust'),
};

for (const [name, address] of Object.entries(PICTURES)) {
  const page = await open(address);
  if (name.endsWith('fine-tune')) await page.waitForFunction(() => /^[0-9a-f]{16}$/.test(document.querySelector('[data-read="hash"]').textContent));
  await frame(page);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: fileURLToPath(new URL(`../${name}.png`, import.meta.url)) });
  await page.context().close();
}
await close();
