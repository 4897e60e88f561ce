// What the race draws: the surfaces with their fields, and the ways down them.

import type { Colour } from '../chart';

/** Numbers of a row: x, y, loss, effective rates. */
export const ROW = 5;

/** Left, right, bottom, top. */
export type Field = readonly [number, number, number, number];

export interface Run {
  name: string;
  number: number;
  rows: Float32Array;
  /** The last step that was taken; −1 if none could be. */
  steps: number;
  refused: string;
}

export const COLOURS: readonly Colour[] = ['leaf', 'river', 'plum', 'ink', 'iris', 'rose'];
export const DASHES: readonly (readonly number[])[] = [[], [], [9, 5], [2, 4], [12, 4, 2, 4], [5, 3]];

interface Known {
  field: Field;
  start: readonly [number, number];
  kappa: number;
  length: number;
  lanes: string;
  minima: readonly (readonly [number, number])[];
}

const known = (field: Field, start: [number, number], minima: [number, number][], lanes: string, kappa = 10, length = 300): Known => ({
  field, start, minima, lanes, kappa, length,
});

export const SURFACES: Readonly<Record<string, Known>> = {
  ravine: known([-2.2, 2.2, -1.5, 1.5], [-1.9, -0.9], [[0, 0]], 'Sgd:0.06;Momentum:0.015;RmsProp:0.03;Adam:0.1', 30, 200),
  saddle: known([-2, 2, -1.6, 1.6], [-1.7, 0.02], [[0, 1], [0, -1]], 'Sgd:0.05;Momentum:0.02;RmsProp:0.02;Adam:0.05', 10, 200),
  rosenbrock: known([-1.7, 1.9, -0.9, 2.6], [-1.2, 1.9], [[1, 1]], 'Sgd:0.008;Momentum:0.004;RmsProp:0.02;Adam:0.12', 10, 300),
  beale: known([-1, 4.2, -1.6, 1.6], [0.4, -1.1], [[3, 0.5]], 'Sgd:0.01;Momentum:0.005;RmsProp:0.03;Adam:0.1', 10, 300),
  himmelblau: known([-5.5, 5.5, -5, 5], [-0.4, -0.9], [[3, 2], [-2.805118, 3.131312], [-3.77931, -3.283186], [3.584428, -1.848126]], 'Sgd:0.01;Momentum:0.003;RmsProp:0.1;Adam:0.3', 10, 120),
  noisy: known([-2.2, 2.2, -1.5, 1.5], [-1.9, -0.9], [[0, 0]], 'Sgd:0.05;Momentum:0.01;RmsProp:0.03;Adam:0.1', 10, 300),
  valley: known([-1, 1, -1, 1], [-0.8, -0.85], [[1, -0.177]], 'Sgd:0.3;Momentum:0.1;RmsProp:0.02;Adam:0.05', 10, 200),
  own: known([-4, 4, -4, 4], [-3, 2.5], [], 'Sgd:0.01;Momentum:0.005;RmsProp:0.05;Adam:0.2', 10, 200),
};
