// The instructions that make nearly all of a program, on registers, RAM and flash, ten at a time of what the emulator's own
// interpreter needs for one. It stops before whatever it does not know: other instructions, peripherals, exceptions; those
// the emulator executes. Cycles are counted as it counts them.

const FLASH = 0x10000000;
const RAM = 0x20000000;

/** A function that executes instructions for about so many cycles at most, and says how many they took. */
export function fast(mcu) {
  const { core } = mcu;
  const r = core.registers;
  const flash = [Uint8Array, Uint16Array, Uint32Array].map((kind) => new kind(mcu.flash.buffer));
  const ram = [Uint8Array, Uint16Array, Uint32Array].map((kind) => new kind(mcu.sram.buffer));
  const [[flash8, flash16, flash32], [ram8, ram16, ram32]] = [flash, ram];
  const [flashSize, ramSize] = [mcu.flash.length, mcu.sram.length];
  let [n, z, c, v] = [false, false, false, false];
  let known = true;

  function add(a, b, carry) {
    const sum = a + b + carry;
    const value = sum >>> 0;
    n = value >>> 31 === 1;
    z = value === 0;
    c = sum > 0xffffffff;
    v = ((a ^ value) & (b ^ value)) >>> 31 === 1;
    return value;
  }
  const sub = (a, b) => add(a, ~b >>> 0, 1);
  function logic(value) {
    n = value >>> 31 === 1;
    z = value >>> 0 === 0;
    return value;
  }

  // What is neither in RAM nor in flash is not known.
  function load(address, size) {
    const inRam = address - RAM;
    const inFlash = address - FLASH;
    const aligned = (address & ((1 << size) - 1)) === 0;
    if (aligned && inRam >= 0 && inRam < ramSize) {
      return size === 2 ? ram32[inRam >>> 2] : size === 1 ? ram16[inRam >>> 1] : ram8[inRam];
    }
    if (aligned && inFlash >= 0 && inFlash < flashSize) {
      return size === 2 ? flash32[inFlash >>> 2] : size === 1 ? flash16[inFlash >>> 1] : flash8[inFlash];
    }
    known = false;
    return 0;
  }
  function store(address, size, value) {
    const at = address - RAM;
    if ((address & ((1 << size) - 1)) !== 0 || at < 0 || at >= ramSize) known = false;
    else if (size === 2) ram32[at >>> 2] = value;
    else if (size === 1) ram16[at >>> 1] = value;
    else ram8[at] = value;
  }
  function condition(code) {
    switch (code >> 1) {
      case 0: return z !== !!(code & 1);
      case 1: return c !== !!(code & 1);
      case 2: return n !== !!(code & 1);
      case 3: return v !== !!(code & 1);
      case 4: return (c && !z) !== !!(code & 1);
      case 5: return (n === v) !== !!(code & 1);
      default: return (n === v && !z) !== !!(code & 1);
    }
  }
  function shift(kind, value, by) {
    if (by === 0) return logic(value);
    if (kind === 0) {
      c = by <= 32 && ((by === 32 ? value : value >>> (32 - by)) & 1) === 1;
      return logic(by < 32 ? value << by : 0);
    }
    if (kind === 1) {
      c = by <= 32 && ((value >>> (by - 1)) & 1) === 1;
      return logic(by < 32 ? value >>> by : 0);
    }
    c = ((value >> Math.min(by - 1, 31)) & 1) === 1;
    return logic(value >> Math.min(by, 31));
  }
  /** Of two registers; whether it is known. */
  function compute(op) {
    const to = op & 7;
    const value = r[(op >> 3) & 7];
    switch ((op >> 6) & 15) {
      case 0: r[to] = logic(r[to] & value); return true;
      case 1: r[to] = logic(r[to] ^ value); return true;
      case 2: r[to] = shift(0, r[to], value & 0xff); return true;
      case 3: r[to] = shift(1, r[to], value & 0xff); return true;
      case 4: r[to] = shift(2, r[to], value & 0xff); return true;
      case 5: r[to] = add(r[to], value, c ? 1 : 0); return true;
      case 6: r[to] = add(r[to], ~value >>> 0, c ? 1 : 0); return true;
      case 8: logic(r[to] & value); return true;
      case 9: r[to] = sub(0, value); return true;
      case 10: sub(r[to], value); return true;
      case 11: add(r[to], value, 0); return true;
      case 12: r[to] = logic(r[to] | value); return true;
      case 13: r[to] = logic(Math.imul(r[to], value)); return true;
      case 14: r[to] = logic(r[to] & ~value); return true;
      case 15: r[to] = logic(~value); return true;
      default: return false;
    }
  }
  /** Pushes or pops; the cycles, or 0 if it is not known. */
  function stack(op) {
    let count = 0;
    for (let i = 0; i < 8; i++) count += (op >> i) & 1;
    const bytes = 4 * (count + ((op >> 8) & 1));
    const start = (op & 0x800 ? r[13] : r[13] - bytes) - RAM;
    if (start < 0 || start + bytes > ramSize) return 0;
    let at = start >>> 2;
    let cycles = 1 + count;
    if (op & 0x800) {
      if (op & 0x100 && ram32[at + count] >>> 28 === 15) return 0; // the end of an exception
      for (let i = 0; i < 8; i++) if (op & (1 << i)) r[i] = ram32[at++];
      r[13] += bytes;
      if (op & 0x100) {
        r[15] = ram32[at] & ~1;
        cycles += 2;
      }
    } else {
      for (let i = 0; i < 8; i++) if (op & (1 << i)) ram32[at++] = r[i];
      if (op & 0x100) ram32[at] = r[14];
      r[13] -= bytes;
    }
    return cycles;
  }
  /** Of any two registers, and branches to one; the cycles, or 0. */
  function high(op) {
    const from = (op >> 3) & 15;
    const to = ((op >> 4) & 8) | (op & 7);
    if (((op >> 8) & 3) === 3) {
      if (op & 0x80 || r[from] >>> 28 === 15 || from === 15) return 0;
      r[15] = r[from] & ~1;
      return 2;
    }
    if (from === 15 || to === 13 || to === 15) return 0;
    if (((op >> 8) & 3) === 0) r[to] += r[from];
    else if (((op >> 8) & 3) === 1) sub(r[to], r[from]);
    else r[to] = r[from];
    return 1;
  }
  function many(op) {
    const base = (op >> 8) & 7;
    const registers = op & 0xff;
    const start = r[base] - RAM;
    if (start < 0 || start + 32 > ramSize || start & 3) return 0;
    let at = start >>> 2;
    let cycles = 1;
    const load = (op & 0x800) !== 0;
    for (let i = 0; i < 8; i++) {
      if (!(registers & (1 << i))) continue;
      if (load) r[i] = ram32[at++];
      else ram32[at++] = r[i];
      cycles++;
    }
    if (!(registers & (1 << base))) r[base] = RAM + 4 * at;
    return cycles;
  }
  function extend(op) {
    const value = r[(op >> 3) & 7];
    const kind = (op >> 6) & 3;
    r[op & 7] = kind === 0 ? (value << 16) >> 16 : kind === 1 ? (value << 24) >> 24 : kind === 2 ? value & 0xffff : value & 0xff;
  }
  function transfer(op, address, size, isLoad) {
    if (isLoad) {
      const value = load(address >>> 0, size);
      if (known) r[op] = value;
    } else store(address >>> 0, size, r[op]);
  }

  /** One instruction at r15, which stands behind it; the cycles, or 0 if it is not known. */
  function one(op, pc) {
    const low = op & 7;
    const middle = (op >> 3) & 7;
    const imm5 = (op >> 6) & 31;
    const eighth = (op >> 8) & 7;
    const imm8 = op & 0xff;
    switch (op >>> 11) {
      case 0: r[low] = imm5 === 0 ? logic(r[middle]) : shift(0, r[middle], imm5); return 1;
      case 1: r[low] = shift(1, r[middle], imm5 || 32); return 1;
      case 2: r[low] = shift(2, r[middle], imm5 || 32); return 1;
      case 3: {
        const other = op & 0x400 ? imm5 & 7 : r[imm5 & 7];
        r[low] = op & 0x200 ? sub(r[middle], other) : add(r[middle], other, 0);
        return 1;
      }
      case 4: r[eighth] = logic(imm8); return 1;
      case 5: sub(r[eighth], imm8); return 1;
      case 6: r[eighth] = add(r[eighth], imm8, 0); return 1;
      case 7: r[eighth] = sub(r[eighth], imm8); return 1;
      case 8: return op & 0x400 ? high(op) : compute(op) ? 1 : 0;
      case 9: transfer(eighth, ((pc + 4) & ~3) + 4 * imm8, 2, true); return known ? 2 : 0;
      case 10:
      case 11: {
        const address = r[middle] + r[imm5 & 7];
        const kind = (op >> 9) & 7;
        if (kind === 3 || kind === 7) {
          const value = load(address >>> 0, kind === 3 ? 0 : 1);
          if (known) r[low] = kind === 3 ? (value << 24) >> 24 : (value << 16) >> 16;
        } else transfer(low, address, 2 - (kind & 3), kind >= 4);
        return known ? 2 : 0;
      }
      case 12:
      case 13: transfer(low, r[middle] + 4 * imm5, 2, (op & 0x800) !== 0); return known ? 2 : 0;
      case 14:
      case 15: transfer(low, r[middle] + imm5, 0, (op & 0x800) !== 0); return known ? 2 : 0;
      case 16:
      case 17: transfer(low, r[middle] + 2 * imm5, 1, (op & 0x800) !== 0); return known ? 2 : 0;
      case 18:
      case 19: transfer(eighth, r[13] + 4 * imm8, 2, (op & 0x800) !== 0); return known ? 2 : 0;
      case 20: r[eighth] = ((pc + 4) & ~3) + 4 * imm8; return 1;
      case 21: r[eighth] = r[13] + 4 * imm8; return 1;
      case 22:
      case 23: {
        const kind = (op >> 8) & 15;
        if (kind === 0) {
          r[13] += (op & 0x80 ? -4 : 4) * (op & 0x7f);
          return 1;
        }
        if (kind === 2) {
          extend(op);
          return 1;
        }
        return (kind & 6) === 4 ? stack(op) : 0;
      }
      case 24:
      case 25: return many(op);
      case 26:
      case 27: {
        const code = (op >> 8) & 15;
        if (code >= 14) return 0;
        if (!condition(code)) return 1;
        r[15] += 2 + ((imm8 << 24) >> 23);
        return 2;
      }
      case 28: r[15] += 2 + ((op << 21) >> 20); return 2;
      default: return 0;
    }
  }
  /** A call, whose second half is at r15; the cycles, or 0. */
  function call(op, second) {
    if ((second & 0xd000) !== 0xd000) return 0;
    const sign = (op >> 10) & 1;
    const [i1, i2] = [1 ^ sign ^ ((second >> 13) & 1), 1 ^ sign ^ ((second >> 11) & 1)];
    const offset = (sign ? 0xff000000 : 0) | (i1 << 23) | (i2 << 22) | ((op & 0x3ff) << 12) | ((second & 0x7ff) << 1);
    r[14] = (r[15] + 2) | 1;
    r[15] += 2 + offset;
    return 3;
  }

  return function run(limit) {
    ({ N: n, Z: z, C: c, V: v } = core);
    let cycles = 0;
    while (cycles < limit) {
      const pc = (r[15] & ~1) >>> 0;
      const inRam = pc >= RAM;
      if (inRam ? pc >= RAM + ramSize : pc < FLASH || pc >= FLASH + flashSize) break;
      const code = inRam ? ram16 : flash16;
      const half = (inRam ? pc - RAM : pc - FLASH) >>> 1;
      const op = code[half];
      r[15] = pc + 2;
      known = true;
      const took = op >>> 11 === 30 ? call(op, code[half + 1]) : one(op, pc);
      if (took === 0) {
        r[15] = pc;
        break;
      }
      cycles += took;
    }
    [core.N, core.Z, core.C, core.V] = [n, z, c, v];
    core.cycles += cycles;
    return cycles;
  };
}
