// Files, chosen or dropped: another person's recordings, or a run.

import { digits, type Room } from '../../dom';
import { readRun, type Run } from '../../run';
import { text } from '../../text';
import { LARGEST, unpacked } from '../../unpacked';

/** A log is small; more is recordings. */
const LONGEST_LOG = 4 << 20;

interface Takers {
  lay: (name: string, run: Run) => void;
  recordings: (content: Uint8Array, name: string) => Promise<void>;
  refuse: (why: string) => void;
}

export function files(room: Room, { lay, recordings, refuse }: Takers): void {
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > LARGEST) return refuse(text().tooLarge(file.name, digits(file.size / 2 ** 20)));
    try {
      const content = await unpacked(new Uint8Array(await file.arrayBuffer()), file.name);
      const run = content.length <= LONGEST_LOG ? readRun(new TextDecoder().decode(content)) : null;
      if (run) return lay(file.name, run);
      await recordings(content, file.name);
    } catch (error) {
      refuse((error as Error).message);
    }
  };
  const chooser = room.input('file');
  chooser.addEventListener('change', () => void take(chooser.files?.[0]).then(() => (chooser.value = '')));
  room.element.addEventListener('drop', (event) => void take(event.dataTransfer?.files[0]));
}
