// The room of the moving average: noise, two averages of it, and the weights behind them.

import uPlot from 'uplot';
import { axis, band, bottom, chart, colour } from '../chart';
import { complain, decayDigits, digits, enter, find, sentence, typeset } from '../dom';
import { handle } from '../handle';
import { AVERAGE } from '../math';
import { numberField } from '../number';
import { numbersOf } from '../numbers';
import type { State, Store } from '../state';
import { text } from '../text';
import * as thalweg from '../wasm/thalweg_wasm';
import { optimizers } from './optimizers';

const STEPS = 200;
const WIDEST = 10_000;
/** Positions of the slider: even in the logarithm of the window. */
const TICKS = 200;
/** More bars than these cannot be told apart. */
const BARS = 400;

interface Average {
  values: Float32Array;
  /** Of the values 0, 1, … steps before `at`. */
  weights: Float32Array;
  decay: number;
  window: number;
  /** How many times smaller noise is: 1/√Σw² of the weights drawn. */
  smaller: number;
  lag: number;
  share: number;
}

interface Shown {
  truth: Float32Array | null;
  noisy: Float32Array;
  a: Average;
  b: Average | null;
}

export function average(store: Store): void {
  const room = enter('average');
  const words = text();
  let own: Float32Array | null = null;
  let shown = compute(store.get(), own);
  let hovered: number | null = null;
  const count = () => shown.noisy.length;
  const steps = () => Array.from({ length: count() }, (_, i) => i);
  const at = () => Math.min(Math.max(Math.round(store.get().at), 0), count() - 1);
  const first = (average: Average) => at() - average.window + 0.5;
  typeset(room, AVERAGE);

  const scales: uPlot.Scales = { x: { time: false, range: () => [-1, count()] } };
  const shade = (u: uPlot) => band(u, first(shown.a), at() + 0.5);
  const sync: uPlot.Cursor = { sync: { key: 'average', setSeries: false } };
  const hover = (index: number | null) => {
    hovered = index;
    read();
  };
  const signal = chart(room.plot('signal'), {
    data: [[], [], [], [], []],
    scales: { ...scales, y: { range: (_, low, high) => (low === null ? [0, 1] : padded(low, high)) } },
    axes: [bottom(null), axis()],
    series: [
      { paths: () => null, points: { show: true, size: 4, width: 0, fill: () => colour('moss') } },
      { stroke: () => colour('soft'), width: 1.5, dash: [5, 5], points: { show: false } },
      { stroke: () => colour('river'), width: 3, points: { show: false } },
      { stroke: () => colour('plum'), width: 2, dash: [9, 5], points: { show: false } },
    ],
    cursor: sync,
    hover,
    under: shade,
  });
  const bars = uPlot.paths.bars?.({ size: [0.72, 40], radius: 0.25 });
  const bar = (name: 'river' | 'stone' | 'plum') => ({ fill: () => colour(name), width: 0, points: { show: false }, ...(bars && { paths: bars }) });
  const weights = chart(room.plot('weights'), {
    data: [[], [], [], []],
    scales: { ...scales, y: { range: (_, low, high) => [Math.min(low ?? 0, 0) * 1.08, Math.max(high ?? 0.1, 1e-6) * 1.08] } },
    axes: [bottom(words.stepWord), axis({ space: 36 })],
    series: [bar('river'), bar('stone'), bar('plum')],
    cursor: { ...sync, points: { show: false } },
    hover,
    under: shade,
  });
  signal.over.addEventListener('click', (event) => store.set({ at: inside(signal.posToVal(event.offsetX, 'x')) }));

  const inside = (x: number) => Math.round(Math.min(Math.max(x, 0), count() - 1));
  const windowText = (average: Average) => words.windowText(decayDigits(average.decay), digits(average.window));
  const setWindow = (window: number) => store.change({ window: clamp(window) });
  const done = { end: () => store.commit(), cancel: () => store.revert() };
  for (const plot of [weights, signal]) {
    handle(plot, {
      label: words.windowLabel,
      // A window that reaches beyond the first step is held at the edge.
      place: () => ({ x: Math.max(first(shown.a), -1) }),
      value: () => ({ now: rounded(shown.a.window), min: 1, max: WIDEST, text: windowText(shown.a) }),
      drag: (x) => setWindow(Math.round(at() + 0.5 - x)),
      // To the right is more, though the edge itself goes to the left.
      step: (across, up) => setWindow(Math.round(shown.a.window) + across + up),
      ...done,
    });
  }
  const handleB = handle(signal, {
    label: words.windowBLabel,
    place: () => ({ x: Math.max(shown.b ? first(shown.b) : 0, -1) }),
    value: () => ({ now: rounded(shown.b?.window ?? 0), min: 1, max: WIDEST, text: shown.b ? windowText(shown.b) : words.none }),
    drag: (x) => store.change({ second: clamp(Math.round(at() + 0.5 - x)) }),
    step: (across, up) => store.change({ second: clamp(Math.round(shown.b?.window ?? 1) + across + up) }),
    ...done,
  });
  handle(signal, {
    label: words.readAverage,
    place: () => ({ x: at(), y: shown.a.values[at()] ?? 0 }),
    value: () => ({ now: at(), min: 0, max: count() - 1, text: words.readSignal(at(), fixed(shown.noisy[at()]), fixed(shown.a.values[at()])) }),
    drag: (x) => store.change({ at: inside(x) }),
    step: (across, up) => store.change({ at: inside(at() + across + up) }),
    ...done,
  });

  const commit = (input: HTMLElement) => input.addEventListener('change', () => store.commit());
  const windowSlider = (name: 'window' | 'second') => {
    const slider = room.input(name);
    Object.assign(slider, { min: name === 'second' ? '-1' : '0', max: String(TICKS), step: '1' });
    slider.addEventListener('input', () => {
      const position = Number(slider.value);
      store.change({ [name]: position < 0 ? 0 : clamp(rounded(WIDEST ** (position / TICKS))) });
    });
    commit(slider);
    return (average: Average | null) => {
      slider.value = String(average ? Math.round((TICKS * Math.log(average.window)) / Math.log(WIDEST)) : -1);
      slider.setAttribute('aria-valuetext', average ? windowText(average) : words.none);
    };
  };
  const sliders = [windowSlider('window'), windowSlider('second')] as const;
  const fields = [
    numberField(room.input('windowText'), {
      get: () => rounded(shown.a.window),
      set: (value) => (value >= 1 && value <= WIDEST ? (setWindow(value), null) : `${words.windowA}: 1 … ${WIDEST}`),
      done: () => store.commit(),
      text: digits,
    }),
    numberField(room.input('gamma'), {
      get: () => shown.a.decay,
      set: (value) => (value >= 0 && value <= 1 - 1 / WIDEST ? (setWindow(1 / (1 - value)), null) : `γ: 0 … ${decayDigits(1 - 1 / WIDEST)}`),
      done: () => store.commit(),
      text: decayDigits,
    }),
  ];
  const noise = room.input('noise');
  Object.assign(noise, { min: '0', max: '1.5', step: '0.05' });
  noise.addEventListener('input', () => store.change({ noise: Number(noise.value) }));
  commit(noise);
  const corrected = room.input('corrected');
  corrected.addEventListener('change', () => store.set({ corrected: corrected.checked }));
  room.button('seed').addEventListener('click', () => store.set({ seed: store.get().seed + 1 }));

  // Numbers of one's own, pasted or out of a file.
  const numbers = find(room.element, '[data-set="numbers"]') as HTMLTextAreaElement;
  const take = (content: string, name: string) => {
    try {
      own = numbersOf(content);
      complain(room.output('refusal'), null);
      store.set({ at: Math.min(store.get().at, own.length - 1) });
      show(store.get());
    } catch (error) {
      complain(room.output('refusal'), `${name}${(error as Error).message}`);
    }
  };
  numbers.addEventListener('change', () => numbers.value.trim() && take(numbers.value, ''));
  const file = room.input('file');
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    if (chosen.size > 64 << 20) return complain(room.output('refusal'), words.tooLarge(chosen.name, digits(chosen.size / 2 ** 20)));
    void chosen.text().then((content) => take(content, `${chosen.name}: `));
    file.value = '';
  });
  room.button('madeUp').addEventListener('click', () => {
    own = null;
    numbers.value = '';
    complain(room.output('refusal'), null);
    show(store.get());
  });

  function read(): void {
    const step = hovered ?? at();
    room.output('average').textContent = words.readSignal(step, fixed(shown.noisy[step]), fixed(shown.a.values[step]));
    const weight = shown.a.weights[at() - step];
    room.output('weight').textContent = weight === undefined ? words.yetToCome(step) : words.readWeight(step, digits(100 * weight));
  }

  function say(state: Readonly<State>): void {
    const { a } = shown;
    const late = digits(a.lag, 2);
    const parts = words.sayWindow(decayDigits(a.decay), String(Math.max(Math.round(a.window), 1)), `${digits(100 * a.share, 2)} %`, words.timesWord(digits(a.smaller, 2)), words.stepsWord(late));
    const start = state.corrected ? [words.firstCorrected] : words.firstRaw(`${digits(100 * (1 - a.decay), 2)} %`);
    room.output('sentence').replaceChildren(...sentence(parts), ...sentence(start));
  }

  function show(state: Readonly<State>): void {
    shown = compute(state, own);
    sliders[0](shown.a);
    sliders[1](shown.b);
    fields.forEach((show) => show());
    room.output('decay').textContent = words.windowText(decayDigits(shown.a.decay), digits(shown.a.window)).split(/[,，]/)[1]?.trim() ?? '';
    room.output('second').textContent = shown.b ? `γ = ${decayDigits(shown.b.decay)}` : words.none;
    noise.value = String(state.noise);
    room.output('noise').textContent = digits(state.noise);
    corrected.checked = state.corrected;
    room.output('keyB').hidden = !shown.b;
    room.output('truth').hidden = !shown.truth;
    handleB.show(shown.b !== null);
    signal.setData([steps(), list(shown.noisy), shown.truth ? list(shown.truth) : [], list(shown.a.values), shown.b ? list(shown.b.values) : []] as unknown as uPlot.AlignedData);
    const weight = (inside: boolean) =>
      steps().map((step) => {
        const age = at() - step;
        return age >= 0 && age < BARS && age < shown.a.window === inside ? (shown.a.weights[age] ?? null) : null;
      });
    const below = shown.b ? steps().map((step) => (at() - step >= 0 && at() - step < BARS ? -(shown.b!.weights[at() - step] ?? 0) : null)) : [];
    weights.setData([steps(), weight(true), weight(false), below] as unknown as uPlot.AlignedData);
    say(state);
    read();
  }

  optimizers(store);
  let drawn = '';
  store.watch((state) => {
    if (state.room !== 'average') return;
    const key = [state.window, state.second, state.noise, state.corrected, state.seed, state.at].join();
    if (key === drawn) return;
    drawn = key;
    show(state);
  });
}

