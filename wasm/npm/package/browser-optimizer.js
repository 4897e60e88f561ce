// The optimizers, whose WebAssembly most pages do without.
import './browser.js';
import init from './lib/rules.js';

await init({ module_or_path: new URL('./lib/rules_bg.wasm', import.meta.url) });

export { Optimizer } from './lib/optimizer.js';
