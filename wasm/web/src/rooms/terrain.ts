// The map of the race: contour lines on one canvas, drawn once a surface; the ways on another.

import { contours } from 'd3-contour';
import { colour, theme } from '../chart';
import { digits, element, find } from '../dom';
import { ARROWS } from '../handle';
import { drawn } from '../picture';
import type { State } from '../state';
import { text } from '../text';
import type { Surface } from '../wasm/thalweg_wasm';
import { COLOURS, DASHES, ROW, type Field, type Run } from './way';

const COLUMNS = 180;
const ROWS = 120;
const LINES = 22;

interface Options {
  label: string;
  drag: (x: number, y: number) => void;
  end: () => void;
  cancel: () => void;
  follow: (lane: number) => void;
}

/** In hundredths of the field, across and up: Home and End are its edges. */
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ...ARROWS,
  Home: [-100, 0],
  End: [100, 0],
};

export class Terrain {
  #place: HTMLElement;
  #ground: HTMLCanvasElement;
  #ways: HTMLCanvasElement;
  #knob: HTMLElement;
  #note: HTMLElement;
  #drawn = '';
  #again: () => void = () => {};
  #field: Field = [-1, 1, -1, 1];
  /** Of the map, in pixels: asked for once a drawing, as the answer has the page laid out. */
  #width = 0;
  #height = 0;
  #runs: readonly Run[] = [];
  /** How many points the last drawing of the ways had, for the tests. */
  points = 0;

