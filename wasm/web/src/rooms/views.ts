// Beside the map: the loss over the steps, the loss over the rate, and over rate and momentum.

import uPlot from 'uplot';
import { axis, chart, colour, decades, theme } from '../chart';
import { choose, digits, element, type Room } from '../dom';
import type { Lane } from '../lanes';
import type { State } from '../state';
import type { Store } from '../store';
import { text } from '../text';
import * as thalweg from '../wasm/thalweg_wasm';
import { COLOURS, DASHES, ROW, type Field, type Run } from './way';

const RATES = 60;
const CELLS = 48;
const [LOW, HIGH] = [1e-4, 1];
const FLOOR = 1e-6;

interface Options {
  surface: () => thalweg.Surface;
  lane: () => Lane | undefined;
  shape: () => thalweg.Curve | undefined;
  field: () => Field;
  take: (rate: number, alpha?: number) => void;
}

export class Views {
  #place: HTMLElement;
  #options: Options;
  #pick: (value: string) => void;
  #shown = '';
  #plot: uPlot | undefined;
  #best = NaN;
  #now = 0;
  #key = '';

  constructor(room: Room, store: Store, options: Options) {
    this.#place = room.plot('view');
    this.#options = options;
    this.#pick = choose(room.output('views'), Object.entries(text().views), (view) => store.set({ view }));
    theme(() => (this.#key = ''));
  }

  draw(runs: readonly Run[], state: Readonly<State>, followed: number, fresh: boolean): void {
    this.#pick(state.view);
    this.#now = state.now;
    const lane = this.#options.lane();
    const key = [state.view, runs.length, followed, lane && JSON.stringify(lane.rule), lane?.rate].join();
    if (state.view !== this.#shown) this.#open(state.view);
    if (state.view === 'loss') this.#loss(runs, state);
    else if (fresh || key !== this.#key) state.view === 'rate' ? this.#rate(state, lane) : this.#phase(state);
    this.#key = key;
  }

  #open(view: string): void {
    this.#shown = view;
    this.#key = '';
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#place.replaceChildren();
  }

  #loss(runs: readonly Run[], state: Readonly<State>): void {
    const series = runs.map((run) => ({
      stroke: () => colour(COLOURS[run.number] ?? 'ink'), width: 2, dash: [...(DASHES[run.number] ?? [])], points: { show: false },
    }));
    const key = `${runs.length} ${state.length}`;
    if (!this.#plot || this.#place.dataset['key'] !== key) {
      this.#place.dataset['key'] = key;
      this.#plot?.destroy();
      this.#plot = chart(this.#place, {
        data: [[], ...runs.map(() => [])] as unknown as uPlot.AlignedData,
        scales: { x: { time: false, range: () => [0, state.length] }, y: { distr: 3, range: (_, low, high) => [Math.max(low ?? FLOOR, FLOOR) / 1.5, Math.max(high ?? 1, 10 * FLOOR) * 1.5] } },
        axes: [axis({ grid: { show: false }, size: 24, space: 60 }), decades({ size: 44 })],
        series,
        above: (u) => line(u, this.#now),
      });
    }
    const steps = Array.from({ length: state.length + 1 }, (_, step) => step);
    const losses = runs.map((run) => steps.map((step) => {
      const loss = step <= run.steps ? run.rows[step * ROW + 2] : undefined;
      return loss === undefined || !Number.isFinite(loss) ? null : Math.max(loss, FLOOR);
    }));
    this.#plot.setData([steps, ...losses] as uPlot.AlignedData);
  }

  #rate(state: Readonly<State>, lane: Lane | undefined): void {
    if (!lane) return;
    const losses = this.#sweep(state, lane);
    const rates = Array.from({ length: RATES }, (_, i) => LOW * (HIGH / LOW) ** (i / (RATES - 1)));
    const finite = losses.map((loss) => (Number.isFinite(loss) ? Math.min(Math.max(loss, FLOOR), 1e6) : null));
    const at = finite.reduce<number>((best, loss, i) => (loss !== null && (best < 0 || loss < finite[best]!) ? i : best), -1);
    this.#best = Number((rates[at] ?? NaN).toPrecision(2));
    this.#place.replaceChildren();
    this.#plot?.destroy();
    this.#plot = chart(this.#place, {
      data: [rates, finite] as uPlot.AlignedData,
      scales: { x: { time: false, distr: 3, range: () => [LOW, HIGH] }, y: { distr: 3, range: (_, low, high) => [Math.max(low ?? FLOOR, FLOOR) / 1.5, Math.max(high ?? 1, 10 * FLOOR) * 1.5] } },
      axes: [decades({ grid: { show: false }, size: 24 }), decades({ size: 44 })],
      series: [{ stroke: () => colour('river'), width: 2.5, points: { show: false } }],
      above: (u) => line(u, lane.rate),
    });
    this.#plot.over.addEventListener('click', (event) => {
      this.#options.take(Number(this.#plot!.posToVal(event.offsetX, 'x').toPrecision(2)));
    });
    if (at >= 0) {
      const take = element('button', text().bestRate(digits(this.#best, 2)), { type: 'button', class: 'small take-best' });
      take.addEventListener('click', () => this.#options.take(this.#best));
      this.#place.append(take);
    }
  }

  #sweep(state: Readonly<State>, lane: Lane): number[] {
    try {
      return Array.from(thalweg.sweep(this.#options.surface(), JSON.stringify(lane.rule), LOW, HIGH, RATES, this.#options.shape(), state.x, state.y, state.length));
    } catch {
      return [];
    }
  }

  #phase(state: Readonly<State>): void {
    const losses = thalweg.phases(this.#options.surface(), LOW, HIGH, CELLS, state.x, state.y, Math.min(state.length, 200));
    const canvas = element('canvas', '', { class: 'phase', width: String(CELLS), height: String(CELLS), role: 'img', 'aria-label': text().phaseHint });
    const context = canvas.getContext('2d')!;
    const image = context.createImageData(CELLS, CELLS);
    const [near, far] = [rgb(colour('river')), rgb(colour('sheet'))];
    losses.forEach((loss, i) => {
      const share = Number.isFinite(loss) ? Math.min(Math.max((Math.log10(Math.max(loss, FLOOR)) + 6) / 8, 0), 1) : 1;
      const row = CELLS - 1 - Math.floor(i / CELLS);
      const at = 4 * (row * CELLS + (i % CELLS));
      for (const channel of [0, 1, 2] as const) image.data[at + channel] = far[channel] + (near[channel] - far[channel]) * (1 - share);
      image.data[at + 3] = 255;
    });
    context.putImageData(image, 0, 0);
    canvas.addEventListener('click', (event) => {
      const [x, y] = [event.offsetX / canvas.clientWidth, 1 - event.offsetY / canvas.clientHeight];
      this.#options.take(Number((LOW * (HIGH / LOW) ** x).toPrecision(2)), 1 - 0.01 ** y);
    });
    this.#place.replaceChildren(
      canvas,
      element('span', 'η 10⁻⁴ … 1', { class: 'phase-x' }),
      element('span', 'α 0 … 0.99', { class: 'phase-y' }),
      element('p', text().phaseHint, { class: 'phase-hint' }),
    );
  }
}

function line(u: uPlot, x: number): void {
  const left = Math.round(u.valToPos(x, 'x', true));
  u.ctx.save();
  u.ctx.strokeStyle = colour('sand');
  u.ctx.lineWidth = 2 * devicePixelRatio;
  u.ctx.beginPath();
  u.ctx.moveTo(left, u.bbox.top);
  u.ctx.lineTo(left, u.bbox.top + u.bbox.height);
  u.ctx.stroke();
  u.ctx.restore();
}

function rgb(hex: string): [number, number, number] {
  const channel = (at: number) => parseInt(hex.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}
