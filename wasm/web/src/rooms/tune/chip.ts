// What a step costs on a chip that one chooses.

import { CHIPS, costOf } from '../../costs';
import { digits, element, sentence, type Room } from '../../dom';
import { open, type Rule } from '../../recipe';
import { text } from '../../text';

interface Asked {
  rule: Rule;
  /** Bytes of RAM but for the stack. */
  ram: number;
  parameters: number;
}

/** The cost in a room of what is asked, if anything is; returns what shows it anew. */
export function chip(room: Room, of: () => Asked | null): () => void {
  const words = text();
  const chosen = room.select('chip');
  chosen.replaceChildren(...Object.keys(CHIPS).map((name) => element('option', name, { value: name })));

  function show(): void {
    const kilo = (bytes: number) => `${digits(bytes / 1024, 4)} KB`;
    const asked = of();
    const found = asked && costOf(chosen.value, open(asked.rule).name, asked.ram, asked.parameters);
    const place = room.output('cost');
    place.classList.toggle('over', !!found && !found.fits);
    if (!found) return place.replaceChildren(asked ? words.notMeasured : '');
    const { instructions, cycles, chip: on } = found;
    const count = asked.parameters;
    const time = (ticks: number) => `${digits(ticks / on.clock)} µs`;
    place.replaceChildren(
      ...(cycles ? sentence(words.costCycles(String(instructions), String(cycles), time(cycles), on.clock, count)) : instructions ? sentence(words.costInstructions(String(instructions), time(instructions), on.clock, count)) : [words.noInstructions]),
      ...sentence(words.cost(kilo(found.flash), kilo(on.flash), kilo(found.ram), kilo(on.ram))),
      ...(found.fits ? [] : [words.doesNotFit]),
    );
  }

  chosen.addEventListener('change', show);
  return show;
}