function compute(state: Readonly<State>, own: Float32Array | null): Shown {
  const pairs = own ? null : thalweg.gradients(STEPS, state.noise, state.seed);
  const noisy = own ?? pairs!.filter((_, i) => i % 2 === 1);
  const truth = pairs && pairs.filter((_, i) => i % 2 === 0);
  const at = Math.min(Math.max(Math.round(state.at), 0), noisy.length - 1);
  const made = (window: number): Average => {
    const decay = thalweg.decay_of(clamp(window));
    const ema = new thalweg.Average(decay);
    const weights = ema.weights(at + 1, state.corrected);
    const squares = weights.reduce((sum, w) => sum + w * w, 0);
    // What is drawn: a window beyond the first step holds all there is.
    const within = Math.min(Math.max(Math.round(window), 1), at + 1);
    const average = {
      values: ema.through(noisy, state.corrected),
      weights,
      decay,
      window: clamp(window),
      smaller: 1 / Math.sqrt(squares),
      lag: weights.reduce((sum, w, age) => sum + w * age, 0) / Math.max(weights.reduce((sum, w) => sum + w, 0), 1e-30),
      share: weights.slice(0, within).reduce((sum, w) => sum + w, 0),
    };
    ema.free();
    return average;
  };
  return { truth, noisy, a: made(state.window), b: state.second >= 1 ? made(state.second) : null };
}

function padded(low: number, high: number): [number, number] {
  const unit = 10 ** Math.floor(Math.log10(Math.max(high - low, 1e-9))) / 2;
  return [Math.floor(low / unit) * unit, Math.ceil(high / unit) * unit + (high === low ? unit : 0)];
}

const clamp = (window: number) => Math.min(Math.max(window, 1), WIDEST);
const rounded = (value: number) => Number(value.toPrecision(3));
const fixed = (value: number | undefined) => (value ?? 0).toFixed(3);
const list = (values: Float32Array) => Array.from(values);
