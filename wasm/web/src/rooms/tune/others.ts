// Whether the persons that the model knew are recognised as before.

import type { Room } from '../../dom';
import { everybody } from '../../everybody';
import type { Met } from '../../people';
import { text } from '../../text';
import type { Course } from './course';

/** The question of a room, about the committed people of its task; returns what it is told another course with. */
export function others(room: Room, of: () => { task: string; committed: readonly Met[] }, refuse: (why: string) => void): (next: Course | null, done: boolean) => void {
  const button = room.button('others');
  const place = room.output('everyone');
  let course: Course | null = null;
  /** The course of which it is asked how everybody fares. */
  let asked: Course | null = null;

  button.addEventListener('click', () => void ask());
  async function ask(): Promise<void> {
    if (!course) return;
    const mine = (asked = course);
    const { task, committed } = of();
    place.replaceChildren(text().reading);
    try {
      const told = await everybody(task, committed, mine.parameters, () => asked === mine);
      if (told) place.replaceChildren(...told);
    } catch (error) {
      if (asked === mine) refuse((error as Error).message);
    }
  }

  return (next, done) => {
    course = next;
    button.disabled = !done;
    if (!asked || asked === course) return;
    asked = null;
    place.replaceChildren();
  };
}
