// What the recipe's rule costs on a chip: the benches' figures beside the chip's memory.

/** By target and rule, without underscores: bytes of flash with a cosine, bytes of stack; measured at opt-level s. */
declare const COSTS: Readonly<Record<string, Readonly<Record<string, readonly [flash: number, stack: number]>>>>;

interface Chip {
  target: string;
  flash: number;
  ram: number;
}

const KB = 1024;
export const CHIPS: Readonly<Record<string, Chip>> = {
  'nRF52840 (Cortex-M4F)': { target: 'thumbv7em-none-eabihf', flash: 1024 * KB, ram: 256 * KB },
  'STM32L432 (Cortex-M4F)': { target: 'thumbv7em-none-eabihf', flash: 256 * KB, ram: 64 * KB },
  'RP2040 (Cortex-M0+)': { target: 'thumbv6m-none-eabi', flash: 2048 * KB, ram: 264 * KB },
  'STM32L053 (Cortex-M0+)': { target: 'thumbv6m-none-eabi', flash: 64 * KB, ram: 8 * KB },
};

export interface Cost {
  flash: number;
  ram: number;
  fits: boolean;
  chip: Chip;
}

/** Of a rule by its name in recipes, whose watch keeps so many bytes; none if it was not measured. */
export function costOf(name: string, rule: string, bytes: number): Cost | null {
  const chip = CHIPS[name];
  const [flash, stack] = COSTS[chip?.target ?? '']?.[rule.toLowerCase()] ?? [];
  if (!chip || flash === undefined || stack === undefined) return null;
  const ram = bytes + stack;
  return { flash, ram, fits: flash <= chip.flash && ram <= chip.ram, chip };
}
