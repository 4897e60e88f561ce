// node bench.mjs FOLDER FOLDER: every rule that has a loop in JavaScript, in two builds of the module,
// without and with simd128, and as that loop; a line for each. They take turns, as only neighbours in
// time compare on a busy machine, and each in a thread with an engine of its own: a module whose memory
// grows detaches a buffer, after which its engine checks each access of every typed array for that.
import { createRequire } from 'node:module';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { exact } from './rules.mjs';

const ROUNDS = 6;

const [scalar, simd] = process.argv.slice(2).map((folder) => `${folder}/module.js`);
const module = createRequire(import.meta.url)(scalar);
const lengths = [...module.lengths()];
const start = (n) => ({ w: module.parameters(n), g: module.gradient(n), rate: module.learning_rate() });

class Contestant {
  fastest = Infinity;

  constructor(by, workerData) {
    this.by = by;
    this.guard = workerData.guard ?? false;
    this.worker = new Worker(new URL('contestant.mjs', import.meta.url), { workerData });
  }

  async ask(question) {
    this.worker.postMessage(question);
    return (await once(this.worker, 'message'))[0];
  }

  async turn() {
    this.fastest = Math.min(this.fastest, await this.ask('turn'));
  }
}

const contestants = (name, n) => [
  new Contestant('wasm', { name, n, module: scalar }),
  new Contestant('simd128', { name, n, module: simd }),
  new Contestant('simd128', { name, n, module: simd, guard: true }),
  new Contestant('exact', { name, n, loop: 'exact', ...start(n) }),
  new Contestant('naive', { name, n, loop: 'naive', ...start(n) }),
];

// Whoever claims f32 arithmetic ends on the same bits, or the comparison is void.
const compareBits = async (name, all) => {
  const ended = [];
  for (const contestant of all) {
    if (contestant.by !== 'naive') ended.push(Buffer.from(await contestant.ask('parameters')));
  }
  const [first, ...others] = ended;
  if (!others.every((other) => first.equals(other))) throw new Error(`${name}: other bits`);
};

for (const name of Object.keys(exact)) {
  for (const n of lengths) {
    const all = contestants(name, n);
    await compareBits(name, all);
    for (let round = 0; round < ROUNDS; round++) {
      for (const contestant of all) await contestant.turn();
    }
    for (const { by, guard, fastest, worker } of all) {
      console.log(`rule=${name} by=${by} guard=${guard} n=${n} ns=${(fastest / n).toFixed(5)}`);
      await worker.terminate();
    }
  }
}
