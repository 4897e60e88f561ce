// Schedules by the names they have elsewhere, for a training of two hundred steps.

import { close, open, type Node } from './recipe';
import { made } from './legacy';

const family = (name: string, fields: Record<string, number> = {}) => made(name, fields)!;
const warm = (steps: number, begin = 0) => made('Warmup', { steps, begin })!;
const choice = (node: Node, field: string, value: string): Node => close(node, { ...open(node).fields, [field]: value });

export const PRESETS: Readonly<Record<string, () => Node[]>> = {
  'PyTorch CosineAnnealingLR': () => [choice(family('Cosine', { base_lr: 0.1, final_lr: 0, steps: 200 }), 'past_end', 'RiseAgain')],
  'PyTorch CosineAnnealingWarmRestarts': () => [family('WarmRestarts', { base_lr: 0.1, min_lr: 0, first_cycle: 40, t_mult: 2 })],
  'PyTorch OneCycleLR': () => [family('OneCycle')],
  'PyTorch CyclicLR': () => [family('Cyclic', { base: 0.01, peak: 0.1 })],
  'PyTorch StepLR': () => [family('StepDecay', { base_lr: 0.1, factor: 0.1, period: 60, floor: 0 })],
  'PyTorch MultiStepLR': () => [family('MultiStep')],
  'PyTorch ExponentialLR': () => [family('Exponential', { base_lr: 0.1, rate: 0.98, steps: 1 })],
  'PyTorch PolynomialLR': () => [family('Polynomial', { base_lr: 0.1, final_lr: 0, power: 2, steps: 200 })],
  'PyTorch LinearLR': () => [family('Linear', { start_lr: 0.033, end_lr: 0.1, steps: 50 })],
  'PyTorch ConstantLR': () => [family('ConstantFactor', { base_lr: 0.1, factor: 1 / 3, steps: 50 })],
  'Optax warmup_cosine_decay_schedule': () => [family('Cosine', { base_lr: 0.1, final_lr: 0.001, steps: 180 }), warm(20)],
  'Optax exponential_decay': () => [family('Exponential', { base_lr: 0.1, rate: 0.5, steps: 50 })],
  'Optax polynomial_schedule': () => [family('Polynomial', { base_lr: 0.1, final_lr: 0.001, power: 2, steps: 200 })],
  'Optax piecewise_constant_schedule': () => [family('PiecewiseConstant')],
  'MXNet FactorScheduler': () => [choice(family('StepDecay', { base_lr: 0.1, factor: 0.5, period: 45, floor: 1e-8 }), 'boundary', 'After')],
  'MXNet MultiFactorScheduler': () => [choice(family('MultiStep'), 'boundary', 'After')],
  'MXNet PolyScheduler': () => [family('Polynomial', { base_lr: 0.1, final_lr: 0, power: 2, steps: 180 }), warm(20)],
  'MXNet CosineScheduler': () => [family('Cosine', { base_lr: 0.1, final_lr: 0, steps: 180 }), warm(20)],
  'Keras InverseTimeDecay': () => [family('InverseTime', { base_lr: 0.1, rate: 1, steps: 40 })],
  'Keras CosineDecayRestarts': () => [family('WarmRestarts', { base_lr: 0.1, min_lr: 0, first_cycle: 40, t_mult: 2 })],
  'Transformers get_cosine_schedule_with_warmup': () => [family('Cosine', { base_lr: 0.1, final_lr: 0, steps: 180 }), warm(20)],
  'Transformers get_inverse_sqrt_schedule': () => [family('InverseSqrt', { peak_lr: 0.1, warmup_steps: 20 })],
  'timm WSD': () => [family('WarmupStableDecay', { peak_lr: 0.1, min_lr: 0, warmup_steps: 20, stable_steps: 120, decay_steps: 60 })],
  'Noam (Attention is all you need)': () => [family('Noam')],
  'Smith LR range test': () => [family('RangeTest')],
};
