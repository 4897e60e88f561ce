// The drawer of every room: the recipe as text for elsewhere, and back.

import { choose, complain, download, find } from '../dom';
import { png, svg } from '../picture';
import { fresh, fromBytes, pack, unpack, type Recipe } from '../recipe';
import { format, type State, type Store } from '../state';
import { text } from '../text';
import * as thalweg from '../wasm/thalweg_wasm';

const PER_LINE = 16;
/** A recipe is small; more is another file. */
const MOST = 64 * 1024;

export function drawer(store: Store): void {
  const words = text();
  const place = find(document, '.drawer');
  const button = find(document, '[data-do="take"]');
  const part = (name: string) => find(place, `[data-read="${name}"]`);
  let chosen = store.get().take || 'rust';
  const pick = choose(part('tabs'), Object.entries(words.tabs), (take) => store.set({ take }));
  button.addEventListener('click', () => store.set({ take: store.get().take ? '' : chosen }));
  const close = () => {
    store.set({ take: '' });
    button.focus();
  };
  find(place, '[data-do="close"]').addEventListener('click', close);
  place.addEventListener('keydown', (event) => event.key === 'Escape' && close());

  find(place, '[data-do="copy"]').addEventListener('click', () => {
    const content = part('text').textContent ?? '';
    const copied = navigator.clipboard?.writeText(content) ?? Promise.reject(new Error());
    copied.then(
      () => (part('done').textContent = words.copied),
      () => {
        part('done').textContent = words.notCopied;
        getSelection()?.selectAllChildren(part('text'));
      },
    );
  });
  find(place, '[data-do="download"]').addEventListener('click', () => void save(store.get()));

  const paste = find(place, '[data-set="paste"]') as HTMLTextAreaElement;
  const take = (content: string | Uint8Array) => {
    try {
      store.set({ recipe: read(content) });
      complain(part('refusal'), null);
      part('done').textContent = words.pasted;
      paste.value = '';
    } catch (error) {
      complain(part('refusal'), words.notARecipe((error as Error).message));
    }
  };
  paste.addEventListener('input', () => paste.value.trim() && take(paste.value.trim()));
  place.addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    if (file.size > MOST) return complain(part('refusal'), words.notARecipe(`${file.name}: ${file.size} > ${MOST} bytes`));
    void file.arrayBuffer().then((buffer) => take(/\.(json|txt)$/.test(file.name) ? new TextDecoder().decode(buffer) : new Uint8Array(buffer)));
  });

  find(place, '[data-do="svg"]').addEventListener('click', () => void svg(store.get().room).then((blob) => download(blob, 'thalweg.svg')));

  async function save(state: Readonly<State>): Promise<void> {
    const content =
      chosen === 'picture' ? await png(state.room)
      : chosen === 'bytes' ? new Blob([thalweg.recipe_write(JSON.stringify(state.recipe)) as BlobPart])
      : (part('text').textContent ?? '');
    if (content !== null) download(content, FILES[chosen] ?? 'recipe.txt');
  }

  let shown = '';
  store.watch((state) => {
    place.hidden = state.take === '';
    button.setAttribute('aria-expanded', String(state.take !== ''));
    document.documentElement.classList.toggle('taking', state.take !== '');
    if (state.take === '') {
      shown = '';
      return;
    }
    chosen = state.take;
    pick(chosen);
    find(place, '[data-do="svg"]').hidden = chosen !== 'picture';
    const key = [chosen, pack(state.recipe), chosen === 'link' && format(state)].join();
    if (key === shown) return;
    shown = key;
    part('done').textContent = '';
    complain(part('refusal'), null);
    part('text').textContent = write(state);
  });

  function write(state: Readonly<State>): string {
    const json = JSON.stringify(state.recipe);
    switch (chosen) {
      case 'json':
        return JSON.stringify(state.recipe, null, 2);
      case 'bytes':
        return hex(thalweg.recipe_write(json));
      case 'link':
        return location.href.replace(/#.*$/, '') + format({ ...state, take: '' });
      case 'picture':
        return words.pictureNote;
      default:
        return thalweg.recipe_text(json, chosen);
    }
  }
}

const FILES: Readonly<Record<string, string>> = {
  rust: 'recipe.rs', bytes: 'recipe.bin', json: 'recipe.json', pytorch: 'recipe_pytorch.py', optax: 'recipe_optax.py', mxnet: 'recipe_mxnet.py', link: 'link.txt', picture: 'thalweg.png',
};

const hex = (bytes: Uint8Array): string =>
  Array.from({ length: Math.ceil(bytes.length / PER_LINE) }, (_, line) =>
    [...bytes.slice(line * PER_LINE, (line + 1) * PER_LINE)].map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
  ).join('\n');

/** A recipe of JSON, of bytes in hexadecimal, of a link, or of bytes. */
function read(content: string | Uint8Array): Recipe {
  if (typeof content !== 'string') return fromBytes(content);
  if (/^[0-9a-f\s]+$/i.test(content)) {
    return fromBytes(Uint8Array.from(content.replaceAll(/\s/g, '').match(/../g) ?? [], (two) => parseInt(two, 16)));
  }
  const json = content.startsWith('{') ? content : JSON.stringify(linked(content) ?? 0);
  const [refused] = thalweg.recipe_wrong(json);
  if (refused !== undefined) throw new Error(refused);
  return fromBytes(thalweg.recipe_write(json));
}

/** The recipe of a link of this page; one without is the one that the page starts with. */
function linked(content: string): Recipe | null {
  if (!/^\S+#\//.test(content)) return null;
  const packed = /[?&]r=([\w-]+)/.exec(content)?.[1];
  return packed === undefined ? fresh() : unpack(packed);
}
