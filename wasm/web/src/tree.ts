// A schedule's nodes as a tree, and what can be done to it.

import { cards, open, type Node } from './recipe';

export interface Branch {
  /** The place of the node in the list. */
  at: number;
  node: Node;
  name: string;
  /** What it stands on, in order. */
  under: Branch[];
}

const operands = (node: Node): number => {
  const { name, fields } = open(node);
  if (name === 'Cyclic') return typeof fields['amplitude'] === 'string' ? 0 : 1;
  return cards().combinators.find((card) => card.name === name)?.operands ?? 0;
};

/** The tree of a list in which parts stand before what is made of them. */
export function tree(nodes: readonly Node[]): Branch {
  const stack: Branch[] = [];
  nodes.forEach((node, at) => {
    const count = operands(node);
    const under = count > 0 ? stack.splice(-count) : [];
    stack.push({ at, node, name: open(node).name, under });
  });
  return stack[0] ?? { at: 0, node: {}, name: '', under: [] };
}

/** The list of a tree. */
export const list = (branch: Branch): Node[] => [...branch.under.flatMap(list), branch.node];

/** The tree with what stands at one place changed. */
export function change(branch: Branch, at: number, to: (branch: Branch) => Branch): Branch {
  if (branch.at === at) return to(branch);
  return { ...branch, under: branch.under.map((part) => change(part, at, to)) };
}

export const find = (branch: Branch, at: number): Branch | undefined =>
  branch.at === at ? branch : branch.under.map((part) => find(part, at)).find((part) => part);

/** A branch of a card, standing on what is given and on a constant where that is not enough. */
export function grown(name: string, on: Branch[]): Branch {
  const { families, combinators } = cards();
  const card = [...families, ...combinators].find((card) => card.name === name)!;
  const filled = [...on.slice(0, card.operands)];
  while (filled.length < card.operands) filled.push(grown('Constant', []));
  return { at: -1, node: structuredClone(card.value), name, under: filled };
}

/** The step at which the parts of a schedule have come to their end, about. */
export function reach(branch: Branch): number {
  const { fields } = open(branch.node);
  const number = (key: string) => Number(fields[key] ?? 0);
  const [first, second] = branch.under.map(reach);
  switch (branch.name) {
    case 'Warmup':
      return fields['horizon'] === 'Inside' ? Math.max(first ?? 0, number('steps')) : (first ?? 0) + number('steps');
    case 'Then':
      return number('boundary') + (second ?? 0);
    case 'Repeat':
      return Math.min(number('last') + 1 || 5, 5) * number('period');
    case 'PerEpoch':
      return (first ?? 0) * number('steps_per_epoch');
    case 'Offset': {
      const [[way, steps] = ['', 0]] = Object.entries(fields['shift'] ?? {}) as [string, number][];
      return (first ?? 0) + (way === 'Later' ? Number(steps) : 0);
    }
    case 'Hold':
      return Math.max(number('last') * 1.2, 1);
    case 'Cyclic':
      return 4 * number('cycle_length');
    case 'WarmRestarts': {
      const growth = number('t_mult') || 1;
      return number('first_cycle') * (1 + growth + growth ** 2);
    }
    case 'CyclicalDecay':
      return 4 * number('cycle_length');
    case 'OneCycle':
      return number('end_at') / 2 ** 32 + 1;
    case 'StepDecay':
      return 5 * number('period');
    case 'WarmupStableDecay':
      return number('warmup_steps') + number('stable_steps') + number('decay_steps');
    case 'InverseTime':
    case 'Exponential':
      return 4 * number('steps');
    case 'InverseSqrt':
    case 'Noam':
      return 5 * number('warmup_steps');
    default: {
      const points = (fields['points'] ?? fields['changes'] ?? fields['rates']) as [number, number][] | undefined;
      const last = points?.at(-1)?.[0];
      return Math.max(number('steps'), last === undefined ? 0 : 1.15 * last, ...branch.under.map(reach), 0);
    }
  }
}
