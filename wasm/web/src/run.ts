// A run as text: a line a step, as the browser writes it; or a device's log, as `cargo xtask device --save-log` writes it.

/** The loss of each step from 0 on, and its rate where it is said. */
export interface Run {
  losses: number[];
  rates: number[];
}

const MOST = 100_000;
/** A line of a log: `… step 7 … loss 0.52 … rate 0.001`, with `=` or `:` between if one likes. */
const LOGGED = /\bstep"?\s*[=:]?\s*(\d+)\b.*?\bloss"?\s*[=:]?\s*([-+.\deE]+)(?:.*?\b(?:learning_rate|rate)"?\s*[=:]?\s*([-+.\deE]+))?/;
const LISTED = /^\s*(\d+)\s*[,;\t]\s*([-+.\deE]+)(?:\s*[,;\t]\s*([-+.\deE]+))?/;
const HEAD = /^\s*step\s*[,;\t]\s*loss/;

/** The run that a text holds; null if it is something else. */
export function readRun(content: string): Run | null {
  const lines = content.split(/\r?\n/);
  const listed = HEAD.test(lines[0] ?? '');
  const run: Run = { losses: [], rates: [] };
  for (const line of listed ? lines.slice(1) : lines) {
    const found = (listed ? LISTED : LOGGED).exec(line.slice(0, 1000));
    const step = Number(found?.[1]);
    // What comes twice counts once; what comes too early is of another run.
    if (!found || step !== run.losses.length || step >= MOST) continue;
    run.losses.push(Number(found[2]));
    run.rates.push(Number(found[3] ?? NaN));
  }
  return run.losses.length > 0 && run.losses.every((loss) => !Number.isNaN(loss)) ? run : null;
}

export function writeRun(losses: Float32Array, rates: Float32Array): string {
  const lines = Array.from(losses, (loss, step) => `${step},${short(loss)},${short(rates[step] ?? NaN)}`);
  return `step,loss,learning_rate\n${lines.join('\n')}\n`;
}

/** Nine digits tell every f32 from its neighbours. */
const short = (value: number): string => String(Number(value.toPrecision(9)));

/** How many steps of two runs have the same bits, from the first on. */
export function alike(run: Run, losses: Float32Array): number {
  const differs = run.losses.findIndex((loss, step) => !Object.is(Math.fround(loss), losses[step]));
  return differs < 0 ? run.losses.length : differs;
}
