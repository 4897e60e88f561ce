// Who there is to meet: the committed data of each task, in which a file is somebody's, or everybody's of the task.

import { text } from './text';
import { unpacked } from './unpacked';
import * as thalweg from './wasm/thalweg_wasm';

/** Of the tasks that tell classes apart. */
const FILES = import.meta.glob(['../../../tasks/*/data/*.csv', '../../../tasks/*/data/*.csv.gz', '!../../../tasks/humidity/data/*'], { query: '?url', import: 'default' }) as Record<string, () => Promise<string>>;
/** A file of one person says so. */
const OWN_FILE = /person(\d+)/;

export interface Met {
  /** As the address has it. */
  name: string;
  /** His name within the file, which may hold many; none if it is all his. */
  within: string;
  content: () => Promise<Uint8Array>;
}

/** The people of a task; whom its network does not know is the last. */
export async function peopleOf(task: string): Promise<readonly Met[]> {
  const files = Object.keys(FILES).filter((path) => path.includes(`/tasks/${task}/data/`)).sort();
  const found: Met[] = [];
  for (const path of files) {
    const own = OWN_FILE.exec(path)?.[1];
    const content = () => fetched(path);
    if (own !== undefined) found.push({ name: own, within: '', content });
    else found.push(...within(task, await content()));
  }
  return found;
}

/** The people of a file that is there. */
export function within(task: string, content: Uint8Array): Met[] {
  return thalweg.people(task, content).map((name) => ({ name: name || 'own', within: name, content: () => Promise.resolve(content) }));
}

async function fetched(path: string): Promise<Uint8Array> {
  const response = await fetch(await FILES[path]!());
  if (!response.ok) throw new Error(`${text().notFetched}: ${response.status}`);
  return unpacked(new Uint8Array(await response.arrayBuffer()), path.slice(path.lastIndexOf('/') + 1));
}
