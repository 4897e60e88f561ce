// A room's figure as a picture: its canvases as pixels, or what is drawn on them as lines and words.

import { find } from './dom';
import { Recorder } from './recorder';

/** How each canvas is drawn again. */
const drawings = new Map<HTMLCanvasElement, () => void>();

/** Says how a canvas is drawn again, so that the figure can be written as SVG. */
export function drawn(canvas: HTMLCanvasElement, again: () => void): void {
  drawings.set(canvas, again);
}

interface Figure {
  width: number;
  height: number;
  ground: string;
  canvases: { canvas: HTMLCanvasElement; left: number; top: number; width: number; height: number }[];
}

function figure(room: string): Figure {
  const place = find(document, `#${room} .figure`);
  const whole = place.getBoundingClientRect();
  const all = [...place.querySelectorAll('canvas')].map((canvas) => {
    const box = canvas.getBoundingClientRect();
    return { canvas, left: box.left - whole.left, top: box.top - whole.top, width: box.width, height: box.height };
  });
  const canvases = all.filter(({ width, height }) => width > 0 && height > 0);
  const ground = getComputedStyle(document.documentElement).getPropertyValue('--sheet').trim();
  return { width: whole.width, height: whole.height, ground, canvases };
}

export async function png(room: string): Promise<Blob | null> {
  const { width, height, ground, canvases } = figure(room);
  const made = document.createElement('canvas');
  const ratio = devicePixelRatio;
  [made.width, made.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  const context = made.getContext('2d')!;
  context.fillStyle = ground;
  context.fillRect(0, 0, made.width, made.height);
  for (const at of canvases) context.drawImage(at.canvas, at.left * ratio, at.top * ratio, at.width * ratio, at.height * ratio);
  return new Promise((done) => made.toBlob(done));
}

export async function svg(room: string): Promise<Blob> {
  const { width, height, ground, canvases } = figure(room);
  const parts: string[] = [];
  for (const at of canvases) {
    const recorder = new Recorder(at.canvas.getContext('2d')!);
    drawings.get(at.canvas)?.();
    // A chart draws at the end of the turn.
    await new Promise(requestAnimationFrame);
    recorder.end();
    const scale = at.width / Math.max(at.canvas.width, 1);
    parts.push(`<g transform="translate(${at.left.toFixed(1)} ${at.top.toFixed(1)}) scale(${scale})">${recorder.content()}</g>`);
  }
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(0)} ${height.toFixed(0)}" width="${width.toFixed(0)}" height="${height.toFixed(0)}">`;
  return new Blob([`${head}<rect width="100%" height="100%" fill="${ground}"/>${parts.join('')}</svg>\n`], { type: 'image/svg+xml' });
}
