// Whom the room meets: the people of its task, of whom one is loaded. What comes late for another is left.

import { DEVICES, devices } from '../../devices';
import { choose, type Room } from '../../dom';
import { ownPeople, peopleOf, type Met } from '../../people';
import type { Store } from '../../state';
import { text } from '../../text';
import { audited, look } from './findings';
import { deviceOf, personOf, type Learner } from './learner';

interface Events {
  /** Another task is met. */
  another: () => void;
  /** Somebody is about to be met. */
  stop: () => void;
  /** Somebody is met, or nobody while he is on the way. */
  met: (learner: Learner | null) => void;
  /** He whom the address has tuned is met. */
  run: () => void;
  refuse: (why: string | null) => void;
}

/** The meetings of a room, which hears of them. */
export function meeting(room: Room, store: Store, { another, stop, met, run, refuse }: Events) {
  const person = room.output('person');
  /** The task that is shown, and whom it can meet. */
  let task = '';
  let committed: readonly Met[] = [];
  let people: readonly Met[] = [];
  let pick: (key: string) => void = () => {};
  /** Who is loaded, or is on the way. */
  let loaded = '';
  /** Counts whom somebody has asked for. */
  let turn = 0;

  /** Whom the task can meet now: everybody committed, and those of a file of one's own. */
  function offer(own: readonly Met[]): void {
    people = [...committed, ...own];
    room.button('others').hidden = committed.length < 2 || DEVICES.includes(task);
    pick = choose(room.output('persons'), chips(people), (person) => store.set({ person, tuned: false }));
    pick(store.get().person);
  }

  /** Nobody is met. */
  function nobody(): void {
    loaded = '';
    person.textContent = '–';
    look(room, []);
    met(null);
  }

  /** Whether somebody is met by what is in a file; what is wrong with it is shown. */
  async function open(file: Uint8Array, who: Met, name: string): Promise<boolean> {
    stop();
    const mine = turn;
    const wrong = (why: string) => refuse(`${name}: ${why}`);
    let next: Learner;
    try {
      // What it needs is there before anybody leaves.
      const code = DEVICES.includes(task) ? await devices() : null;
      if (turn !== mine) return false;
      next = code ? deviceOf(code, task, file, who) : personOf(task, file, who);
    } catch (error) {
      if (turn === mine) wrong((error as Error).message);
      return false;
    }
    refuse(null);
    look(room, []);
    if (who.is === 'own') void audited(room, task, file, committed, () => turn === mine, wrong);
    person.textContent = name;
    met(next);
    return true;
  }

  /** The first of the people of a file of one's own; the others can be chosen. */
  async function meetOwn(content: Uint8Array, file: string): Promise<void> {
    const mine = (turn += 1);
    let own: Met[];
    try {
      own = await ownPeople(task, content, file);
    } catch (error) {
      if (turn === mine) refuse(`${file}: ${(error as Error).message}`);
      return;
    }
    const [first] = own;
    if (turn !== mine || !first || !(await open(content, first, first.name))) return;
    loaded = `${task}/${first.key}`;
    offer(own);
    store.set({ tuned: false, person: first.key });
  }

  async function meet(name: string): Promise<void> {
    task = name;
    const mine = (turn += 1);
    head(room, name);
    refuse(null);
    another();
    committed = [];
    offer([]);
    nobody();
    person.textContent = text().reading;
    try {
      const all = await peopleOf(name);
      if (task !== name) return;
      committed = all;
      offer(people.filter(({ is }) => is === 'own'));
      if (turn === mine) await load(store.get().person);
    } catch (error) {
      if (task !== name || turn !== mine) return;
      // The next change of the address tries again.
      task = '';
      person.textContent = '–';
      refuse((error as Error).message);
    }
  }

  async function load(wanted: string): Promise<void> {
    // Who is not there is the new one.
    const who = people.find(({ key }) => key === wanted) ?? committed.at(-1);
    if (!who) return;
    const mine = (turn += 1);
    nobody();
    loaded = `${task}/${wanted}`;
    pick(who.key);
    person.textContent = text().reading;
    try {
      const content = await who.content();
      if (turn !== mine) return;
      const opened = await open(content, who, called(task, who));
      if (turn !== mine) return;
      if (!opened) person.textContent = '–';
      else if (store.get().tuned) run();
    } catch (error) {
      if (turn !== mine) return;
      // The next change of the address tries again.
      loaded = '';
      person.textContent = '–';
      refuse((error as Error).message);
    }
  }

  return {
    meetOwn,
    /** Whom the address asks for. */
    follow(wanted: string, who: string): void {
      if (wanted !== task) void meet(wanted);
      else if (`${task}/${who}` !== loaded && committed.length > 0) void load(who);
    },
    of: () => ({ task, committed }),
  };
}

/** The people of whom one is chosen: of a file that is one person's the field below says enough. */
function chips(people: readonly Met[]): (readonly [key: string, told: string])[] {
  const offered = people.filter(({ is, within }) => is !== 'own' || within);
  return offered.map(({ key, name, within, is }) => [key, is === 'new' ? text().personNew(name) : is === 'own' ? within : name]);
}

/** Somebody as the field below calls him. */
function called(task: string, { is, name }: Met): string {
  const { station, person, personKnown } = text();
  return is === 'own' ? name : `${task === 'humidity' ? station : person} ${name}${is === 'known' ? `, ${personKnown}` : ''}`;
}

/** What the task is, and what belongs to such tasks alone. */
function head(room: Room, task: string): void {
  const [, title = task, hint = ''] = text().tasks[task] ?? [];
  room.output('title').textContent = title;
  room.output('hint').textContent = hint;
  room.output('confusions').hidden = room.output('accuracyKey').hidden = DEVICES.includes(task);
}
