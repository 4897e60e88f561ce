// What came of a device: errors over time and predictions beside their references, or distances beside a threshold; figures
// before and after.

import type { Played } from './devices';
import { percent } from './score';
import { text } from './text';

/** Hours of the error that is drawn over time: a week. */
export const WEEK = 168;
const EVER = 2 ** 32 - 1;
/** The numbers of a network among the alarms: samples that are unseen, alarms at them before and after; the same of the others. */
const COUNTS = 6;

/** Two of one kind: by the factory's network, and by the tuned one. */
export type Pair<T> = readonly [before: T, after: T];

export interface Outcome {
  task: string;
  said: Pair<Float32Array>;
  labels: Float32Array;
  /** After how many steps each was said. */
  after: Uint32Array;
  /** The error of the last week, and of all until then. */
  week: Pair<Float32Array>;
  ever: Float32Array;
  /** `[month, before, after, …]` */
  months: Float32Array;
  /** `[before, after, …]`, of each network. */
  thresholds: Float32Array;
  alarms: Uint32Array;
  figures: Pair<number>;
}

export function outcomeOf(task: string, played: Played): Outcome {
  const both = <T>(of: (tuned: boolean) => T): Pair<T> => [of(false), of(true)];
  return {
    task,
    said: both((tuned) => played.said(tuned)),
    labels: played.labels(),
    after: played.asked_after(),
    week: both((tuned) => played.errors(WEEK, tuned)),
    ever: played.errors(EVER, true),
    months: played.of_months(),
    thresholds: played.thresholds(),
    alarms: played.alarms(),
    figures: [played.before(), played.after()],
  };
}

export const isStream = ({ task }: Outcome): boolean => task === 'humidity';

/** The figure of a task as a person reads it: an error, or what is found and what is a false alarm. */
export function figure(outcome: Outcome, after: 0 | 1): string {
  if (isStream(outcome)) return text().humidityError(outcome.figures[after].toFixed(1));
  const [found, falsely] = shares(outcome.alarms, after);
  return text().foundFalse(found, falsely);
}

/** The same of what has been said after so many steps. */
export function figureAt(outcome: Outcome, said: number): string {
  return isStream(outcome) && said > 0 ? text().humidityError(outcome.ever[said - 1]!.toFixed(1)) : '–';
}

/** How much has been said after so many steps. */
export function saidAfter({ after }: Outcome, steps: number): number {
  const later = after.findIndex((at) => at > steps);
  return later < 0 ? after.length : later;
}

/** What is found of what a network has not seen, and what alarms at the rest, in %; of all networks, or of one. */
export function shares(alarms: Uint32Array, after: 0 | 1, network?: number): Pair<string> {
  const sum = (place: number) => alarms.reduce((all, count, i) => (i % COUNTS === place && (network === undefined || Math.floor(i / COUNTS) === network) ? all + count : all), 0);
  const share = (first: number) => `${percent([sum(first + 1 + after), sum(first)]).toFixed(0)} %`;
  return [share(0), share(3)];
}
