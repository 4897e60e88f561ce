// The room of the learning rate: a schedule that is drawn, dragged, read, and printed as Rust.

import type uPlot from 'uplot';
import { axis, bottom, chart, colour, roundUp } from '../chart';
import { complain, digits, enter } from '../dom';
import { handle } from '../handle';
import type { Shape, State, Store } from '../state';
import type { LearningRate } from '../wasm/thalweg_wasm';
import { FORMS } from './shapes';

const NUMBERS = ['peak', 'warmup', 'steps', 'power', 'factor', 'period', 'growth', 'final'] as const;
/** More steps are not drawn, though the schedule has them. */
const MOST = 20_000;

export function schedule(store: Store): void {
  const room = enter('schedule');
  let rate: LearningRate | undefined;
  let extent = frame(store.get());
  let held = false;
  let hovered: number | null = null;

  const plot = chart(room.plot('rate'), {
    data: [[], []],
    scales: {
      x: { time: false, range: () => [0, extent.x] },
      y: { range: () => [0, extent.y] },
    },
    axes: [bottom('step'), axis({ size: 58 })],
    series: [
      { stroke: () => colour('river'), width: 3, fill: () => colour('water'), points: { show: false } },
    ],
    hover: (index) => {
      hovered = index;
      read();
    },
  });

  const get = () => store.get();
  const hold = {
    start: () => (held = true),
    end: () => {
      held = false;
      show(get());
    },
  };
  const form = () => FORMS[get().shape];
  const last = () => form().end?.(get()) ?? 0;
  const common = { min: 0, max: Infinity };
  handle(plot, {
    label: 'Peak, and end of the warmup',
    place: () => ({ x: form().peak(get()), y: get().peak }),
    value: () => ({ ...common, max: extent.y, now: get().peak, text: `peak ${get().peak} at step ${digits(form().peak(get()))}` }),
    drag: (x, y) => store.set({ ...form().movePeak(get(), Math.round(x)), peak: tidy(y, extent.y) }),
    step: (across, up) =>
      store.set({ ...form().movePeak(get(), form().peak(get()) + across), peak: nudge(get().peak, up, extent.y) }),
    ...hold,
  });
  const end = handle(plot, {
    label: 'End, and last rate',
    place: () => ({ x: last(), y: rate?.at(last()) ?? 0 }),
    value: () => ({ ...common, max: extent.x, now: last(), text: `rate ${digits(rate?.at(last()) ?? 0)} at step ${last()}` }),
    drag: (x, y) => store.set(form().moveEnd?.(get(), Math.round(x), tidy(y, extent.y)) ?? {}),
    step: (across, up) => {
      const now = get();
      const y = now.shape === 'factor' ? now.peak * now.factor : now.final;
      store.set(form().moveEnd?.(now, last() + across, nudge(y, up, extent.y)) ?? {});
    },
    ...hold,
  });
  handle(plot, {
    label: 'Step at which the rate is read',
    place: () => ({ x: get().read }),
    value: () => ({ ...common, max: extent.x, now: get().read, text: `step ${get().read}, rate ${digits(rate?.at(get().read) ?? 0, 4)}` }),
    drag: (x) => store.set({ read: Math.round(x) }),
    step: (across, up) => store.set({ read: Math.min(Math.max(get().read + across + up, 0), extent.x) }),
    ...hold,
  });

  for (const name of NUMBERS) {
    const input = room.input(name);
    input.addEventListener('input', () => {
      if (!Number.isNaN(input.valueAsNumber)) store.set({ [name]: input.valueAsNumber });
    });
  }
  const shapes = room.element.querySelectorAll<HTMLInputElement>('[name="shape"]');
  shapes.forEach((radio) => radio.addEventListener('change', () => store.set({ shape: radio.value as Shape })));
  const copy = room.button('copy');
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(room.output('rust').textContent ?? '').then(() => {
      copy.textContent = 'Copied';
      setTimeout(() => (copy.textContent = 'Copy'), 1500);
    });
  });

  function read(): void {
    const step = hovered ?? get().read;
    room.output('rate').textContent = rate ? `step ${step}: ${digits(rate.at(step), 4)}` : '';
  }

  function show(state: Readonly<State>): void {
    try {
      const next = FORMS[state.shape].build(state);
      rate?.free();
      rate = next;
      complain(room.output('refusal'), null);
    } catch (error) {
      complain(room.output('refusal'), (error as Error).message);
      return;
    }
    if (!held) extent = frame(state);
    const count = Math.min(extent.x, MOST) + 1;
    plot.setData([Array.from({ length: count }, (_, i) => i), Array.from(rate?.sample(count) ?? [])] as uPlot.AlignedData);
    end.show(FORMS[state.shape].end !== undefined);
    room.output('rust').textContent = rate?.rust() ?? '';
    read();
  }

  let drawn = '';
  store.watch((state) => {
    const key = [...NUMBERS.map((name) => state[name]), state.shape, state.read].join();
    if (key === drawn) return;
    drawn = key;
    for (const name of NUMBERS) {
      const input = room.input(name);
      // What a person is typing is not rewritten under his hands.
      if (input.valueAsNumber !== state[name]) input.value = String(state[name]);
    }
    shapes.forEach((radio) => (radio.checked = radio.value === state.shape));
    room.element.querySelectorAll<HTMLElement>('[data-for]').forEach((label) => {
      label.hidden = !label.dataset['for']?.split(' ').includes(state.shape);
    });
    show(state);
  });
}

/** How far the chart reaches. */
function frame(state: Readonly<State>): { x: number; y: number } {
  const x = FORMS[state.shape].reach(state);
  const y = Math.max(state.peak, state.final, 1e-9) * 1.12;
  return { x: roundUp(Math.min(Math.max(x, 10), MOST)), y: roundUp(y) };
}

/** A power of ten, about as fine as the chart can show. */
const unit = (top: number) => 10 ** Math.floor(Math.log10(top / 100));
const tidy = (value: number, top: number) =>
  Number((Math.max(Math.round(value / unit(top)), 0) * unit(top)).toPrecision(6));
const nudge = (value: number, up: number, top: number) =>
  up === 0 ? value : tidy(value + up * unit(top), top);
