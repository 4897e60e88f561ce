// The exponential moving average.

import { Average } from './core.js';
import { asked, number } from './error.js';

export class Ema {
  #average;

  constructor(decay) {
    number('Ema: decay', decay);
    this.#average = asked('Ema', () => new Average(decay));
  }

  /** Takes a number, and returns itself. */
  push(x) {
    number('Ema: x', x);
    asked('Ema', () => this.#average.push(x));
    return this;
  }

  /** The average, which starts at 0. */
  get value() {
    return this.#average.value();
  }

  /** The average over the weights that it has seen. */
  get corrected() {
    return this.#average.corrected();
  }

  /** How many numbers it averages, about: 1/(1 − γ). */
  get window() {
    return this.#average.window();
  }
}
