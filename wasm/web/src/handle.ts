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
  /** The gesture is given up. */
  cancel?: () => void;
}

export interface Handle {
  update: () => void;
  show: (visible: boolean) => void;
  remove: () => void;
}

/** Across and up. */
export const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  PageUp: [0, 10],
  PageDown: [0, -10],
};
/** Farther than any chart reaches. */
const FAR = 2 ** 32;

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
    const [left, top] = [chart.valToPos(x, 'x'), y === undefined ? 0 : chart.valToPos(y, 'y')];
    const { clientWidth: width, clientHeight: height } = chart.over;
    // What lies beyond the chart is held at its edge: it would widen the page.
    knob.style.left = `${within(left, width)}px`;
    if (y !== undefined) knob.style.top = `${within(top, height)}px`;
    knob.classList.toggle('beyond', left < -1 || left > width + 1 || top < -1 || top > height + 1);
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
    options.drag(
      chart.posToVal(within(event.clientX - box.left, box.width), 'x'),
      chart.posToVal(within(event.clientY - box.top, box.height), 'y'),
    );
  });
  knob.addEventListener('lostpointercapture', () => options.end?.());
  knob.addEventListener('keyup', () => options.end?.());
  // uPlot listens to the mouse below; it must not see a drag.
  knob.addEventListener('mousedown', (event) => event.stopPropagation());
  // Nor does a drag end in a click on the chart.
  knob.addEventListener('click', (event) => event.stopPropagation());
  knob.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return options.cancel?.();
    if (event.key === 'Home') return key(event, () => options.step(-FAR, 0));
    if (event.key === 'End') return key(event, () => options.step(FAR, 0));
    const [across, up] = ARROWS[event.key] ?? [0, 0];
    if (across === 0 && up === 0) return;
    const far = event.shiftKey ? 10 : 1;
    key(event, () => options.step(across * far, up * far));
  });

  chart.hooks.draw = [...(chart.hooks.draw ?? []), update];
  update();
  const remove = () => {
    chart.hooks.draw = chart.hooks.draw?.filter((hook) => hook !== update) ?? [];
    knob.remove();
  };
  return { update, show: (visible) => (knob.hidden = !visible), remove };
}

const within = (at: number, size: number) => Math.min(Math.max(Number.isFinite(at) ? at : 0, 0), size);

function key(event: KeyboardEvent, act: () => void): void {
  event.preventDefault();
  act();
}
