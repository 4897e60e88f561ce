// uPlot in the page's colours: sized by its place, redrawn when the theme changes.

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export type Colour = 'ink' | 'soft' | 'hair' | 'stone' | 'river' | 'water' | 'sand' | 'moss';

export function colour(name: Colour): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const FONT = '13px "Source Sans 3", sans-serif';

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

interface Options {
  series: uPlot.Series[];
  axes: uPlot.Axis[];
  scales: uPlot.Scales;
  data: uPlot.AlignedData;
  /** Called with the index under the pointer, or null. */
  hover?: (index: number | null) => void;
  /** Drawn under the series. */
  under?: (u: uPlot) => void;
  cursor?: uPlot.Cursor;
}

export function chart(place: HTMLElement, options: Options): uPlot {
  const { hover, under } = options;
  const hooks: uPlot.Hooks.Arrays = {
    setCursor: [(u) => hover?.(u.cursor.left !== undefined && u.cursor.left >= 0 ? (u.cursor.idx ?? null) : null)],
    drawClear: [(u) => under?.(u)],
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
  new ResizeObserver(() => plot.setSize(size())).observe(place);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plot.redraw(false));
  void document.fonts.ready.then(() => plot.redraw(false, true));
  return plot;
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
