// Whatever is wrong is an Error of one line: what, and what is allowed.

const LONGEST = 60;

/** A value as a message shows it. */
export function shown(value) {
  let text;
  try {
    text = typeof value === 'bigint' ? `${value}n` : typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
  } catch {
    text = typeof value;
  }
  // JSON knows neither NaN nor infinity.
  if (typeof value === 'number') text = String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
}

export function refuse(what, value, allowed) {
  throw new Error(value === undefined ? `${what} is missing; allowed: ${allowed}` : `${what} is ${shown(value)}; allowed: ${allowed}`);
}

/** A field's name in JavaScript: a rate loses its `_lr`, and the final one is the last. */
export function camel(name) {
  const rate = name === 'final_lr' ? 'last' : name.replace(/_lr$/, '');
  return rate.replaceAll(/[._]([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/** Calls the core; its message begins with `where`, and its fields have their names in JavaScript. */
export function asked(where, call) {
  try {
    return call();
  } catch (error) {
    const message = String(error?.message ?? error).replace(/^section \w+: (node \d+: )?/, '');
    throw new Error(`${where}: ${message.replaceAll(/\b[a-z][a-z0-9]*(_[a-z0-9]+)+\b/g, camel)}`);
  }
}

/** The core would take 1.5 for 1 and −1 for 4294967295. */
export function whole(what, value, most = 0xffff_ffff) {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most) {
    refuse(what, value, `whole numbers from 0 to ${most}`);
  }
  return value;
}

export function number(what, value) {
  if (typeof value !== 'number') refuse(what, value, 'numbers');
  return value;
}
