import { calm, complain, enter, find, scrollable } from './dom';
// In the order of the page, in which the bundle packs smallest.
import { race } from './rooms/race';
import { average } from './rooms/average';
import { momentum } from './rooms/momentum';
import { schedule } from './rooms/schedule';
import { tune } from './rooms/tune';
import { drawer } from './rooms/drawer';
import { ROOMS, Store, format, type State } from './state';
import { keep } from './offline';
import { label, meant, other, speak, text } from './text';
import init, * as thalweg from './wasm/thalweg_wasm';
import address from './wasm/thalweg_wasm_bg.wasm?url';

/** What a teacher may hide: the parts of the page that have this name. */
function hide(state: Readonly<State>): void {
  const hidden = new Set(state.hide.split(','));
  document.querySelectorAll<HTMLElement>('[data-hide]').forEach((at) => {
    at.classList.toggle('put-away', hidden.has(at.dataset['hide'] ?? ''));
  });
}

/** The bar: rooms, undo, language, slides. */
function shell(store: Store): void {
  const bar = find(document, '.top');
  const links = [...bar.querySelectorAll<HTMLAnchorElement>('a[data-room]')];
  const undo = find(bar, '[data-do="undo"]') as HTMLButtonElement;
  const redo = find(bar, '[data-do="redo"]') as HTMLButtonElement;
  undo.onclick = () => store.undo();
  redo.onclick = () => store.redo();
  find(bar, '[data-do="lang"]').onclick = () => store.set({ lang: other() });
  find(bar, '[data-do="slides"]').onclick = () => store.set({ mode: store.get().mode ? '' : 'slides' });
  find(bar, '.skip').onclick = (event) => {
    event.preventDefault();
    const room = enter(store.get().room).element;
    (room.querySelector<HTMLElement>('[tabindex="0"], input, button, select') ?? find(document, 'main')).focus();
  };
  for (const link of [...links, find(bar, '.brand') as HTMLAnchorElement]) {
    link.onclick = (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      store.set({ room: (link.dataset['room'] ?? 'race') as State['room'] });
      scrollTo({ top: 0, behavior: calm() ? 'auto' : 'smooth' });
    };
  }
  store.watch((state) => {
    for (const link of links) {
      link.href = format({ ...state, room: link.dataset['room'] as State['room'] });
      if (link.dataset['room'] === state.room) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    for (const room of ROOMS) enter(room).element.hidden = room !== state.room;
    undo.disabled = !store.canUndo;
    redo.disabled = !store.canRedo;
    document.documentElement.dataset['mode'] = state.mode;
    document.title = `${text()[state.room]} · thalweg`;
    hide(state);
  });
}

function keys(store: Store): void {
  addEventListener('keydown', (event) => {
    const typing = (event.target as Element).matches('input:not([type="range"], [type="checkbox"]), textarea');
    if (!(event.ctrlKey || event.metaKey) || typing || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    if (event.shiftKey) store.redo();
    else store.undo();
  });
  // A file that is dropped beside its place must not take the page away.
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => event.preventDefault());
}

function build(store: Store): void {
  const language = speak(store.get().lang);
  label(document);
  document.querySelectorAll<HTMLElement>('.formula').forEach(scrollable);
  shell(store);
  race(store);
  average(store);
  momentum(store);
  schedule(store);
  tune(store);
  drawer(store);
  store.watch((state) => {
    // Every text, label and chart anew: the address holds the rest.
    if (meant(state.lang) !== language) location.reload();
  });
}

async function open(): Promise<void> {
  await init({ module_or_path: address });
  const store = new Store();
  keys(store);
  build(store);
  store.write();
  // For the curious: the crate itself, in the browser's console.
  Object.assign(globalThis, { thalweg, store });
  document.documentElement.dataset['ready'] = '';
  void keep();
}

open().catch((error: unknown) => {
  complain(find(document, '.failure'), `The page could not start: ${String(error)}`);
  throw error;
});
