// A boot ROM of our own: the table of functions that a program looks up, each of which stops the emulator, which does
// what it is for. RP2040 datasheet, section 2.8.3.

/** What stops at which breakpoint: erase, program, copy, fill; the others have nothing to do here. */
export const ROM = { erase: 0x42, program: 0x43, copy: [0x46, 0x47], fill: [0x48, 0x49] };
const FUNCTIONS = ['IF', 'EX', 'RE', 'RP', 'FC', 'CX', 'MC', 'C4', 'MS', 'S4'];
const FIRST = 0x40;
const TABLE = 0x100;
const DATA = 0x200;
const CODE = 0x300;
const LOOKUP = 0x80;
const STOP = 0x40; // where an exception ends: a loop

export function rom() {
  const view = new DataView(new ArrayBuffer(16384));
  const halves = (at, ...values) => values.forEach((value, i) => view.setUint16(at + 2 * i, value, true));
  view.setUint32(0, 0x20042000, true);
  view.setUint32(4, STOP | 1, true);
  view.setUint32(0x10, 0x0201754d, true); // "Mu", 1, version 2
  halves(0x14, TABLE, DATA, LOOKUP | 1);
  halves(STOP, 0xe7fe); // b .
  // r0: a table, r1: a code. ldrh r2,[r0]; cmp r2,#0; beq none; cmp r2,r1; beq found; adds r0,#4; b lookup;
  // found: ldrh r0,[r0,#2]; bx lr; none: movs r0,#0; bx lr
  halves(LOOKUP, 0x8802, 0x2a00, 0xd005, 0x428a, 0xd001, 0x3004, 0xe7f8, 0x8840, 0x4770, 0x2000, 0x4770);
  FUNCTIONS.forEach((name, i) => {
    const code = CODE + 4 * i;
    halves(TABLE + 4 * i, name.charCodeAt(0) | (name.charCodeAt(1) << 8), code | 1);
    halves(code, 0xbe00 | (FIRST + i), 0x4770); // bkpt; bx lr
  });
  halves(DATA, 0);
  return new Uint32Array(view.buffer);
}
