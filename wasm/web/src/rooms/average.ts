// The room of the moving average: noise, its average, and the weights behind it.

import uPlot from 'uplot';
import { axis, band, bottom, chart, colour } from '../chart';
import { digits, element, enter } from '../dom';
import { handle } from '../handle';
import type { State, Store } from '../state';
import * as thalweg from '../wasm/thalweg_wasm';

const STEPS = 200;
const WIDEST = 10_000;
/** Positions of the slider: even in the logarithm of the window. */
const TICKS = 200;

interface Shown {
  truth: Float32Array;
  noisy: Float32Array;
  average: Float32Array;
  /** Of the gradients 0, 1, … steps before `at`. */
  weights: Float32Array;
  decay: number;
  window: number;
}

export function average(store: Store): void {
  const room = enter('average');
  const steps = Array.from({ length: STEPS }, (_, i) => i);
  let shown = compute(store.get());
  let hovered: number | null = null;
  const at = () => Math.min(Math.max(Math.round(store.get().at), 0), STEPS - 1);
  const first = () => at() - shown.window + 0.5;

  const scales: uPlot.Scales = { x: { time: false, range: [-1, STEPS] } };
  const shade = (u: uPlot) => band(u, first(), at() + 0.5);
  const sync: uPlot.Cursor = { sync: { key: 'average', setSeries: false } };
  const hover = (index: number | null) => {
    hovered = index;
    read();
  };
  const signal = chart(room.plot('signal'), {
    data: [steps, [], [], []],
    scales: { ...scales, y: { range: (_, low, high) => [Math.floor(low * 2) / 2, Math.ceil(high * 2) / 2] } },
    axes: [bottom(null), axis()],
    series: [
      { paths: () => null, points: { show: true, size: 4, width: 0, fill: () => colour('moss') } },
      { stroke: () => colour('soft'), width: 1.5, dash: [5, 5], points: { show: false } },
      { stroke: () => colour('river'), width: 3, points: { show: false } },
    ],
    cursor: sync,
    hover,
    under: shade,
  });
  const bars = uPlot.paths.bars?.({ size: [0.72, 40], radius: 0.25 });
  const bar = (name: 'river' | 'stone') => ({
    fill: () => colour(name),
    width: 0,
    points: { show: false },
    ...(bars && { paths: bars }),
  });
  const weights = chart(room.plot('weights'), {
    data: [steps, [], []],
    scales: { ...scales, y: { range: (_, _low, high) => [0, high * 1.08] } },
    axes: [bottom('step'), axis({ space: 36 })],
    series: [bar('river'), bar('stone')],
    cursor: { ...sync, points: { show: false } },
    hover,
    under: shade,
  });

  const windowText = () => `γ = ${digits(shown.decay)}, about ${digits(shown.window)} gradients`;
  const setWindow = (window: number) => store.set({ window: clamp(window) });
  for (const plot of [weights, signal]) {
    handle(plot, {
      label: 'Window of the average',
      // A window that reaches beyond the first step is held at the edge.
      place: () => ({ x: Math.max(first(), -1) }),
      value: () => ({ now: digitsOf(shown.window), min: 1, max: WIDEST, text: windowText() }),
      drag: (x) => setWindow(Math.round(at() + 0.5 - x)),
      step: (across, up) => setWindow(Math.round(shown.window) - across + up),
    });
  }
  handle(signal, {
    label: 'Step at which the average is read',
    place: () => ({ x: at(), y: shown.average[at()] ?? 0 }),
    value: () => ({ now: at(), min: 0, max: STEPS - 1, text: `step ${at()}, average ${digits(shown.average[at()] ?? 0)}` }),
    drag: (x) => store.set({ at: Math.round(Math.min(Math.max(x, 0), STEPS - 1)) }),
    step: (across, up) => store.set({ at: Math.min(Math.max(at() + across + up, 0), STEPS - 1) }),
  });

  const slider = room.input('window');
  Object.assign(slider, { min: '0', max: String(TICKS), step: '1' });
  slider.addEventListener('input', () => setWindow(digitsOf(WIDEST ** (Number(slider.value) / TICKS))));
  const noise = room.input('noise');
  Object.assign(noise, { min: '0', max: '1.5', step: '0.05' });
  noise.addEventListener('input', () => store.set({ noise: Number(noise.value) }));
  const corrected = room.input('corrected');
  corrected.addEventListener('change', () => store.set({ corrected: corrected.checked }));
  room.button('seed').addEventListener('click', () => store.set({ seed: store.get().seed + 1 }));

  function read(): void {
    const step = hovered ?? at();
    room.output('average').textContent =
      `step ${step}: gradient ${fixed(shown.noisy[step])}, average ${fixed(shown.average[step])}`;
    const weight = shown.weights[at() - step];
    room.output('weight').textContent =
      weight === undefined ? `step ${step} is yet to come` : `step ${step}: ${digits(100 * weight)} %`;
  }

  let drawn = '';
  store.watch((state) => {
    const key = [state.window, state.noise, state.corrected, state.seed, state.at].join();
    if (key === drawn) return;
    drawn = key;
    shown = compute(state);
    slider.value = String(Math.round((TICKS * Math.log(shown.window)) / Math.log(WIDEST)));
    slider.setAttribute('aria-valuetext', windowText());
    room.output('decay').textContent = `γ = ${digits(shown.decay)}`;
    noise.value = String(state.noise);
    room.output('noise').textContent = digits(state.noise);
    corrected.checked = state.corrected;
    signal.setData([steps, list(shown.noisy), list(shown.truth), list(shown.average)]);
    const weight = (inside: boolean) =>
      steps.map((step) => {
        const age = at() - step;
        return age >= 0 && age < shown.window === inside ? (shown.weights[age] ?? null) : null;
      });
    weights.setData([steps, weight(true), weight(false)]);
    say(room.output('sentence'), shown, state);
    read();
  });
}

