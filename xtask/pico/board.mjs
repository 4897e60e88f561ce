// node board.mjs IMAGE.uf2 FLASH: a Raspberry Pi Pico that runs the very image a person flashes. Its serial line is stdin
// and stdout, at a baud rate of simulated time and without flow control; what it writes to its flash goes into a file.
// CUT=k: the power fails in the middle of the k-th operation on the flash, from 0.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { Simulator } from 'rp2040js';
import { fast } from './fast.mjs';
import { ROM, rom } from './rom.mjs';

const FLASH = 0x10000000;
const SIZE = 2 << 20;
const BAUD = 460_800;
const NANOS_A_BYTE = 1e10 / BAUD;
const NANOS_A_CYCLE = 8; // 125 MHz
const CUT = Number(process.env.CUT ?? -1);

const [, , image, file] = process.argv;
const simulator = new Simulator();
const mcu = simulator.rp2040;
const quiet = () => {};
mcu.logger = { debug: quiet, info: quiet, warn: quiet, error: (...words) => console.error('error', ...words) };

mcu.loadBootrom(rom()); // which erases the flash

// The flash: what was saved, then the image, as a person flashes it.
if (fs.existsSync(file)) mcu.flash.set(fs.readFileSync(file).subarray(0, SIZE));
const uf2 = fs.readFileSync(image);
console.error(`sha256=${createHash('sha256').update(uf2).digest('hex')}`);
for (let at = 0; at < uf2.length; at += 512) {
  const [start, second, , target, length] = [0, 4, 8, 12, 16].map((word) => uf2.readUInt32LE(at + word));
  if (start !== 0x0a324655 || second !== 0x9e5d5157) throw new Error(`no UF2 block at ${at}`);
  mcu.flash.set(uf2.subarray(at + 32, at + 32 + length), target - FLASH);
}
const keep = fs.openSync(file, fs.existsSync(file) ? 'r+' : 'w+');
fs.ftruncateSync(keep, SIZE);
const save = (offset, length) => fs.writeSync(keep, mcu.flash, offset, length, offset);
save(0, SIZE);

// What the boot ROM's functions do.
let operations = 0;
mcu.onBreak = (code) => {
  const r = mcu.core.registers;
  const operation = code === ROM.erase ? 'erase' : code === ROM.program ? 'program' : '';
  if (operation) {
    const [offset, length] = [r[0], operation === 'erase' ? r[1] : r[2]];
    const torn = operations++ === CUT;
    for (let i = 0; i < length; i++) {
      const noise = torn ? (Math.random() * 256) | 0 : 0;
      const old = mcu.flash[offset + i];
      // Torn, some bits have become what they were to be, and others have not.
      mcu.flash[offset + i] =
        operation === 'erase' ? (torn ? old | noise : 0xff) : old & (mcu.readUint8(r[1] + i) | noise);
    }
    save(offset, length);
    if (torn) {
      console.error(`cut=${operation} operation=${CUT} bytes=${length}`);
      process.exit(9);
    }
  } else if (ROM.copy.includes(code)) {
    for (let i = 0; i < r[2]; i++) mcu.writeUint8(r[0] + i, mcu.readUint8(r[1] + i));
  } else if (ROM.fill.includes(code)) {
    for (let i = 0; i < r[2]; i++) mcu.writeUint8(r[0] + i, r[1]);
  } else if (code < ROM.erase - 2 || code > ROM.program + 2) {
    console.error(`breakpoint=${code} pc=${mcu.core.PC.toString(16)}`);
    process.exit(1);
  }
};

// The emulator lets the transmit interrupt rise for ever; it rises when a byte has left, and stays away once cleared.
const uart = mcu.uart[0];
uart.checkInterrupts = () => mcu.setInterrupt(uart.irq, !!(uart.interruptStatus & uart.interruptMask));
const [writeRegister, readRegister] = [uart.writeUint32.bind(uart), uart.readUint32.bind(uart)];
uart.writeUint32 = (offset, value) => {
  writeRegister(offset, value);
  if (offset === 0) {
    uart.interruptStatus |= 1 << 5;
    uart.checkInterrupts();
  }
};
uart.readUint32 = (offset) => (offset === 0x48 ? 0 : readRegister(offset));
// The cache of the flash is on, its stream idle.
mcu.peripherals[0x14000] = { readUint32: (offset) => (offset === 8 ? 3 : 0), writeUint32Atomic: quiet };

// The line.
const said = [];
let heard = [];
uart.onByte = (byte) => said.push(byte);
process.stdin.on('data', (bytes) => heard.push(...bytes));
process.stdin.on('end', () => process.exit(0));
let [at, due, lost] = [0, 0, 0];
function feed() {
  const now = simulator.clock.nanos;
  due = Math.max(due, now - NANOS_A_BYTE);
  while (at < heard.length && due + NANOS_A_BYTE <= now) {
    if (uart.rxFIFO.full) lost++; // nobody fetched it in time
    else uart.feedByte(heard[at]);
    at++;
    due += NANOS_A_BYTE;
  }
  if (at === heard.length) [heard, at] = [[], 0];
}
process.on('exit', () => {
  const cycles = Math.round(mcu.core.cycles);
  console.error(`cycles=${cycles} operations=${operations} lost_bytes=${lost}`);
});

// Until the next alarm or byte nothing can happen but instructions; what the fast part does not know, one by one.
const run = fast(mcu);
function slice() {
  let idle = true;
  for (let i = 0; i < 1000; i++) {
    const alarm = simulator.clock.nanosToNextAlarm;
    const nanos = Math.min(alarm > 0 ? alarm : NANOS_A_BYTE, NANOS_A_BYTE);
    if (mcu.core.waiting) {
      simulator.clock.tick(nanos);
    } else {
      idle = false;
      if (!mcu.core.interruptsUpdated) simulator.clock.tick(run(nanos / NANOS_A_CYCLE) * NANOS_A_CYCLE);
      simulator.clock.tick(mcu.core.executeInstruction() * NANOS_A_CYCLE);
    }
    feed();
  }
  if (said.length > 0) process.stdout.write(Buffer.from(said.splice(0)));
  if (idle && heard.length === 0) setTimeout(slice, 1);
  else setImmediate(slice);
}

mcu.core.PC = FLASH;
mcu.core.SP = 0x20041f00;
mcu.core.registers[14] = 0;
slice();
