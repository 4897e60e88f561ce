// What is recognised, of a class or of all; shares and lines of a table.

import { element } from './dom';

export type Score = readonly [right: number, of: number];
/** A confusion matrix is a square. */
export const classesOf = (confusion: Uint32Array): number => Math.round(Math.sqrt(confusion.length));
export const ofClass = (confusion: Uint32Array, i: number): Score => {
  const row = confusion.subarray(i * classesOf(confusion), (i + 1) * classesOf(confusion));
  return [row[i] ?? 0, row.reduce((a, b) => a + b, 0)];
};
export const ofAll = (confusion: Uint32Array): Score => [confusion.filter((_, i) => i % (classesOf(confusion) + 1) === 0).reduce((a, b) => a + b, 0), confusion.reduce((a, b) => a + b, 0)];
export const percent = ([right, of]: Score) => (100 * right) / Math.max(of, 1);
export const share = (confusion: Uint32Array) => `${percent(ofAll(confusion)).toFixed(1)} %`;

const fraction = ([right, of]: Score) => `${right}/${of}`;

/** One line of a table: before, calibrated where there is such, after, and a bar of before and after. */
export function row(name: string, before: Score, after: Score | null, all = false, calibrated: Score | null = null): HTMLTableRowElement {
  const bar = element('div', '', { class: 'share', 'aria-hidden': 'true' });
  const worse = after !== null && after[0] < before[0];
  bar.style.setProperty('--before', `${percent(before)}%`);
  bar.style.setProperty('--after', `${percent(after ?? before)}%`);
  const change = after ? after[0] - before[0] : 0;
  return element('tr', [
    element('th', name, { scope: 'row' }),
    element('td', fraction(before)),
    ...(calibrated ? [element('td', fraction(calibrated))] : []),
    element('td', after ? `${fraction(after)}${worse ? ` (−${-change})` : ''}` : '–', { class: worse ? 'after worse' : 'after' }),
    element('td', [bar], { class: 'wide' }),
  ], { class: [all && 'all', worse && 'fell'].filter(Boolean).join(' ') });
}
