// The figure of a fine-tuning: the loss of each batch and its average, the rate, the accuracy, and another run over them.

import type uPlot from 'uplot';
import { axis, bottom, chart, colour } from '../../chart';
import { digits, type Room } from '../../dom';
import type { Run } from '../../run';
import { text } from '../../text';
import * as thalweg from '../../wasm/thalweg_wasm';
import type { Course } from './course';

/** The loss of a batch of four jumps; its average over ten shows the way. */
const SMOOTHING = 0.9;

/** The figure of a room over so many steps; returns what draws in it as much of a course as is shown. */
export function training(room: Room, total: () => number): (course: Course | null, shown: number, rates: Float32Array, beside: Run | undefined) => void {
  const words = text();
  const smooth = new thalweg.Average(SMOOTHING);
  const plot = chart(room.plot('training'), {
    data: [[], [], [], [], [], []],
    scales: {
      x: { time: false, range: () => [0, total()] },
      y: { range: (_, _low, high) => [0, Math.max(high ?? 0, 0.1) * 1.08] },
      rate: { range: (_, _low, high) => [0, Math.max(high ?? 0, 1e-9) * 1.25] },
      share: { range: () => [0, 100] },
    },
    axes: [bottom(words.stepWord), axis(), axis({ scale: 'rate', side: 1, size: 54, grid: { show: false }, values: (_, ticks) => ticks.map((tick) => digits(tick, 2)) })],
    series: [
      { paths: () => null, points: { show: true, size: 4, width: 0, fill: () => colour('moss') } },
      { stroke: () => colour('river'), width: 3, points: { show: false } },
      { scale: 'rate', stroke: () => colour('plum'), width: 1.5, dash: [6, 4], points: { show: false } },
      { scale: 'share', stroke: () => colour('leaf'), width: 2, spanGaps: true, points: { show: true, size: 5, fill: () => colour('leaf') } },
      { stroke: () => colour('rose'), width: 1.5, dash: [2, 3], points: { show: false } },
    ],
    hover: (index) => {
      const value = (series: number) => digits(plot.data[series]?.[index ?? -1] ?? 0);
      room.output('training').textContent = index === null || plot.data[0]?.[index] === undefined ? '' : words.training(index, value(1), value(3));
    },
  });

  return (course, shown, rates, beside) => {
    const loss = course?.losses.subarray(0, shown) ?? new Float32Array();
    const accuracies: (number | null)[] = Array.from(loss, () => null);
    course?.tested.forEach((step, i) => {
      if (step <= shown) accuracies[step - 1] = 100 * (course.accuracies[i] ?? 0);
    });
    const over = beside ? smooth.through(Float32Array.from(beside.losses.slice(0, total())), true) : [];
    plot.setData([
      Array.from({ length: Math.max(loss.length, course ? 0 : rates.length, over.length) }, (_, i) => i),
      Array.from(loss), Array.from(smooth.through(loss, true)), Array.from(course ? rates.subarray(0, shown) : rates), accuracies, Array.from(over),
    ] as uPlot.AlignedData);
  };
}
