// uPlot in the page's colours: sized by its place, redrawn when the theme changes.

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { drawn } from './picture';

export type Colour = 'ink' | 'soft' | 'hair' | 'stone' | 'river' | 'water' | 'sand' | 'moss' | 'leaf' | 'plum' | 'iris' | 'rose' | 'sheet';

/** What the theme has: to ask for it, in the middle of a change, has the whole page styled. */
const colours = new Map<Colour, string>();

export function colour(name: Colour): string {
  const known = colours.get(name) ?? getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  colours.set(name, known);
  return known;
}

// Asked for anew before anything is drawn anew: listeners are called in this order.
theme(() => colours.clear());

const FONT = '13px "Source Sans 3", system-ui, sans-serif';

/** Calls when the theme changes. */
export function theme(changed: () => void): void {
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) matchMedia(query).addEventListener('change', changed);
}

export function axis(options: Partial<uPlot.Axis> = {}): uPlot.Axis {
  return {
    font: FONT,
    stroke: () => colour('soft'),
    grid: { stroke: () => colour('hair'), width: 1 },
    ticks: { show: false },
    size: 46,
    gap: 6,
    ...options,
  };
}

/** Axis along the bottom; without numbers it leaves only a little air. */
export function bottom(label: string | null): uPlot.Axis {
  const plain = { grid: { show: false }, size: 26, space: 60 };
  const named = (_: uPlot, splits: number[]) =>
    splits.map((x) => (x === 0 ? `${label} 0` : String(x)));
  return axis(label === null ? { ...plain, size: 8, values: [] } : { ...plain, values: named });
}

const SUPER = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A power of ten as a person writes it. */
export function power(tick: number): string {
  const exponent = Math.round(Math.log10(tick));
  if (exponent === 0 || exponent === 1) return String(10 ** exponent);
  return `10${exponent < 0 ? '⁻' : ''}${[...String(Math.abs(exponent))].map((digit) => SUPER[Number(digit)]).join('')}`;
}

/** A logarithmic axis: a line for each power of ten, or for every second or third. */
export function decades(options: Partial<uPlot.Axis> = {}): uPlot.Axis {
  const splits = (_: uPlot, __: number, low: number, high: number) => {
    const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    const stride = Math.max(Math.ceil((last - first) / 6), 1);
    return Array.from({ length: Math.max(Math.floor((last - first) / stride) + 1, 0) }, (_, i) => 10 ** (first + i * stride));
  };
  return axis({ splits, filter: (_, all) => all, values: (_, ticks) => ticks.map(power), ...options });
}

interface Options {
  series: uPlot.Series[];
  axes: uPlot.Axis[];
  scales: uPlot.Scales;
  data: uPlot.AlignedData;
  /** Called with the index under the pointer, or null. */
  hover?: (index: number | null) => void;
  /** Drawn under the series. */
  under?: (u: uPlot) => void;
  /** Drawn over them. */
  above?: (u: uPlot) => void;
  cursor?: uPlot.Cursor;
}

export function chart(place: HTMLElement, options: Options): uPlot {
  const { hover, under, above } = options;
  const hooks: uPlot.Hooks.Arrays = {
    setCursor: [(u) => hover?.(u.cursor.left !== undefined && u.cursor.left >= 0 ? (u.cursor.idx ?? null) : null)],
    drawClear: [(u) => under?.(u)],
    draw: [(u) => above?.(u)],
  };
  const size = () => ({ width: place.clientWidth, height: place.clientHeight });
  const cursor = {
    x: true,
    y: false,
    drag: { x: false, y: false, setScale: false },
    points: { size: 7, stroke: () => colour('river'), fill: () => colour('river') },
    ...options.cursor,
  };
  const plot = new uPlot(
    {
      ...size(),
      padding: [8, 12, 0, 0],
      legend: { show: false },
      cursor,
      hooks,
      // Between pixels too, so that a curve of many steps is smooth.
      series: [{}, ...options.series.map((series) => ({ pxAlign: 0, ...series }))],
      axes: options.axes,
      scales: options.scales,
    },
    options.data,
    place,
  );
  plot.ctx.canvas.setAttribute('aria-hidden', 'true');
  drawn(plot.ctx.canvas, () => plot.redraw(true, true));
  if (hover) readByFinger(plot);
  new ResizeObserver(() => {
    if (place.clientWidth > 0 && place.clientHeight > 0) plot.setSize(size());
  }).observe(place);
  theme(() => plot.redraw(false));
  void document.fonts.ready.then(() => plot.redraw(false, true));
  return plot;
}

/** A finger that moves over a chart reads it, as a mouse does. */
function readByFinger(plot: uPlot): void {
  const read = (event: TouchEvent) => {
    const touch = event.touches[0];
    if (!touch) return;
    const box = plot.over.getBoundingClientRect();
    const within = (at: number, size: number) => Math.min(Math.max(at, 0), size);
    plot.setCursor({ left: within(touch.clientX - box.left, box.width), top: within(touch.clientY - box.top, box.height) });
  };
  for (const kind of ['touchstart', 'touchmove'] as const) plot.over.addEventListener(kind, read, { passive: true });
}

/** A vertical band between two values of x, under the series. */
export function band(u: uPlot, from: number, to: number): void {
  const left = u.valToPos(from, 'x', true);
  const right = u.valToPos(to, 'x', true);
  u.ctx.save();
  u.ctx.beginPath();
  u.ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
  u.ctx.clip();
  u.ctx.fillStyle = colour('water');
  u.ctx.fillRect(left, u.bbox.top, right - left, u.bbox.height);
  u.ctx.restore();
}

/** A round number at or above `value`. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value * 0.9999999);
  return (step ?? 10) * power;
}
