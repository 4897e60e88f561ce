// The valley in the head of the page, and momentum's way down it with the γ of the first room.

import { contours } from 'd3-contour';
import type { Store } from '../state';
import * as thalweg from '../wasm/thalweg_wasm';
import { find } from '../dom';

const COLUMNS = 160;
const ROWS = 80;
/** Closer lines near the river, where the banks are gentle. */
const HEIGHTS = Array.from({ length: 26 }, (_, i) => 0.006 + 0.0055 * i ** 1.85);
const STEPS = 1200;
const LEARNING_RATE = 0.1;
const SVG = 'http://www.w3.org/2000/svg';

export function head(store: Store): void {
  const valley = find(document, '.valley');
  valley.setAttribute('viewBox', `0 0 ${COLUMNS} ${ROWS}`);
  const heights = contours().size([COLUMNS, ROWS]).thresholds(HEIGHTS)(Array.from(thalweg.terrain(COLUMNS, ROWS)));
  heights.forEach(({ coordinates }, i) => {
    const line = path(`contour${i % 5 === 4 ? ' fifth' : ''}`);
    line.setAttribute('d', coordinates.flat().map(outline).join(''));
    valley.append(line);
  });
  const way = path('way');
  valley.append(way);
  let drawn = 0;
  store.watch(({ window }) => {
    if (window === drawn) return;
    drawn = window;
    const points = thalweg.descent(thalweg.decay_of(window), LEARNING_RATE, STEPS);
    const place = (i: number) =>
      `${(((points[2 * i] ?? 0) + 1) / 2) * COLUMNS} ${(((points[2 * i + 1] ?? 0) + 1) / 2) * ROWS}`;
    way.setAttribute('d', `M${Array.from({ length: points.length / 2 }, (_, i) => place(i)).join('L')}`);
  });
}

function path(name: string): SVGPathElement {
  const made = document.createElementNS(SVG, 'path');
  made.setAttribute('class', name);
  return made;
}

/** The inner parts of a contour: what runs along the edge of the grid is no contour. */
function outline(ring: number[][]): string {
  let pen = 'M';
  let text = '';
  for (const [x = 0, y = 0] of ring) {
    const edge = x <= 0.5 || y <= 0.5 || x >= COLUMNS - 0.5 || y >= ROWS - 0.5;
    if (!edge) text += `${pen}${x.toFixed(2)} ${y.toFixed(2)}`;
    pen = edge ? 'M' : 'L';
  }
  return text;
}
