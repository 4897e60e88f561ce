// Numbers as people have them: pasted, the last column of a CSV, or TensorBoard's export.

import { text } from './text';

const MOST = 100_000;
const SHOWN = 40;

/** The numbers of a text; throws the line that is none. */
export function numbersOf(content: string): Float32Array {
  const found = content.trimStart().startsWith('[') ? tensorBoard(content) : lines(content);
  if (found.length < 2 || found.length > MOST) throw new Error(text().numbersFew);
  return Float32Array.from(found);
}

/** TensorBoard's JSON: triples of time, step and value; or a plain list. */
function tensorBoard(content: string): number[] {
  const rows = JSON.parse(content) as (number | number[])[];
  return rows.map((row, i) => finite(Array.isArray(row) ? row.at(-1) : row, i + 1));
}

function lines(content: string): number[] {
  const rows = content.split(/\r?\n/).map((line, i) => [line.trim(), i + 1] as const).filter(([line]) => line !== '');
  // One line of many numbers, or a column whose head may be a name.
  const [only] = rows;
  if (rows.length === 1 && only) return only[0].split(/[\s,;]+/).filter(Boolean).map((cell) => finite(cell, 1));
  const named = rows[0] && Number.isNaN(Number(last(rows[0][0])));
  return rows.slice(named ? 1 : 0).map(([line, number]) => finite(last(line), number));
}

const last = (line: string): string => line.split(/[,;\t ]+/).findLast((cell) => cell !== '') ?? '';

function finite(value: unknown, line: number): number {
  const number = typeof value === 'string' ? Number(value || NaN) : Number(value ?? NaN);
  if (Number.isFinite(number) && Number.isFinite(Math.fround(number))) return number;
  throw new Error(text().numberWrong(line, JSON.stringify(String(value).slice(0, SHOWN))));
}