  constructor(place: HTMLElement, options: Options) {
    this.#place = place;
    this.#ground = find(place, '.ground') as HTMLCanvasElement;
    this.#ways = find(place, '.ways') as HTMLCanvasElement;
    place.querySelectorAll('.handle, .note').forEach((old) => old.remove());
    this.#knob = element('div', '', { class: 'handle start', role: 'slider', tabindex: '0', 'aria-label': options.label });
    this.#note = element('span', text().start, { class: 'note', 'aria-hidden': 'true' });
    place.append(this.#knob, this.#note);
    this.#listen(options);
    const anew = () => {
      this.#drawn = '';
      this.#again();
    };
    new ResizeObserver(anew).observe(place);
    theme(anew);
    drawn(this.#ground, anew);
    drawn(this.#ways, anew);
    void document.fonts.ready.then(() => this.#again());
  }

  draw(surface: Surface, form: string, field: Field, minima: readonly (readonly [number, number])[], runs: readonly Run[], state: Readonly<State>, followed: number): void {
    this.#field = field;
    this.#runs = runs;
    this.#again = () => {
      [this.#width, this.#height] = [this.#place.clientWidth, this.#place.clientHeight];
      if (this.#width === 0 || this.#height === 0) return;
      const key = [form, this.#width, this.#height].join();
      if (key !== this.#drawn) this.#contours(surface, minima);
      this.#drawn = key;
      this.#trails(state, followed);
      this.#put(state);
    };
    this.#again();
  }

  #size(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(this.#width * ratio), Math.round(this.#height * ratio)];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.#width, this.#height);
    return context;
  }

  #left = (x: number) => ((x - this.#field[0]) / (this.#field[1] - this.#field[0])) * this.#width;
  #top = (y: number) => ((this.#field[3] - y) / (this.#field[3] - this.#field[2])) * this.#height;

  #contours(surface: Surface, minima: readonly (readonly [number, number])[]): void {
    const context = this.#size(this.#ground);
    const heights = Array.from(surface.heights(Float32Array.from(this.#field), COLUMNS, ROWS)).map((h) => (Number.isFinite(h) ? h : 1e30));
    const sorted = heights.toSorted((a, b) => a - b);
    const low = sorted[0] ?? 0;
    const high = sorted[Math.floor(0.995 * sorted.length)] ?? 1;
    // Closer lines where the ground is flat.
    const thresholds = Array.from({ length: LINES }, (_, i) => low + (high - low) * ((i + 0.6) / LINES) ** 3);
    const [width, height] = [this.#width / COLUMNS, this.#height / ROWS];
    contours().size([COLUMNS, ROWS]).thresholds(thresholds)(heights).forEach(({ coordinates }, i) => {
      context.beginPath();
      for (const ring of coordinates.flat()) outline(context, ring, width, height);
      context.strokeStyle = colour(i % 5 === 4 ? 'stone' : 'hair');
      context.lineWidth = i % 5 === 4 ? 1.4 : 1;
      context.stroke();
    });
    context.font = '14px "Source Sans 3", sans-serif';
    for (const [x, y] of minima) {
      const [left, top] = [this.#left(x), this.#top(y)];
      context.strokeStyle = context.fillStyle = colour('ink');
      context.lineWidth = 2;
      context.beginPath();
      context.moveTo(left - 6, top);
      context.lineTo(left + 6, top);
      context.moveTo(left, top - 6);
      context.lineTo(left, top + 6);
      context.stroke();
      context.textAlign = 'right';
      if (minima.length === 1) context.fillText(text().minimum, left - 12, Math.max(top - 10, 16));
      context.textAlign = 'left';
    }
  }

  #trails(state: Readonly<State>, followed: number): void {
    const context = this.#size(this.#ways);
    this.points = 0;
    const thick = state.mode === 'slides' ? 2 : 1;
    const labels: { left: number; top: number; text: string; colour: string }[] = [];
    for (const run of this.#runs) {
      if (run.steps < 0) continue;
      const last = Math.min(state.now, run.steps);
      const paint = colour(COLOURS[run.number] ?? 'ink');
      context.beginPath();
      for (let step = 0; step <= last; step += 1) {
        context.lineTo(this.#left(run.rows[step * ROW] ?? 0), this.#top(run.rows[step * ROW + 1] ?? 0));
        this.points += 1;
      }
      context.strokeStyle = paint;
      context.lineWidth = (run.number === followed ? 3.2 : 2) * thick;
      context.setLineDash([...(DASHES[run.number] ?? [])].map((dash) => dash * thick));
      context.lineJoin = 'round';
      context.stroke();
      context.setLineDash([]);
      const [left, top] = [this.#left(run.rows[last * ROW] ?? 0), this.#top(run.rows[last * ROW + 1] ?? 0)];
      const lost = run.steps < state.length && last === run.steps;
      const [x, y] = [inside(left, this.#width), inside(top, this.#height)];
      this.#marker(context, x, y, paint, lost);
      labels.push({ left: x, top: y, text: lost ? `${run.name}: ${text().diverged(run.steps)}` : run.name, colour: paint });
    }
    this.#labels(context, labels);
    this.#ways.dataset['points'] = String(this.points);
  }

  #marker(context: CanvasRenderingContext2D, x: number, y: number, paint: string, lost: boolean): void {
    context.strokeStyle = paint;
    context.fillStyle = colour('sheet');
    context.lineWidth = 3;
    context.beginPath();
    if (lost) {
      context.moveTo(x - 6, y - 6);
      context.lineTo(x + 6, y + 6);
      context.moveTo(x + 6, y - 6);
      context.lineTo(x - 6, y + 6);
    } else {
      context.arc(x, y, 6.5, 0, 7);
      context.fill();
    }
    context.stroke();
  }

  /** Beside their markers, none upon another. */
  #labels(context: CanvasRenderingContext2D, labels: { left: number; top: number; text: string; colour: string }[]): void {
    context.font = `600 ${Math.round(15 * this.#scale())}px "Source Sans 3", sans-serif`;
    const taken: number[] = [];
    for (const label of labels.toSorted((a, b) => a.top - b.top)) {
      const width = context.measureText(label.text).width;
      const right = label.left + 14 + width < this.#width;
      const x = right ? label.left + 13 : label.left - 13 - width;
      let y = Math.min(Math.max(label.top + 5, 16), this.#height - 6);
      while (taken.some((other) => Math.abs(other - y) < 16)) y += 16;
      taken.push(y);
      context.lineWidth = 4;
      context.strokeStyle = colour('sheet');
      context.strokeText(label.text, x, y);
      context.fillStyle = label.colour;
      context.fillText(label.text, x, y);
    }
  }

  #scale = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

  #put(state: Readonly<State>): void {
    const [left, top] = [inside(this.#left(state.x), this.#width), inside(this.#top(state.y), this.#height)];
    this.#knob.style.left = this.#note.style.left = `${left}px`;
    this.#knob.style.top = this.#note.style.top = `${top}px`;
    this.#knob.setAttribute('aria-valuenow', String(state.x));
    this.#knob.setAttribute('aria-valuemin', String(this.#field[0]));
    this.#knob.setAttribute('aria-valuemax', String(this.#field[1]));
    this.#knob.setAttribute('aria-valuetext', `x ${digits(state.x)}, y ${digits(state.y)}`);
  }

  #listen(options: Options): void {
    const knob = this.#knob;
    const at = (event: PointerEvent) => {
      const box = this.#place.getBoundingClientRect();
      const share = (value: number, size: number) => Math.min(Math.max(value / size, 0), 1);
      const [left, right, bottom, top] = this.#field;
      const round = (value: number) => Number(value.toFixed(3));
      options.drag(
        round(left + (right - left) * share(event.clientX - box.left, box.width)),
        round(top - (top - bottom) * share(event.clientY - box.top, box.height)),
      );
    };
    knob.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      knob.focus();
      knob.setPointerCapture(event.pointerId);
      this.#note.hidden = true;
    });
    knob.addEventListener('pointermove', (event) => {
      if (knob.hasPointerCapture(event.pointerId)) at(event);
    });
    knob.addEventListener('lostpointercapture', () => options.end());
    knob.addEventListener('keyup', () => options.end());
    knob.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') return options.cancel();
      const move = MOVES[event.key];
      if (!move) return;
      event.preventDefault();
      const [left, right, bottom, top] = this.#field;
      const far = (event.shiftKey ? 10 : 1) / 100;
      const now = [Number(knob.getAttribute('aria-valuenow')), this.#y()] as const;
      const within = (value: number, least: number, most: number) => Number(Math.min(Math.max(value, least), most).toFixed(3));
      options.drag(within(now[0] + move[0] * far * (right - left), left, right), within(now[1] + move[1] * far * (top - bottom), bottom, top));
    });
    // A click beside a line follows it.
    this.#place.addEventListener('click', (event) => {
      if (event.target === knob) return;
      const box = this.#place.getBoundingClientRect();
      const nearest = this.#nearest(event.clientX - box.left, event.clientY - box.top);
      if (nearest !== null) options.follow(nearest);
    });
  }

  #y = () => Number(/y (\S+)/.exec(this.#knob.getAttribute('aria-valuetext') ?? '')?.[1] ?? 0);

  #nearest(left: number, top: number): number | null {
    let best: [number, number] | null = null;
    for (const run of this.#runs) {
      for (let step = 0; step <= run.steps; step += 1) {
        const away = Math.hypot(this.#left(run.rows[step * ROW] ?? 0) - left, this.#top(run.rows[step * ROW + 1] ?? 0) - top);
        if (away < 24 && (!best || away < best[0])) best = [away, run.number];
      }
    }
    return best && best[1];
  }
}

const inside = (at: number, size: number) => Math.min(Math.max(at, 8), size - 8);

/** The inner parts of a contour: what runs along the edge of the grid is no contour. */
function outline(context: CanvasRenderingContext2D, ring: number[][], width: number, height: number): void {
  let drawing = false;
  for (const [x = 0, y = 0] of ring) {
    const edge = x <= 0.5 || y <= 0.5 || x >= COLUMNS - 0.5 || y >= ROWS - 0.5;
    if (!edge && drawing) context.lineTo(x * width, y * height);
    if (!edge && !drawing) context.moveTo(x * width, y * height);
    drawing = !edge;
  }
}
