// In a browser and from a bundler the WebAssembly is fetched before whoever imports this goes on.
import init from './lib/core.js';

await init({ module_or_path: new URL('./lib/core_bg.wasm', import.meta.url) });

export * from './lib/index.js';
