// The runs of this page, of which one may be laid over the course, as may one that was dropped.

import { download, element, sentence, type Room } from '../../dom';
import { alike, writeRun, type Run } from '../../run';
import { text } from '../../text';
import type { Course } from './course';

const MOST_RUNS = 8;

/** What is laid over the course: another run of this page, or one that was dropped. */
interface Laid {
  name: string;
  run: Run;
  of?: Course;
}

/** The runs of a room, whose course is drawn anew when another lies over it. */
export function runs(room: Room, draw: () => void) {
  const words = text();
  let kept: Course[] = [];
  let beside: Laid | null = null;

  function list(): void {
    const row = (run: Course, i: number) => {
      const name = words.run(kept.length - i);
      const lay = element('button', name, { type: 'button', class: 'small', 'aria-pressed': String(beside?.of === run), 'aria-label': words.layOver(name) });
      lay.addEventListener('click', () => over(beside?.of === run ? null : { name, of: run, run: { losses: Array.from(run.losses), rates: Array.from(run.rates) } }));
      const save = element('button', '↓', { type: 'button', class: 'plain', 'aria-label': words.saveRun(name) });
      save.addEventListener('click', () => download(writeRun(run.losses, run.rates), `${name.replaceAll(' ', '-')}.csv`));
      return element('p', [lay, ` ${run.name}: `, element('strong', run.reached), ' ', element('code', run.hash), ' ', save]);
    };
    room.output('runs').replaceChildren(...kept.map(row));
  }

  /** Lays a run over the course, or takes it away. */
  function over(next: Laid | null): void {
    beside = next;
    list();
    draw();
  }

  /** Says how the run that lies over a course differs from it. */
  function compare(course: Course | null): void {
    const place = room.output('beside');
    place.hidden = beside === null;
    if (!beside) return;
    const take = element('button', '×', { type: 'button', class: 'plain', 'aria-label': words.layOver(beside.name) });
    take.addEventListener('click', () => over(null));
    const steps = beside.run.losses.length;
    const same = course ? alike(beside.run, course.losses) : 0;
    const said = !course ? words.runWaits(beside.name, steps) : same === Math.min(steps, course.losses.length) ? words.runSame(beside.name, same) : words.runParts(beside.name, same);
    place.replaceChildren(...sentence(said), ' ', take);
  }

  /** Keeps a course, of which none is kept twice. */
  function keep(course: Course): void {
    if (!kept.includes(course)) kept = [course, ...kept].slice(0, MOST_RUNS);
    list();
  }

  function clear(): void {
    kept = [];
    beside = null;
    list();
  }

  return { over, compare, keep, clear, beside: () => beside?.run };
}
