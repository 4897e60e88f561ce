// Who is met: by a network that follows the page's recipe, or by a device that follows its own.

import type { devices } from '../../devices';
import { outcomeOf, type Outcome } from '../../outcome';
import type { Met } from '../../people';
import { fromBytes, type Recipe } from '../../recipe';
import { text } from '../../text';
import * as thalweg from '../../wasm/thalweg_wasm';
import { courseOf, courseOn, type Course } from './course';

/** Steps that a recipe may have here. */
const MOST_STEPS = 20_000;

export interface Learner {
  /** On a device: what its network makes of it before it learns, and its recipe. */
  factory?: Outcome;
  followed?: Recipe;
  /** Elsewhere: the names of the classes, and what each is taken for before anything is learnt. */
  classes?: readonly string[];
  before?: Uint32Array;
  /** The same by statistics of one's own; empty if nothing is calibrated. */
  calibrated?: Uint32Array;
  labelled: number;
  parameters: number;
  steps: (recipe: Recipe) => number;
  /** The schedule over the fine-tuning that is to come. */
  rates: (recipe: Recipe) => Float32Array;
  tune: (recipe: Recipe) => Course;
  /** What is followed where no other recipe is told. */
  own: () => Recipe;
  /** The highest rate at which the loss still fell, 0 for none; nobody asks a device. */
  range?: (recipe: Recipe) => number;
  free: () => void;
}

export function personOf(task: string, file: Uint8Array, { within, is }: Met): Learner {
  const words = text();
  const person = new thalweg.Person(task, file, within, is === 'own');
  const steps = (recipe: Recipe): number => {
    try {
      return person.steps(JSON.stringify(recipe));
    } catch {
      return 0;
    }
  };
  return {
    classes: task === 'watch' ? words.exercises : person.classes().map((name) => (name === '+' ? words.classNew : name)),
    before: person.before(),
    calibrated: person.calibrated(),
    labelled: person.labelled(),
    parameters: person.parameters(),
    steps,
    rates(recipe) {
      const curve = new thalweg.Curve(JSON.stringify(recipe.schedule));
      const rates = curve.sample(Math.min(steps(recipe), MOST_STEPS));
      curve.free();
      return rates;
    },
    tune: (recipe) => courseOf(person, recipe),
    own: () => JSON.parse(person.own_recipe()) as Recipe,
    range: (recipe) => person.range(JSON.stringify(recipe))[0] ?? 0,
    free: () => person.free(),
  };
}

export function deviceOf(code: Awaited<ReturnType<typeof devices>>, task: string, file: Uint8Array, { within, is }: Met): Learner {
  const device = new code.Device(task, file, within, is === 'own');
  try {
    const found = device.before();
    const [factory, rates, followed] = [outcomeOf(task, found), device.rates(), fromBytes(device.recipe())];
    found.free();
    return {
      factory,
      followed,
      labelled: device.labelled(),
      parameters: device.parameters(),
      steps: () => rates.length,
      rates: () => rates,
      tune: () => courseOn(device, task, followed, rates),
      own: () => followed,
      free: () => device.free(),
    };
  } catch (error) {
    device.free();
    throw error;
  }
}
