// The recipe, as far as this room sets it.

import { element, type Room } from '../../dom';
import { numberField } from '../../number';
import type { Recipe } from '../../recipe';
import type { Store } from '../../state';
import { text } from '../../text';
import * as thalweg from '../../wasm/thalweg_wasm';
import { called } from './course';
import type { Learner } from './learner';
import { range } from './range';

/** The recipe in a room, for whoever is met; returns what shows it, and what forgets the rate that was found. */
export function strip(room: Room, store: Store, learner: () => Learner | null, refuse: (why: string) => void) {
  const words = text();
  const place = room.output('recipe');
  const recipe = () => store.get().recipe;
  const change = (changed: Partial<Recipe>): string | null => {
    const next = { ...recipe(), ...changed } as Recipe;
    const [refused] = thalweg.recipe_wrong(JSON.stringify(next));
    if (refused !== undefined) return refused;
    store.change({ recipe: next });
    return null;
  };
  const take = (changed: Partial<Recipe> | null | undefined) => {
    if (changed && change(changed) === null) store.commit();
  };
  const field = (label: string, name: 'epochs' | 'batch' | 'seed') => {
    const input = element('input', '', { type: 'text', inputmode: 'numeric', class: 'short', 'data-set': name });
    place.append(element('label', [element('span', label), input]));
    return numberField(input, { get: () => Number(recipe()[name]), set: (value) => change({ [name]: value }), done: () => store.commit(), whole: true });
  };
  const line = element('p', '', { class: 'strip' });
  place.replaceChildren(line);
  const numbers = [field(words.epochs, 'epochs'), field(words.batchSize, 'batch'), field(words.seedWord, 'seed')];
  const own = element('button', words.ownRecipe, { type: 'button', class: 'small', 'data-do': 'own' });
  own.addEventListener('click', () => take(learner()?.own()));
  const { ask, found } = range(recipe, learner, take, refuse);
  place.append(ask, own, found);

  return {
    /** What is followed; a device's recipe is nobody's to set. */
    show(): void {
      const followed = learner()?.followed;
      numbers.forEach((show) => show());
      line.textContent = followed ? words.ownStrip(called(followed)) : called(recipe());
      ask.hidden = !!followed;
      place.querySelectorAll<HTMLElement>('label').forEach((label) => (label.hidden = !!followed));
    },
    forget: () => found.replaceChildren(),
  };
}
