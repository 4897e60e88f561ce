// In Node.js the WebAssembly lies beside this file.
import { readFileSync } from 'node:fs';
import { initSync } from './lib/core.js';

initSync({ module: readFileSync(new URL('./lib/core_bg.wasm', import.meta.url)) });

export * from './lib/index.js';
