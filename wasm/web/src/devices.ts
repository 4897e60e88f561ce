// The tasks that are played to their devices' own code: a WebAssembly of its own, which only those load who meet one,
// or whose own file is looked at.

import { text } from './text';
import type * as Devices from './wasm/thalweg_wasm_devices';

export type { Device, Played } from './wasm/thalweg_wasm_devices';

/** Their names. */
export const DEVICES: readonly string[] = ['humidity', 'unseen-exercise'];

let loading: Promise<typeof Devices> | undefined;

/** Their code; where it did not come, it is asked for again. */
export function devices(): Promise<typeof Devices> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw new Error(`${text().codeNotFetched}: ${(error as Error).message}`);
  });
  return loading;
}

async function load(): Promise<typeof Devices> {
  const [module, { default: address }] = await Promise.all([import('./wasm/thalweg_wasm_devices'), import('./wasm/thalweg_wasm_devices_bg.wasm?url')]);
  await module.default({ module_or_path: address });
  return module;
}
