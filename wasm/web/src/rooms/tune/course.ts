// A whole fine-tuning: computed at once, shown as it went.

import type { Device } from '../../devices';
import { figure, outcomeOf, type Outcome } from '../../outcome';
import { open, type Recipe } from '../../recipe';
import { share } from '../../score';
import { text } from '../../text';
import type { Person } from '../../wasm/thalweg_wasm';

export interface Course {
  losses: Float32Array;
  rates: Float32Array;
  tested: Uint32Array;
  accuracies: Float32Array;
  after: Uint32Array;
  /** What it reached, as a person reads it. */
  reached: string;
  /** Of a device's. */
  outcome: Outcome | null;
  parameters: Float32Array;
  hash: string;
  ram: number;
  time: number;
  name: string;
}

export function courseOf(person: Person, recipe: Recipe): Course {
  const json = JSON.stringify(recipe);
  const found = person.tune(json);
  const after = found.confusion();
  const made: Course = {
    losses: found.losses(), rates: found.rates(), tested: found.tested(), accuracies: found.accuracies(), after, reached: share(after), outcome: null, parameters: found.parameters(),
    hash: found.hash(), ram: found.ram_bytes(), time: timed(() => person.practise(json), found.losses().length), name: called(recipe),
  };
  found.free();
  return made;
}

/** The same on a device, by its own recipe. */
export function courseOn(device: Device, task: string, recipe: Recipe, rates: Float32Array): Course {
  const found = device.play();
  const outcome = outcomeOf(task, found);
  const none = new Float32Array();
  const made: Course = {
    losses: found.losses(), rates, tested: new Uint32Array(), accuracies: none, after: new Uint32Array(), reached: figure(outcome, 1), outcome, parameters: none,
    hash: found.hash(), ram: device.ram_bytes(), time: timed(() => device.practise(), rates.length), name: called(recipe),
  };
  found.free();
  return made;
}

/** A recipe in short. */
export const called = ({ rule, epochs, batch }: Recipe): string => text().recipeStrip(open(rule).name, epochs, batch);

/** Microseconds a step, over a whole fine-tuning without looking at it. */
function timed(practise: () => void, steps: number): number {
  const begin = performance.now();
  practise();
  return (1000 * (performance.now() - begin)) / Math.max(steps, 1);
}
