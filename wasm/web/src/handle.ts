// A point of a chart that can be dragged, or moved with the arrow keys: a slider wherever it is.

import type uPlot from 'uplot';
import { element } from './dom';

interface Options {
  label: string;
  /** Where it stands, in the chart's units; without y it is a line from top to bottom. */
  place: () => { x: number; y?: number };
  /** The value it stands for, read to those who do not see it. */
  value: () => { now: number; min: number; max: number; text: string };
  /** The pointer is here. */
  drag: (x: number, y: number) => void;
  /** An arrow key: −1 or 1 to the side, and up or down. */
  step: (across: number, up: number) => void;
  start?: () => void;
  end?: () => void;
}

export interface Handle {
  update: () => void;
  show: (visible: boolean) => void;
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  PageUp: [0, 10],
  PageDown: [0, -10],
};

export function handle(chart: uPlot, options: Options): Handle {
  const line = options.place().y === undefined;
  const knob = element('div', '', {
    class: line ? 'handle line' : 'handle',
    role: 'slider',
    tabindex: '0',
    'aria-label': options.label,
  });
  chart.over.append(knob);

  const update = () => {
    const { x, y } = options.place();
    const { now, min, max, text } = options.value();
    knob.style.left = `${chart.valToPos(x, 'x')}px`;
    if (y !== undefined) knob.style.top = `${chart.valToPos(y, 'y')}px`;
    knob.setAttribute('aria-valuenow', String(now));
    knob.setAttribute('aria-valuemin', String(min));
    knob.setAttribute('aria-valuemax', String(max));
    knob.setAttribute('aria-valuetext', text);
  };

  knob.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    event.stopPropagation();
    knob.focus();
    knob.setPointerCapture(event.pointerId);
    options.start?.();
  });
  knob.addEventListener('pointermove', (event) => {
    if (!knob.hasPointerCapture(event.pointerId)) return;
    const box = chart.over.getBoundingClientRect();
    const within = (at: number, size: number) => Math.min(Math.max(at, 0), size);
    options.drag(
      chart.posToVal(within(event.clientX - box.left, box.width), 'x'),
      chart.posToVal(within(event.clientY - box.top, box.height), 'y'),
    );
  });
  knob.addEventListener('lostpointercapture', () => options.end?.());
  // uPlot listens to the mouse below; it must not see a drag.
  knob.addEventListener('mousedown', (event) => event.stopPropagation());
  knob.addEventListener('keydown', (event) => {
    const [across, up] = ARROWS[event.key] ?? [0, 0];
    if (across === 0 && up === 0) return;
    event.preventDefault();
    const far = event.shiftKey ? 10 : 1;
    options.step(across * far, up * far);
  });

  chart.hooks.draw = [...(chart.hooks.draw ?? []), update];
  update();
  return { update, show: (visible) => (knob.hidden = !visible) };
}
