// The range test: how high a rate may be, and the schedule scaled to a quarter of it.

import { digits, element, sentence } from '../../dom';
import { peakAt } from '../../peak';
import type { Recipe } from '../../recipe';
import { text } from '../../text';
import type { Learner } from './learner';

/** What asks for the test of a recipe, and where it says what it found. */
export function range(recipe: () => Recipe, learner: () => Learner | null, take: (changed: Partial<Recipe> | null) => void, refuse: (why: string) => void) {
  const words = text();
  const ask = element('button', words.findRate, { type: 'button', class: 'small', 'data-do': 'range' });
  const found = element('p', '', { class: 'found', role: 'status' });
  ask.addEventListener('click', () => {
    try {
      const highest = learner()?.range?.(recipe());
      if (highest === undefined) return;
      const suggested = Number((highest / 4).toPrecision(2));
      found.replaceChildren(...sentence(words.rangeFound(digits(highest, 2), digits(suggested, 2))));
      const apply = element('button', words.bestRate(digits(suggested, 2)), { type: 'button', class: 'small' });
      apply.addEventListener('click', () => take(peakAt(recipe(), suggested, learner()?.steps(recipe()) ?? 0)));
      if (suggested > 0) found.append(' ', apply);
    } catch (error) {
      refuse((error as Error).message);
    }
  });
  return { ask, found };
}
