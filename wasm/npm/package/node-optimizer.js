// The optimizers, whose WebAssembly most programs do without.
import { readFileSync } from 'node:fs';
import './node.js';
import { initSync } from './lib/rules.js';

initSync({ module: readFileSync(new URL('./lib/rules_bg.wasm', import.meta.url)) });

export { Optimizer } from './lib/optimizer.js';
