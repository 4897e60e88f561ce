// What looks wrong with a file of one's own, though it may be meant.

import { audit } from '../../audit';
import { element, type Room } from '../../dom';
import type { Met } from '../../people';
import { text } from '../../text';

export function look(room: Room, findings: readonly string[]): void {
  const place = room.output('findings');
  place.hidden = findings.length === 0;
  place.ariaBusy = 'false';
  place.replaceChildren(...(findings.length ? [element('p', text().looksWrong), element('ul', findings.map((finding) => element('li', finding)))] : []));
}

/** Looks at a file, as soon as there is what it is looked at with; what was found is shown if it is still awaited. */
export async function audited(room: Room, task: string, file: Uint8Array, committed: readonly Met[], awaited: () => boolean, refuse: (why: string) => void): Promise<void> {
  room.output('findings').ariaBusy = 'true';
  try {
    const findings = await audit(task, file, committed);
    if (awaited()) look(room, findings);
  } catch (error) {
    if (!awaited()) return;
    look(room, []);
    refuse((error as Error).message);
  }
}
