// The room of the main job: before, the fine-tuning as it goes, after.

import type uPlot from 'uplot';
import recordings from '../../../../tasks/watch/data/shoulder_watch_person08.csv.gz?url';
import { axis, bottom, chart, colour } from '../chart';
import { calm, complain, digits, element, enter } from '../dom';
import type { Store } from '../state';
import * as thalweg from '../wasm/thalweg_wasm';

/** Optimizer steps drawn at a time: slow enough to watch. */
const STEPS_A_FRAME = 2;
/** The loss of a batch of four jumps; its average over ten shows the way. */
const SMOOTHING = 0.9;

interface Way {
  loss: number[];
  rate: number[];
}

export function job(store: Store): void {
  const room = enter('job');
  const start = room.button('tune');
  const chooser = room.input('file');
  const exercises = thalweg.Job.exercises();
  const smooth = new thalweg.Average(SMOOTHING);
  let task: thalweg.Job | null = null;
  let before: Uint32Array = new Uint32Array();
  /** Grows with every run, so that one that was overtaken stops. */
  let run = 0;

  let total = 1;
  const plot = chart(room.plot('training'), {
    data: [[], [], [], []],
    scales: {
      x: { time: false, range: () => [0, total] },
      y: { range: (_, _low, high) => [0, Math.max(high ?? 0, 0.1) * 1.08] },
      rate: { range: (_, _low, high) => [0, Math.max(high ?? 0, 0.003) * 1.25] },
    },
    axes: [bottom('step'), axis(), axis({ scale: 'rate', side: 1, size: 54, grid: { show: false } })],
    series: [
      { paths: () => null, points: { show: true, size: 4, width: 0, fill: () => colour('moss') } },
      { stroke: () => colour('river'), width: 3, points: { show: false } },
      { scale: 'rate', stroke: () => colour('sand'), width: 1.5, points: { show: false } },
    ],
    hover: (index) => {
      const value = (series: number) => digits(plot.data[series]?.[index ?? -1] ?? 0);
      room.output('training').textContent = index === null || plot.data[0]?.[index] === undefined
        ? ''
        : `step ${index}: loss ${value(1)}, rate ${value(3)}`;
    },
  });

  function draw({ loss, rate }: Way): void {
    const average = Array.from(smooth.through(Float32Array.from(loss), true));
    plot.setData([loss.map((_, i) => i), loss, average, rate] as uPlot.AlignedData);
  }

  /** Everything as the watch is before it learns. */
  function open(file: Uint8Array, name: string): boolean {
    run += 1;
    try {
      const next = new thalweg.Job(file);
      task?.free();
      task = next;
    } catch (error) {
      complain(room.output('file-refusal'), `${name}: ${(error as Error).message}`);
      start.disabled = task === null;
      return false;
    }
    complain(room.output('file-refusal'), null);
    before = task.test();
    total = task.steps();
    draw({ loss: [], rate: [] });
    show(null);
    for (const figure of ['after', 'time', 'hash']) room.output(figure).textContent = '–';
    room.output('before').textContent = share(before);
    room.output('windows').textContent = String(task.windows());
    room.output('steps').textContent = String(total);
    room.output('ram').textContent = `${digits(task.ram_bytes() / 1024)} KB`;
    room.output('person').textContent = name;
    start.textContent = 'Fine-tune';
    start.disabled = false;
    return true;
  }

  async function tune(): Promise<void> {
    if (!task) return;
    const mine = (run += 1);
    const now = task;
    start.disabled = true;
    try {
      const time = measure(now);
      const way: Way = { loss: [], rate: [] };
      now.restart();
      while (advance(now, way, calm() ? total : STEPS_A_FRAME)) {
        draw(way);
        await new Promise(requestAnimationFrame);
        if (mine !== run) return;
      }
      draw(way);
      const after = now.test();
      show(after);
      room.output('after').textContent = share(after);
      room.output('time').textContent = `${digits(time, 2)} µs`;
      room.output('hash').textContent = now.parameters_hash();
      start.textContent = 'Fine-tune again';
      store.set({ tuned: true });
    } catch (error) {
      complain(room.output('file-refusal'), (error as Error).message);
    }
    start.disabled = false;
  }

  function show(after: Uint32Array | null): void {
    const rows = exercises.map((name, i) => row(name, before.subarray(2 * i, 2 * i + 2), after?.subarray(2 * i, 2 * i + 2)));
    room.output('table').replaceChildren(...rows, row('all', before, after ?? undefined));
  }

  start.addEventListener('click', () => void tune());
  const take = async (file: File | undefined) => {
    if (file && open(new Uint8Array(await file.arrayBuffer()), file.name)) store.set({ tuned: false });
  };
  chooser.addEventListener('change', () => {
    void take(chooser.files?.[0]).then(() => (chooser.value = ''));
  });
  room.element.addEventListener('dragover', (event) => event.preventDefault());
  room.element.addEventListener('drop', (event) => {
    event.preventDefault();
    void take(event.dataTransfer?.files[0]);
  });

  fetch(recordings)
    .then(async (response) => {
      if (!response.ok) throw new Error(`the recordings cannot be fetched: ${response.status}`);
      const opened = open(new Uint8Array(await response.arrayBuffer()), 'person 08, whom the model has never met');
      if (opened && store.get().tuned) await tune();
    })
    .catch((error: unknown) => complain(room.output('file-refusal'), String(error)));
}

/** Takes up to `count` steps; false when there are no more. */
function advance(task: thalweg.Job, way: Way, count: number): boolean {
  for (let i = 0; i < count; i += 1) {
    const progress = task.step();
    if (!progress) return false;
    way.loss.push(progress[0] ?? 0);
    way.rate.push(progress[1] ?? 0);
  }
  return true;
}

/** Microseconds a step, over a whole fine-tuning without drawing. */
function measure(task: thalweg.Job): number {
  task.restart();
  const way: Way = { loss: [], rate: [] };
  const begin = performance.now();
  advance(task, way, Infinity);
  return (1000 * (performance.now() - begin)) / way.loss.length;
}

const sum = (counts: Uint32Array, parity: number) =>
  counts.reduce((total, count, i) => (i % 2 === parity ? total + count : total), 0);
const percent = (counts: Uint32Array) => (100 * sum(counts, 0)) / Math.max(sum(counts, 1), 1);
const share = (counts: Uint32Array) => `${percent(counts).toFixed(1)} %`;

function row(name: string, before: Uint32Array, after: Uint32Array | undefined): HTMLTableRowElement {
  const bar = element('div', '', { class: 'share', 'aria-hidden': 'true' });
  bar.style.setProperty('--before', `${percent(before)}%`);
  bar.style.setProperty('--after', `${percent(after ?? before)}%`);
  return element('tr', [
    element('th', name, { scope: 'row' }),
    element('td', `${sum(before, 0)}/${sum(before, 1)}`),
    element('td', after ? `${sum(after, 0)}/${sum(after, 1)}` : '–', { class: 'after' }),
    element('td', [bar], { class: 'wide' }),
  ], name === 'all' ? { class: 'all' } : {});
}
