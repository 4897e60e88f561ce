// What the recipe's rule costs on a chip: the benches' figures beside the chip's memory and clock.

/** By target and rule, without underscores: bytes of flash with a cosine, bytes of stack; measured at opt-level s. */
declare const COSTS: Readonly<Record<string, Readonly<Record<string, readonly [flash: number, stack: number]>>>>;
/** By rule, without underscores: instructions and, where they were estimated, cycles a parameter on a Cortex-M4F; at opt-level 3. */
declare const STEPS: Readonly<Record<string, readonly [instructions: number, cycles?: number]>>;

interface Chip {
  target: string;
  flash: number;
  ram: number;
  /** MHz. */
  clock: number;
}

const KB = 1024;
/** The core whose instructions were counted. */
const COUNTED = 'thumbv7em-none-eabihf';
export const CHIPS: Readonly<Record<string, Chip>> = {
  'nRF52840 (Cortex-M4F)': { target: COUNTED, flash: 1024 * KB, ram: 256 * KB, clock: 64 },
  'STM32L432 (Cortex-M4F)': { target: COUNTED, flash: 256 * KB, ram: 64 * KB, clock: 80 },
  'RP2040 (Cortex-M0+)': { target: 'thumbv6m-none-eabi', flash: 2048 * KB, ram: 264 * KB, clock: 133 },
  'STM32L053 (Cortex-M0+)': { target: 'thumbv6m-none-eabi', flash: 64 * KB, ram: 8 * KB, clock: 32 },
};

export interface Cost {
  flash: number;
  ram: number;
  /** Of a step of the rule over all parameters; 0 where nobody counted. */
  instructions: number;
  cycles: number;
  fits: boolean;
  chip: Chip;
}

/** Of a rule by its name in recipes, over so many parameters, whose watch keeps so many bytes; none if it was not measured. */
export function costOf(name: string, rule: string, bytes: number, parameters: number): Cost | null {
  const chip = CHIPS[name];
  const [flash, stack] = COSTS[chip?.target ?? '']?.[rule.toLowerCase()] ?? [];
  if (!chip || flash === undefined || stack === undefined) return null;
  const ram = bytes + stack;
  const [instructions = 0, cycles = 0] = (chip.target === COUNTED && STEPS[rule.toLowerCase()]) || [];
  const whole = (each: number) => Math.round(each * parameters);
  return { flash, ram, instructions: whole(instructions), cycles: whole(cycles), fits: flash <= chip.flash && ram <= chip.ram, chip };
}
