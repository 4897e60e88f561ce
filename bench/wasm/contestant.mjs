// One contestant in a thread of its own: asked for its parameters after some steps, or for the fastest
// sample of a turn in nanoseconds a step.
import { measure } from 'mitata';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import * as loops from './rules.mjs';

const STEPS = 20;
const NANOSECONDS = 8e6;
// Parameters that a sample moves at least.
const PARAMETERS = 2 ** 20;

const { name, n } = workerData;

const ofModule = () => {
  const build = createRequire(import.meta.url)(workerData.module);
  const run = new build.Run(name, n, workerData.guard ?? false);
  return { step: () => run.step(), parameters: () => run.parameters() };
};

const ofLoop = () => {
  const { w, g, rate } = workerData;
  const update = loops[workerData.loop][name];
  const run = { w, g, rate, m: new Float32Array(n), v: new Float32Array(n), t: 0 };
  const step = () => {
    run.t++;
    update(run);
  };
  return { step, parameters: () => w };
};

const { step, parameters } = workerData.module ? ofModule() : ofLoop();
const options = { gc: false, min_cpu_time: NANOSECONDS, batch_samples: PARAMETERS / n };

parentPort.on('message', async (question) => {
  if (question === 'turn') {
    parentPort.postMessage((await measure(step, options)).min);
  } else {
    for (let i = 0; i < STEPS; i++) step();
    // A copy, as the loop's own array stays in use; its bytes alone.
    parentPort.postMessage(new Uint8Array(parameters().slice().buffer));
  }
});
