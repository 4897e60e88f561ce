// Who there is to meet: the committed data of each task, in which a file is somebody's, or everybody's of the task.

import { DEVICES, devices } from './devices';
import { text } from './text';
import { unpacked } from './unpacked';
import * as thalweg from './wasm/thalweg_wasm';

/** Of all tasks. */
const FILES = import.meta.glob(['../../../tasks/*/data/*.csv', '../../../tasks/*/data/*.csv.gz'], { query: '?url', import: 'default' }) as Record<string, () => Promise<string>>;
/** Whose data are another task's. */
const FOLDERS: Readonly<Record<string, string>> = { 'unseen-exercise': 'watch' };
/** A file of one person says so. */
const OWN_FILE = /person(\d+)/;

export interface Met {
  /** As the address has it. */
  key: string;
  /** As he is called. */
  name: string;
  /** His name within the file, which may hold many; none if it is all his. */
  within: string;
  /** Whether the network was trained on him, was not, or nobody knows, as the file is one's own. */
  is: 'known' | 'new' | 'own';
  content: () => Promise<Uint8Array>;
}

/** The committed people of a task; whom its network does not know is the last. */
export async function peopleOf(task: string): Promise<readonly Met[]> {
  const files = Object.keys(FILES).filter((path) => path.includes(`/tasks/${FOLDERS[task] ?? task}/data/`)).sort();
  const found: Met[] = [];
  for (const path of files) {
    const own = OWN_FILE.exec(path)?.[1];
    if (own !== undefined) {
      found.push({ key: own, name: own, within: '', is: 'known', content: () => fetched(path) });
      continue;
    }
    const content = await fetched(path);
    found.push(...(await namesIn(task, content, false)).map((name): Met => ({ key: name, name, within: name, is: 'known', content: () => Promise.resolve(content) })));
  }
  return found.map((met, i) => (i === found.length - 1 ? { ...met, is: 'new' } : met));
}

/** The people of a file of one's own. */
export async function ownPeople(task: string, content: Uint8Array, file: string): Promise<Met[]> {
  const names = await namesIn(task, content, true);
  return names.map((name, i) => ({ key: i ? `own-${i}` : 'own', name: name ? `${file}: ${name}` : file, within: name, is: 'own', content: () => Promise.resolve(content) }));
}

async function namesIn(task: string, content: Uint8Array, own: boolean): Promise<string[]> {
  return DEVICES.includes(task) ? (await devices()).people(task, content) : thalweg.people(task, content, own);
}

async function fetched(path: string): Promise<Uint8Array> {
  const response = await fetch(await FILES[path]!());
  if (!response.ok) throw new Error(`${text().notFetched}: ${response.status}`);
  return unpacked(new Uint8Array(await response.arrayBuffer()), path.slice(path.lastIndexOf('/') + 1));
}
