// What looks wrong with a file of one's own, though it may be meant: as the host finds it, beside the committed data.

import { devices } from './devices';
import type { Met } from './people';

/** Each in one line; the committed people are those of the task. */
export async function audit(task: string, file: Uint8Array, committed: readonly Met[]): Promise<string[]> {
  const code = await devices();
  const known = new code.Committed();
  try {
    // A file of everybody comes once; one of a person alone, if the network knows him.
    const files = new Map<Uint8Array, string>();
    for (const { name, within, is, content } of committed) if (within || is === 'known') files.set(await content(), name);
    files.forEach((name, file) => known.add(name, file));
    return code.findings(task, file, known);
  } finally {
    known.free();
  }
}
