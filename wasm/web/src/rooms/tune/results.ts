// What came of it, in figures and tables: before, as far as the course is shown, after.

import { confusion } from '../../confusion';
import { digits, type Room } from '../../dom';
import { figures } from '../../figures';
import { figure, figureAt, saidAfter } from '../../outcome';
import { share } from '../../score';
import type { Store } from '../../state';
import { text } from '../../text';
import type { Course } from './course';
import type { Learner } from './learner';

const NONE = new Uint32Array();

/** The figures and tables of a room; returns what shows in them as much of a course as is shown. */
export function results(room: Room, store: Store): (learner: Learner | null, course: Course | null, shown: number, done: boolean) => void {
  const confused = confusion(room);
  const shownOf = figures(room, store);
  return (learner, course, shown, done) => {
    const { classes = [], before = NONE, calibrated = NONE, factory = null } = learner ?? {};
    const outcome = course?.outcome ?? null;
    const said = outcome ? saidAfter(outcome, shown) : 0;
    room.output('after').textContent = !course ? '–' : done ? course.reached : outcome ? figureAt(outcome, said) : tested(course, shown) ?? share(before);
    room.output('hash').textContent = done ? course!.hash : '–';
    room.output('time').textContent = course ? `${digits(course.time, 2)} µs` : '–';
    room.output('ram').textContent = course ? `${course.ram} B` : '–';
    confused({ classes, before, calibrated, after: done ? course!.after : null });
    const begun = outcome !== null && (done || said > 0);
    shownOf({ outcome: begun ? outcome : factory, said: begun ? said : null, done, exercises: text().exercises });
  };
}

/** The accuracy when it was last tested; null before. */
function tested({ tested, accuracies }: Course, shown: number): string | null {
  const at = tested.findLastIndex((step) => step <= shown);
  return at < 0 ? null : `${(100 * (accuracies[at] ?? 0)).toFixed(1)} %`;
}

/** What is known of somebody before anything is learnt; of nobody, nothing. */
export function known(room: Room, learner: Learner | null): void {
  room.output('before').textContent = !learner ? '–' : learner.factory ? figure(learner.factory, 0) : share(learner.before ?? NONE);
  room.output('labelled').textContent = learner ? String(learner.labelled) : '–';
  // There may be something between before and after.
  if (learner) room.output('calibrated').textContent = share(learner.calibrated ?? NONE);
  room.output('calibration').hidden = room.output('sayCalibrated').hidden = !learner?.calibrated?.length;
}
