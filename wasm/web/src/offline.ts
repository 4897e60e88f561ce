// After the first load the page works without a network.

const STORE = 'thalweg';
/** People’s data, what says where it is, and the code of devices: kept, as another visit may ask for others. */
const DATA = /thalweg_wasm_devices|\.gz$|\.csv$|\.csv-[^/]*\.js$|speakers[^/]*\.js$/;

/** Keeps what was loaded, and lets a worker answer with it; where that is not allowed, all stays as it is. */
export async function keep(): Promise<void> {
  if (!('serviceWorker' in navigator) || !('caches' in globalThis) || !import.meta.env.PROD) return;
  try {
    await navigator.serviceWorker.register('./worker.js');
    const store = await caches.open(STORE);
    const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
    const own = loaded.filter((name) => name.startsWith(location.origin) && !name.includes('worker.js'));
    const page = location.href.replace(/[?#].*$/, '');
    // What was asked for twice is kept once: the store refuses it otherwise.
    const wanted = [...new Set([page, ...own])];
    for (const old of await store.keys()) if (!wanted.includes(old.url) && !DATA.test(old.url)) await store.delete(old);
    await store.addAll(wanted);
    document.documentElement.dataset['offline'] = '';
  } catch {
    // A browser that keeps nothing, in private windows, or a host without https.
  }
}
