// Prints the lines of a module, given a file of those of another target or none: node run.mjs MODULE [FILE]
import { readFileSync, writeSync } from "node:fs";

const [module, file] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(readFileSync(module), {});
const { room, lines, length, memory } = instance.exports;
if (file) {
  const saved = readFileSync(file);
  const at = room(saved.length);
  new Uint8Array(memory.buffer, at, saved.length).set(saved);
}
const [at, size] = [lines(), length()];
const bytes = Buffer.from(memory.buffer, at, size);
for (let done = 0; done < size; done += writeSync(1, bytes, done, size - done));
