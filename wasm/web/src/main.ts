import { calm, complain, find } from './dom';
import { average } from './rooms/average';
import { head } from './rooms/head';
import { job } from './rooms/job';
import { optimizers } from './rooms/optimizers';
import { schedule } from './rooms/schedule';
import { Store, room } from './state';
import init, * as thalweg from './wasm/thalweg_wasm';
import address from './wasm/thalweg_wasm_bg.wasm?url';

/** Links between the rooms keep the state in the address. */
function walk(store: Store): void {
  const go = (name: string) =>
    document.getElementById(name)?.scrollIntoView({ behavior: calm() ? 'auto' : 'smooth' });
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#room="]');
    if (!link) return;
    event.preventDefault();
    go(room(link.hash) ?? '');
  });
  const name = room(location.hash);
  if (name !== null) {
    go(name);
    store.write();
  }
}

async function open(): Promise<void> {
  await init({ module_or_path: address });
  const store = new Store();
  head(store);
  average(store);
  optimizers(store);
  schedule(store);
  job(store);
  walk(store);
  // For the curious: the crate itself, in the browser's console.
  Object.assign(globalThis, { thalweg });
  document.documentElement.dataset['ready'] = '';
}

open().catch((error: unknown) => {
  complain(find(document, 'main > .failure'), `The page could not start: ${String(error)}`);
  throw error;
});
