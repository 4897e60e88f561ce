// How all the committed people of a task fare with parameters that were tuned for one of them.

import { element, sentence } from './dom';
import type { Met } from './people';
import { ofAll, percent, row, type Score } from './score';
import { text } from './text';
import * as thalweg from './wasm/thalweg_wasm';

type Fared = readonly [name: string, was: Score, is: Score];

/** A table of them, and who is recognised less well; null as soon as nobody waits for it any more. */
export async function everybody(task: string, people: readonly Met[], parameters: Float32Array, awaited: () => boolean): Promise<HTMLElement[] | null> {
  const fared: Fared[] = [];
  // By the statistics that are each one's own, if the task takes such: what differs is what was learnt.
  let by = '';
  for (const { name, within, content } of people) {
    const file = await content();
    if (!awaited()) return null;
    const person = new thalweg.Person(task, file, within, false);
    try {
      const calibrated = person.calibrated();
      by = calibrated.length ? text().eachCalibrated : '';
      fared.push([name, ofAll(by ? calibrated : person.before()), ofAll(person.recognised(parameters))]);
    } finally {
      person.free();
    }
  }
  return [table(fared), element('p', [by, ...sentence(forgotten(fared))], { class: 'sentence' })];
}

function table(fared: readonly Fared[]): HTMLElement {
  const words = text();
  const rows = fared.map(([name, was, is]) => row(`${words.person} ${name}`, was, is));
  return element('table', [element('tbody', rows)], { class: 'classes', 'aria-label': words.knownPersons });
}

function forgotten(fared: readonly Fared[]): string[] {
  const words = text();
  const worse = fared.filter(([, was, is]) => is[0] < was[0]).map(([name, was, is]) => `${name} (${(percent(is) - percent(was)).toFixed(1).replace('-', '−')} %)`);
  return worse.length ? words.worsePersons(worse.join(', ')) : [words.noneWorsePerson];
}
