import { Adam, type AdamOptions, Cosine, Ema, OneCycle, Recipe, Schedule, Then } from 'thalweg';
import { Optimizer } from 'thalweg/optimizer';

const options: AdamOptions = { beta1: 0.9 };
const schedule: Schedule = new Then(new Cosine({ base: 0.1, last: 0, steps: 10, pastEnd: 'RiseAgain' }), new OneCycle({ max: 1, steps: 9 }), { boundary: 10 });
const rates: Float32Array = schedule.warmup(3).clamp({ low: 0, high: 1 }).sample(20);
const recipe = new Recipe({ rule: new Adam(options), schedule, clip: { ByValue: { max: 1 } }, seed: 7n });
const applied: boolean = new Optimizer(recipe, { rows: 2, columns: 10 }).step(rates, rates, recipe.schedule.at(0));
export const all: [boolean, number, Uint8Array] = [applied, new Ema(0.9).push(1).corrected, recipe.encode()];

// @ts-expect-error: a rate is no text
new Cosine({ base: '0.1', last: 0, steps: 10 });
// @ts-expect-error: the number of steps is asked for
new Cosine({ base: 0.1, last: 0 });
// @ts-expect-error: no such end
new Cosine({ base: 0.1, last: 0, steps: 10, pastEnd: 'Nope' });
// @ts-expect-error: a rule is not its name
new Optimizer('Adam', 2);
