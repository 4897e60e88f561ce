// Prints the lines of a module: node run.mjs MODULE
import { readFileSync, writeSync } from "node:fs";

const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]), {});
const { lines, length, memory } = instance.exports;
const [at, size] = [lines(), length()];
const bytes = Buffer.from(memory.buffer, at, size);
for (let done = 0; done < size; done += writeSync(1, bytes, done, size - done));