function compute(state: Readonly<State>): Shown {
  const decay = thalweg.decay_of(clamp(state.window));
  const pairs = thalweg.gradients(STEPS, state.noise, state.seed);
  const truth = pairs.filter((_, i) => i % 2 === 0);
  const noisy = pairs.filter((_, i) => i % 2 === 1);
  const ema = new thalweg.Average(decay);
  const at = Math.min(Math.max(Math.round(state.at), 0), STEPS - 1);
  const shown = {
    truth,
    noisy,
    average: ema.through(noisy, state.corrected),
    weights: ema.weights(at + 1, state.corrected),
    decay,
    window: ema.window(),
  };
  ema.free();
  return shown;
}

/** What the window means, in words. */
function say(place: HTMLElement, shown: Shown, state: Readonly<State>): void {
  const ema = new thalweg.Average(shown.decay);
  const number = (text: string) => element('strong', text);
  const count = Math.max(Math.round(shown.window), 1);
  const start = state.corrected
    ? ['The first average is the first gradient itself.']
    : ['Without correction the first average is ', number(`${digits(100 * ema.share(1))} %`), ' of the first gradient: it starts too small.'];
  place.replaceChildren(
    'With γ = ', number(digits(shown.decay)), ' the average remembers about the last ',
    number(count === 1 ? 'one' : String(count)), count === 1 ? ' gradient: it carries ' : ' gradients: they carry ',
    number(`${digits(100 * ema.share(count), 2)} %`), ' of the weight. Noise becomes ',
    number(`${digits(ema.smoothing(), 2)} times`), ' smaller, and a change is seen ',
    number(`${digits(ema.lag(), 2)} ${digits(ema.lag(), 2) === '1' ? 'step' : 'steps'}`), ' late. ', ...start,
  );
  ema.free();
}

const clamp = (window: number) => Math.min(Math.max(window, 1), WIDEST);
const digitsOf = (value: number) => Number(value.toPrecision(3));
const fixed = (value: number | undefined) => (value ?? 0).toFixed(3);
const list = (values: Float32Array) => Array.from(values);
