// Addresses of before the rooms had addresses of their own: `#shape=factor&peak=0.3`, `#room=schedule&…`.

import { cards, close, open, wrong, type Node, type Recipe } from './recipe';
import type { RoomName, State } from './state';

const ROOMS: Record<string, RoomName> = { average: 'average', schedule: 'schedule', job: 'tune' };
const SCHEDULE = ['shape', 'peak', 'warmup', 'steps', 'power', 'factor', 'period', 'growth', 'final', 'read'];

export function fromLegacy(found: URLSearchParams, recipe: Recipe): Partial<State> {
  const schedule = SCHEDULE.some((key) => found.has(key)) ? legacySchedule(found) : null;
  const changed = schedule && { ...recipe, schedule };
  const room =
    ROOMS[found.get('room') ?? ''] ??
    (found.get('tuned') === '1' ? 'tune' : schedule ? 'schedule' : found.has('window') ? 'average' : undefined);
  return { ...(room && { room }), ...(changed && wrong(changed).length === 0 && { recipe: changed }) };
}

function legacySchedule(found: URLSearchParams): Node[] | null {
  const number = (key: string, standard: number) => {
    const value = Number(found.get(key) ?? standard);
    return found.get(key) !== '' && Number.isFinite(value) ? value : standard;
  };
  const [peak, warmup, steps, period] = [number('peak', 0.1), number('warmup', 20), number('steps', 180), number('period', 45)];
  const [final, factor, power, growth] = [number('final', 0.002), number('factor', 0.5), number('power', 2), number('growth', 2)];
  const shapes: Record<string, [string, Record<string, number>]> = {
    cosine: ['Cosine', { base_lr: peak, final_lr: final, steps }],
    polynomial: ['Polynomial', { base_lr: peak, final_lr: final, power, steps }],
    factor: ['StepDecay', { base_lr: peak, factor, period, floor: final }],
    restarts: ['WarmRestarts', { base_lr: peak, min_lr: final, first_cycle: period, t_mult: growth }],
    stable: ['WarmupStableDecay', { peak_lr: peak, min_lr: final, warmup_steps: warmup, stable_steps: steps, decay_steps: period }],
    constant: ['Constant', { value: peak }],
    one_cycle: ['OneCycle', { max: peak, back: peak, initial: peak / 25, last: peak / 25e4, peak_at: (0.3 * steps - 1) * 2 ** 32, back_at: (0.3 * steps - 1) * 2 ** 32, end_at: (steps - 1) * 2 ** 32 }],
  };
  const shape = found.get('shape') ?? 'cosine';
  const [name, fields] = shapes[shape] ?? shapes['cosine']!;
  const family = made(name, fields);
  const warm = warmup > 0 && name !== 'OneCycle' && name !== 'WarmupStableDecay';
  return family && (warm ? [family, made('Warmup', { steps: warmup, begin: 0 })!] : [family]);
}

/** The node of a card, with some of its fields set. */
export function made(name: string, fields: Record<string, number>): Node | null {
  const { families, combinators } = cards();
  const card = [...families, ...combinators].find((card) => card.name === name);
  return card ? close(card.value, { ...structuredClone(open(card.value).fields), ...fields }) : null;
}
