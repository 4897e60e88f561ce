// Which points of a schedule's curve can be dragged: found from the fields of its parts.

import { open, type Fields, type Json } from './recipe';
import { set } from './fields';
import type { Branch } from './tree';

export interface Knob {
  /** The node, and a name of the point for those who do not see it. */
  at: number;
  name: string;
  x: number;
  /** None: it stands on the curve. */
  y?: number;
  /** The node's fields with the point elsewhere. */
  move: (fields: Fields, x: number, y: number) => Fields;
}

const FINE = 2 ** 32;
const whole = (x: number, least = 0) => Math.min(Math.max(Math.round(x), least), FINE - 1);

/** Pairs of fields that make a point: [field of x, field of y]; '' is the beginning, or on the curve. */
const POINTS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  Constant: [['', 'value']],
  ConstantFactor: [['', 'base_lr'], ['steps', '']],
  StepDecay: [['', 'base_lr'], ['period', '']],
  MultiStep: [['', 'base_lr']],
  Exponential: [['', 'base_lr'], ['steps', '']],
  Linear: [['', 'start_lr'], ['steps', 'end_lr']],
  Polynomial: [['', 'base_lr'], ['steps', 'final_lr']],
  InverseTime: [['', 'base_lr'], ['steps', '']],
  InverseSqrt: [['warmup_steps', 'peak_lr']],
  Noam: [['warmup_steps', '']],
  Cosine: [['', 'base_lr'], ['steps', 'final_lr']],
  CosineWithHardRestarts: [['', 'base_lr'], ['steps', 'final_lr']],
  WarmRestarts: [['', 'base_lr'], ['first_cycle', 'min_lr']],
  RangeTest: [['', 'min_lr'], ['steps', 'max_lr']],
  PiecewiseConstant: [['', 'first']],
  CyclicalDecay: [['', 'min_lr'], ['cycle_length', '']],
  Cyclic: [['', 'base'], ['up', 'peak']],
  Warmup: [['', 'begin']],
};

/** The points of a whole tree; `first` and `scale` say where the part begins and how it is stretched. */
export function knobs(branch: Branch, first = 0, wide = 1, tall = 1): Knob[] {
  const { name, node, at, under } = branch;
  const { fields } = open(node);
  const number = (key: string) => Number(fields[key] ?? 0);
  const inner = (part: Branch | undefined, offset = 0, stretch = 1, scale = 1) =>
    part ? knobs(part, first + offset * wide, wide * stretch, tall * scale) : [];
  const own = (label: string, x: number, y: number | undefined, move: Knob['move']): Knob => ({
    at, name: label, x: first + x * wide, ...(y !== undefined && { y: y * tall }),
    move: (fields, x, y) => move(fields, (x - first) / wide, tall === 0 ? 0 : y / tall),
  });
  const put = (fields: Fields, key: string, value: Json) => ({ ...fields, [key]: value });
  const points = (POINTS[name] ?? []).map(([x, y]) =>
    own([x, y].filter(Boolean).join(', ').replaceAll('_', ' '), x ? number(x) : 0, y ? number(y) : undefined, (fields, to, rate) => {
      const across = x ? put(fields, x, x === 'up' ? Math.max(to, 1) : whole(to, 1)) : fields;
      return y ? put(across, y, Math.max(rate, 0)) : across;
    }),
  );
  switch (name) {
    case 'Warmup': {
      const inside = fields['horizon'] === 'Inside';
      const end = own('warmup steps', number('steps'), undefined, (fields, to) => put(fields, 'steps', whole(to)));
      // The peak of what follows stands where the warmup ends, and is the same knob.
      const parts = inner(under[0], inside ? 0 : number('steps'));
      const peak = inside ? undefined : parts.find((part) => Math.abs(part.x - end.x) < 1e-9 && part.y !== undefined);
      return [...points, ...(peak ? [] : [end]), ...parts];
    }
    case 'Then':
      return [own('boundary', number('boundary'), undefined, (fields, to) => put(fields, 'boundary', whole(to))), ...inner(under[0]), ...inner(under[1], number('boundary'))];
    case 'Scale':
      return inner(under[0], 0, 1, number('factor'));
    case 'PerEpoch':
      return inner(under[0], 0, number('steps_per_epoch'));
    case 'Clamp':
      return [own('low', 0, number('low'), (fields, _, y) => put(fields, 'low', Math.max(y, 0))), own('high', 0, number('high'), (fields, _, y) => put(fields, 'high', Math.max(y, 0))), ...inner(under[0])];
    case 'Hold':
      return [own('last', number('last'), undefined, (fields, to) => put(fields, 'last', whole(to))), ...inner(under[0])];
    case 'Repeat':
      return [own('period', number('period'), undefined, (fields, to) => put(fields, 'period', whole(to, 1))), ...inner(under[0])];
    case 'Max':
    case 'Min':
      return under.flatMap((part) => inner(part));
    case 'WarmupStableDecay': {
      const [warm, stable, decay] = [number('warmup_steps'), number('stable_steps'), number('decay_steps')];
      return [
        own('warmup steps, peak lr', warm, number('peak_lr'), (fields, to, y) => ({ ...fields, warmup_steps: whole(to), peak_lr: Math.max(y, 0) })),
        own('stable steps', warm + stable, undefined, (fields, to) => put(fields, 'stable_steps', whole(to - warm))),
        own('decay steps, min lr', warm + stable + decay, number('min_lr'), (fields, to, y) => ({ ...fields, decay_steps: whole(to - warm - stable, 1), min_lr: Math.max(y, 0) })),
      ];
    }
    case 'OneCycle': {
      const two = number('peak_at') === number('back_at');
      return [
        own('peak at, max', number('peak_at') / FINE, number('max'), (fields, to, y) => {
          const peak = whole(Math.min(to, number('end_at') / FINE - 1), 1) * FINE;
          return { ...fields, peak_at: peak, ...(two && { back_at: peak, back: Math.max(y, 0) }), max: Math.max(y, 0) };
        }),
        own('end at, last', number('end_at') / FINE, number('last'), (fields, to, y) => ({ ...fields, end_at: Math.max(whole(to, 2) * FINE, number('back_at') + FINE), last: Math.max(y, 0) })),
      ];
    }
    case 'MultiStep':
    case 'PiecewiseConstant':
    case 'PiecewiseCurve': {
      const key = name === 'MultiStep' ? 'rates' : name === 'PiecewiseCurve' ? 'points' : 'changes';
      const places = (fields[key] ?? []) as [number, number][];
      const each = places.map(([x, y], i) =>
        own(`${key} ${i + 1}`, x, y, (fields, to, rate) => {
          const [least, most] = [(places[i - 1]?.[0] ?? -1) + 1, (places[i + 1]?.[0] ?? FINE) - 1];
          return set(fields, [key, i], [Math.min(Math.max(whole(to), least), most), Math.max(rate, 0)]) as Fields;
        }),
      );
      return [...points, ...each];
    }
    default:
      // Within sums and products a part has no place of its own on the curve.
      return points;
  }
}
