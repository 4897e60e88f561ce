// Takes from the modules of a folder what only their readers need, and leaves what runs.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minifySync } from 'vite';

const folder = process.argv[2];
for (const name of readdirSync(folder).filter((name) => name.endsWith('.js'))) {
  const file = join(folder, name);
  const { code, errors } = minifySync(file, readFileSync(file, 'utf8'), { module: true });
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  writeFileSync(file, code);
}
