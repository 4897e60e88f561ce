// The room of momentum: what the velocity sums, and how a parameter comes home along one curvature.

import type uPlot from 'uplot';
import { axis, bottom, chart, colour } from '../chart';
import { choose, decayDigits, digits, element, enter, sentence, typeset } from '../dom';
import { handle } from '../handle';
import { MOMENTUM } from '../math';
import type { State, Store } from '../state';
import { text } from '../text';
import * as thalweg from '../wasm/thalweg_wasm';

const STEPS = 100;
/** The step at which the gradients begin, so that the answer is seen to rise. */
const BEGIN = 10;

export function momentum(store: Store): void {
  const room = enter('momentum');
  const words = text();
  const get = () => store.get();
  const steps = Array.from({ length: STEPS + 1 }, (_, i) => i);
  typeset(room, MOMENTUM);
  const common = { x: { time: false, range: [-1, STEPS + 1] as [number, number] } };
  let span = 1;

  const answer = chart(room.plot('answer'), {
    data: [[], [], []],
    scales: { ...common, y: { range: (_, low, high) => wide(low, high) } },
    axes: [bottom(words.stepWord), axis()],
    series: [
      { paths: () => null, points: { show: true, size: 5, width: 0, fill: () => colour('moss') } },
      { stroke: () => colour('river'), width: 3, points: { show: false } },
    ],
    hover: (step) => read('answer', answer, step),
  });
  const settle = chart(room.plot('settle'), {
    data: [[], [], [], []],
    scales: { ...common, y: { range: () => [-span, span] } },
    axes: [bottom(words.stepWord), axis()],
    series: [
      { stroke: () => colour('river'), width: 3, points: { show: false } },
      { stroke: () => colour('plum'), width: 2, dash: [9, 5], points: { show: false } },
      { stroke: () => colour('leaf'), width: 2, dash: [2, 4], points: { show: false } },
    ],
    hover: (step) => read('settle', settle, step),
  });
  const setAlpha = (alpha: number) => store.change({ alpha: Number(Math.min(Math.max(alpha, 0), 0.999).toPrecision(4)) });
  // The steady velocity is 1/(1 − α): its level is the handle.
  const level = () => 1 / (1 - get().alpha);
  handle(answer, {
    label: 'α',
    place: () => ({ x: STEPS - 2, y: level() }),
    value: () => ({ now: get().alpha, min: 0, max: 0.999, text: `α = ${decayDigits(get().alpha)}` }),
    drag: (_, y) => setAlpha(1 - 1 / Math.max(y, 1)),
    step: (across, up) => setAlpha(get().alpha + 0.01 * (across + up)),
    end: () => store.commit(),
    cancel: () => store.revert(),
  });

  function read(name: 'answer' | 'settle', plot: uPlot, step: number | null): void {
    const values = step === null ? [] : [1, 2, 3].flatMap((series) => plot.data[series]?.[step] ?? []);
    room.output(name).textContent = step === null ? '' : `${words.stepWord} ${step}: ${values.map((value) => digits(value)).join(', ')}`;
  }

  const slider = (name: 'alpha' | 'eta' | 'curvature', to: (share: number) => number, from: (value: number) => number, show: (value: number) => string) => {
    const input = room.input(name);
    Object.assign(input, { min: '0', max: '1000', step: '1' });
    input.addEventListener('input', () => store.change({ [name]: Number(to(Number(input.value) / 1000).toPrecision(3)) }));
    input.addEventListener('change', () => store.commit());
    return () => {
      input.value = String(Math.round(1000 * from(get()[name])));
      input.setAttribute('aria-valuetext', show(get()[name]));
      room.output(name).textContent = show(get()[name]);
    };
  };
  const log = (low: number, high: number) => [
    (share: number) => low * (high / low) ** share,
    (value: number) => Math.log(Math.max(value, low) / low) / Math.log(high / low),
  ] as const;
  const sliders = [
    slider('alpha', (share) => 1 - 0.001 ** share, (alpha) => Math.log(1 - alpha) / Math.log(0.001), decayDigits),
    slider('eta', ...log(0.001, 4), (value) => digits(value)),
    slider('curvature', ...log(0.01, 10), (value) => digits(value)),
  ];
  const falling = room.input('falling');
  falling.addEventListener('change', () => store.set({ shaped: falling.checked }));
  const pick = choose(room.output('signals'), Object.entries(words.signals), (signal) => store.set({ signal }));
  const critical = () => Math.max(1 - Math.sqrt(get().eta * get().curvature), 0) ** 2;
  room.button('critical').addEventListener('click', () => store.set({ alpha: Number(critical().toPrecision(4)) }));

  function show(state: Readonly<State>): void {
    const rule = (name: string) => JSON.stringify({ [name]: { momentum: state.alpha } });
    const gradients = signal(state);
    // With a rate of 1 and no curvature each move is the velocity.
    const way = thalweg.respond(rule('Momentum'), new Float32Array(STEPS).fill(1), gradients, 0, 0);
    const velocity = Array.from(way.slice(1), (w, i) => (way[i] ?? 0) - w);
    answer.setData([steps.slice(0, STEPS), Array.from(gradients), velocity] as uPlot.AlignedData);
    const rates = Float32Array.from({ length: STEPS }, (_, i) => state.eta * (state.shaped ? 0.5 * (1 + Math.cos((Math.PI * i) / STEPS)) : 1));
    const none = new Float32Array();
    const ways = ['Momentum', 'Nesterov', 'HeavyBall'].map((name) => Array.from(thalweg.respond(rule(name), rates, none, state.curvature, 1), (w) => (Math.abs(w) < 1e6 ? w : null)));
    const farthest = Math.max(...ways[0]!.map((w) => Math.abs(w ?? 0)));
    span = Math.min(Math.max(farthest, 1), 4) * 1.1;
    settle.setData([steps, ...ways] as uPlot.AlignedData);
    say(state, ways[0]! as (number | null)[]);
  }

  function say(state: Readonly<State>, way: readonly (number | null)[]): void {
    const { alpha, eta, curvature } = state;
    const at = critical();
    const diverges = eta * curvature > 2 * (1 + alpha);
    const kind = Math.abs(alpha - at) < 0.005 ? 'at' : alpha < at ? 'under' : 'over';
    room.output('sentence').replaceChildren(
      ...sentence(words.sayMomentum(decayDigits(alpha), digits(1 / (1 - alpha), 2), words.timesWord(digits(1 / (1 - alpha), 2)), words.timesWord(digits(1 / (1 + alpha), 2)))),
      document.createTextNode(diverges ? words.sayDiverges : words.sayCritical[kind](digits(at))),
    );
    // The eigenvalues of a step: λ² − (1 + α − η c) λ + α = 0.
    const half = (1 + alpha - eta * curvature) / 2;
    const under = half * half - alpha;
    const rate = under < 0 ? Math.sqrt(alpha) : Math.max(Math.abs(half + Math.sqrt(under)), Math.abs(half - Math.sqrt(under)));
    const overshoot = Math.max(...way.map((w) => -(w ?? 0)), 0);
    const facts: [string, string][] = [
      [words.facts.critical, digits(at)],
      [words.facts.decay, rate >= 1 ? '≥ 100 %' : `${digits(100 * rate)} %`],
      [words.facts.half, rate >= 1 ? '–' : digits(Math.log(0.5) / Math.log(rate), 2)],
      [words.facts.overshoot, `${digits(100 * overshoot, 2)} %`],
    ];
    room.output('facts').replaceChildren(...facts.map(([name, value]) => element('tr', [element('th', name, { scope: 'row' }), element('td', value)])));
  }

  store.watch((state) => {
    if (state.room !== 'momentum') return;
    sliders.forEach((show) => show());
    falling.checked = state.shaped;
    pick(state.signal);
    show(state);
  });
}

/** The gradients that are answered. */
function signal(state: Readonly<State>): Float32Array {
  const noise = state.signal === 'noise' ? thalweg.gradients(STEPS, state.noise, state.seed) : null;
  return Float32Array.from({ length: STEPS }, (_, i) => {
    if (noise) return noise[2 * i + 1] ?? 0;
    if (i < BEGIN) return 0;
    return state.signal === 'step' || i % 2 === 0 ? 1 : -1;
  });
}

function wide(low: number | null, high: number | null): [number, number] {
  const most = Math.max(Math.abs(low ?? 0), Math.abs(high ?? 0), 1.2) * 1.1;
  return [(low ?? 0) < -0.01 ? -most : -0.1 * most, most];
}
