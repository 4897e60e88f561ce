// The room of the learning rate: a tree of parts that is drawn, dragged, read, compared.

import uPlot from 'uplot';
import { axis, chart, colour, decades, roundUp } from '../chart';
import { bits, complain, digits, element, enter, sentence, shortest, typeset } from '../dom';
import { fieldset } from '../fields';
import { handle, type Handle } from '../handle';
import { knobs, type Knob } from '../knobs';
import { PARTS } from '../math';
import { numberField } from '../number';
import { PRESETS } from '../presets';
import { cards, close, open, pack, unpack, wrong, type Fields, type Node } from '../recipe';
import type { State, Store } from '../state';
import { text } from '../text';
import { change, find as branchAt, grown, list, reach, tree, type Branch } from '../tree';
import { Curve } from '../wasm/thalweg_wasm';

/** How many curves are kept beside the one that is composed. */
const KEPT = 3;
const MOST = 2 ** 32 - 1;
/** A rate holds until the next step. */
const stepped = uPlot.paths.stepped?.({ align: 1 });
const SERIES = ['river', 'plum', 'leaf', 'rose'] as const;

export function schedule(store: Store): void {
  const room = enter('schedule');
  const words = text();
  const get = () => store.get();
  const root = () => tree(get().recipe.schedule);
  let curve: Curve | undefined;
  let kept: Curve[] = [];
  let extent = { from: 0, to: 200, low: 0, high: 0.1 };
  let held = false;
  let hovered: number | null = null;
  let logged = get().log;
  let plot = make();
  let points: { knob: Knob; made: Handle }[] = [];
  let line: Handle | undefined;
  let shape = '';

  function make(): uPlot {
    const made = chart(room.plot('rate'), {
      data: [[], [], [], [], []],
      scales: {
        x: { time: false, range: () => [extent.from, extent.to] },
        y: { distr: get().log ? 3 : 1, range: () => [extent.low, extent.high] },
      },
      axes: [
        axis({ grid: { show: false }, size: 26, space: 60, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7, 1e8, 1e9], values: (_, ticks) => ticks.map((tick) => (tick === 0 ? `${words.stepWord} 0` : String(tick))) }),
        get().log ? decades({ size: 64 }) : axis({ size: 64, values: (_, ticks) => ticks.map((tick) => digits(tick, 2)) }),
      ],
      // A rate holds for its whole step.
      series: SERIES.map((name, i) => ({
        stroke: () => colour(name), width: i === 0 ? 3 : 2, dash: i === 0 ? [] : [[8, 4], [2, 4], [12, 4, 2, 4]][i - 1]!,
        ...(i === 0 && { fill: () => colour('water') }), points: { show: false }, ...(stepped && { paths: stepped }),
      })),
      hover: (index) => {
        hovered = index === null ? null : (plot.data[0]?.[index] ?? null);
        read();
      },
      under: epochs,
    });
    made.over.addEventListener('click', (event) => store.set({ read: clampStep(made.posToVal(event.offsetX, 'x')) }));
    made.over.addEventListener('wheel', (event) => {
      event.preventDefault();
      zoom(made.posToVal(event.offsetX, 'x'), event.deltaY > 0 ? 1.25 : 0.8);
    }, { passive: false });
    return made;
  }

  const clampStep = (x: number) => Math.min(Math.max(Math.round(x), extent.from), extent.to);

  function zoom(around: number, factor: number): void {
    const from = Math.max(Math.round(around - (around - extent.from) * factor), 0);
    const to = Math.min(Math.max(Math.round(around + (extent.to - around) * factor), from + 4), MOST);
    const whole = frame({ ...get(), from: 0, to: 0 });
    store.set(from <= 0 && to >= whole.to ? { from: 0, to: 0 } : { from, to });
  }

  /** A tick each epoch, while they can be told apart. */
  function epochs(u: uPlot): void {
    const { epoch } = get();
    const wide = u.valToPos(extent.from + epoch, 'x', true) - u.valToPos(extent.from, 'x', true);
    if (wide < 6) return;
    u.ctx.save();
    u.ctx.strokeStyle = colour('hair');
    u.ctx.lineWidth = 1;
    u.ctx.beginPath();
    for (let step = Math.ceil(extent.from / epoch) * epoch; step <= extent.to; step += epoch) {
      const x = Math.round(u.valToPos(step, 'x', true)) + 0.5;
      u.ctx.moveTo(x, u.bbox.top + u.bbox.height);
      u.ctx.lineTo(x, u.bbox.top + u.bbox.height - 7 * devicePixelRatio);
    }
    u.ctx.stroke();
    u.ctx.restore();
  }

  /** How far the chart reaches. */
  function frame(state: Readonly<State>): typeof extent {
    const whole = Math.min(Math.max(reach(tree(state.recipe.schedule)) * 1.08, 10), MOST);
    const [from, to] = state.to > state.from ? [state.from, state.to] : [0, Math.min(roundUp(whole), MOST)];
    const rates = [curve, ...kept].flatMap((curve) => (curve ? [...curve.outline(from, to, 512)].filter((_, i) => i % 2 === 1) : []));
    const most = rates.reduce((a, b) => Math.max(a, b), 0) || 0.001;
    const least = rates.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), most);
    return { from, to, high: state.log ? most * 1.5 : roundUp(most * 1.08), low: state.log ? Math.max(least / 1.5, most * 1e-8) : 0 };
  }

  function refuse(changed: Partial<State>): string | null {
    return changed.recipe ? (wrong(changed.recipe)[0] ?? null) : null;
  }
  const withNodes = (nodes: Node[]): Partial<State> => ({ recipe: { ...get().recipe, schedule: nodes } });
  const moved = (knob: Knob, x: number, y: number): Partial<State> => {
    const nodes = [...get().recipe.schedule];
    const node = nodes[knob.at];
    if (node) nodes[knob.at] = close(node, knob.move(structuredClone(open(node).fields), x, y));
    return withNodes(nodes);
  };
  function move(knob: Knob, x: number, y: number): void {
    let changed = moved(knob, Math.round(x), tidy(y));
    // The knob of a peak behind a warmup moves the warmup's end too.
    const warmup = warmupOf(knob.at);
    if (warmup && Math.abs(knob.x - (warmup.first + warmup.steps)) < 1e-9) {
      const nodes = [...changed.recipe!.schedule];
      const node = nodes[warmup.at]!;
      nodes[warmup.at] = close(node, { ...open(node).fields, steps: Math.max(Math.round(x) - warmup.first, 0) });
      changed = withNodes(nodes);
    }
    if (refuse(changed) === null) store.change(changed);
  }
  function warmupOf(at: number): { at: number; steps: number; first: number } | null {
    const found = get().recipe.schedule[at + 1];
    if (!found || open(found).name !== 'Warmup' || open(found).fields['horizon'] === 'Inside') return null;
    return { at: at + 1, steps: Number(open(found).fields['steps']), first: 0 };
  }
  const unit = () => 10 ** Math.floor(Math.log10(extent.high / 100));
  const tidy = (rate: number) => (get().log ? Number(rate.toPrecision(3)) : Number((Math.max(Math.round(rate / unit()), 0) * unit()).toPrecision(6)));

  function grip(): void {
    const now = knobs(root());
    const key = [get().log, ...now.map((knob) => `${knob.at} ${knob.name} ${knob.y === undefined}`)].join(';');
    if (key !== shape) {
      shape = key;
      points.forEach(({ made }) => made.remove());
      line?.remove();
      line = handle(plot, {
        label: words.readRate,
        place: () => ({ x: get().read }),
        value: () => ({ min: 0, max: extent.to, now: get().read, text: words.rateAt(get().read, digits(curve?.at(get().read) ?? 0, 4)) }),
        drag: (x) => store.change({ read: clampStep(x) }),
        step: (across, up) => store.change({ read: clampStep(get().read + across + up) }),
        end: () => store.commit(),
        cancel: () => store.revert(),
      });
      points = now.map((knob) => ({ knob, made: gripped(knob) }));
    }
    points.forEach((point, i) => Object.assign(point.knob, now[i]));
    line?.update();
    points.forEach(({ made }) => made.update());
  }

  function gripped(knob: Knob): Handle {
    const y = () => knob.y ?? curve?.at(Math.min(Math.max(Math.round(knob.x), 0), MOST)) ?? 0;
    const label = words.handleOf(knob.name);
    return handle(plot, {
      label,
      place: () => ({ x: knob.x, y: Math.max(y(), extent.low) }),
      value: () => ({ min: 0, max: knob.y === undefined ? extent.to : extent.high, now: knob.y === undefined ? knob.x : y(), text: `${knob.name}: ${digits(y(), 4)}, ${words.stepWord} ${digits(knob.x, 7)}` }),
      drag: (x, y) => move(knob, x, y),
      step: (across, up) => move(knob, Math.min(Math.max(knob.x + across, 0), Math.max(extent.to, 1)), up === 0 ? y() : get().log ? y() * 1.1 ** up : y() + up * unit()),
      start: () => (held = true),
      end: () => {
        held = false;
        store.commit();
        show(get());
      },
      cancel: () => store.revert(),
    });
  }

  // The aside: presets, the tree, the fields of its chosen part.
  const preset = room.select('preset');
  preset.replaceChildren(element('option', words.choose, { value: '' }), ...Object.keys(PRESETS).map((name) => element('option', name, { value: name })));
  preset.addEventListener('change', () => {
    const made = PRESETS[preset.value]?.();
    if (made) store.set({ ...withNodes(made), part: -1, from: 0, to: 0 });
    preset.value = '';
  });
  const menu = (name: 'family' | 'wrap', first: string, names: string[], act: (name: string) => void) => {
    const select = room.select(name);
    select.replaceChildren(element('option', first, { value: '' }), ...names.map((name) => element('option', name, { value: name })));
    select.addEventListener('change', () => {
      if (select.value) act(select.value);
      select.value = '';
    });
  };
  const chosen = (): Branch => branchAt(root(), get().part) ?? root();
  const put = (branch: Branch) => {
    const changed = withNodes(list(branch));
    const refused = refuse(changed);
    complain(room.output('refusal'), refused);
    if (refused === null) store.set({ ...changed, part: -1, from: 0, to: 0 });
  };
  menu('family', words.replaceByShort, cards().families.map((card) => card.name), (name) => put(change(root(), chosen().at, () => grown(name, []))));
  menu('wrap', words.wrapInShort, cards().combinators.map((card) => card.name), (name) => put(change(root(), chosen().at, (part) => grown(name, [part]))));
  room.button('unwrap').addEventListener('click', () => {
    const part = chosen();
    const [first] = part.under;
    if (first) put(change(root(), part.at, () => first));
  });
  room.button('keep').addEventListener('click', () => {
    const mine = pack(get().recipe);
    store.set({ beside: [mine, ...get().beside.split(';').filter((other) => other && other !== mine)].slice(0, KEPT).join(';') });
  });
  room.button('drop').addEventListener('click', () => store.set({ beside: '' }));
  room.button('whole').addEventListener('click', () => store.set({ from: 0, to: 0 }));
  const log = room.input('log');
  log.addEventListener('change', () => store.set({ log: log.checked }));
  const number = (name: 'epoch' | 'from' | 'to', least: number, now = () => get()[name] as number) =>
    numberField(room.input(name), {
      get: now,
      set: (value) => (value >= least ? (store.change({ [name]: value, ...(name === 'from' && get().to === 0 && { to: extent.to }) }), null) : `${least} …`),
      done: () => store.commit(),
      whole: true,
    });
  const numbers = [number('epoch', 1), number('from', 0, () => extent.from), number('to', 0, () => extent.to)];
  const fields = fieldset(room.output('fields'), store);

  function outline(branch: Branch): HTMLElement {
    const button = element('button', branch.name, { type: 'button', 'aria-pressed': String(branch.at === chosen().at), 'data-part': String(branch.at) });
    button.addEventListener('click', () => store.set({ part: branch.at }));
    const under = branch.under.length > 0 ? [element('ul', branch.under.map(outline))] : [];
    return element('li', [button, ...under]);
  }

  function read(): void {
    const step = hovered ?? get().read;
    room.output('rate').textContent = curve ? words.rateAt(step, digits(curve.at(step), 4)) : '';
  }

  function exact(): void {
    const edges = new Set<number>();
    for (const knob of knobs(root())) for (const beside of [-1, 0, 1]) edges.add(Math.min(Math.max(Math.round(knob.x) + beside, 0), MOST));
    const steps = [get().read, ...[...edges].sort((a, b) => a - b).slice(0, 24)];
    room.output('exact').replaceChildren(...steps.map((step, i) => {
      const rate = curve!.at(step);
      return element('tr', [element('th', String(step), { scope: 'row' }), element('td', shortest(rate)), element('td', [element('code', bits(rate))])], i === 0 ? { class: 'read' } : {});
    }));
  }

  function show(state: Readonly<State>): void {
    curve?.free();
    curve = new Curve(JSON.stringify(state.recipe.schedule));
    const key = state.beside;
    if (room.element.dataset['kept'] !== key) {
      room.element.dataset['kept'] = key;
      kept = key.split(';').flatMap((one) => {
        const recipe = unpack(one);
        return recipe ? [new Curve(JSON.stringify(recipe.schedule))] : [];
      });
    }
    if (!held) extent = frame(state);
    if (logged !== state.log) {
      logged = state.log;
      points.forEach(({ made }) => made.remove());
      line?.remove();
      plot.destroy();
      room.plot('rate').replaceChildren();
      plot = make();
      shape = '';
    }
    draw(state);
    grip();
    exact();
  }

  /** One curve's points; the others at the same steps. */
  function draw(state: Readonly<State>): void {
    const columns = Math.max(room.plot('rate').clientWidth, 100);
    const outlined = [curve!, ...kept].map((curve) => curve.outline(extent.from, extent.to, columns));
    const steps = [...new Set(outlined.flatMap((points) => [...points].filter((_, i) => i % 2 === 0)))].sort((a, b) => a - b);
    const rates = [curve!, ...kept].map((curve) => steps.map((step) => {
      const rate = curve.at(step);
      return state.log && rate <= extent.low ? (rate <= 0 ? null : rate) : rate;
    }));
    while (rates.length < SERIES.length) rates.push([]);
    plot.setData([steps, ...rates] as unknown as uPlot.AlignedData);
    room.plot('rate').dataset['points'] = String(steps.length);
    const fact = (number: number) => digits(number, 7);
    let peak = 0;
    steps.forEach((step, i) => {
      if (rates[0]![i]! > curve!.at(steps[peak]!)) peak = i;
      void step;
    });
    const end = Math.min(Math.round(reach(root())), MOST);
    room.output('sentence').replaceChildren(...sentence(words.sayCurve(digits(curve!.at(steps[peak] ?? 0), 4), fact(steps[peak] ?? 0), digits(curve!.at(end), 4), fact(end))));
    room.output('keys').replaceChildren(
      element('span', words.learningRate, { class: 'key series-0' }),
      ...kept.map((_, i) => element('span', words.kept('BCD'[i] ?? ''), { class: `key series-${i + 1}` })),
    );
  }

  let drawn = '';
  let treed = '';
  store.watch((state) => {
    if (state.room !== 'schedule') return;
    const key = [JSON.stringify(state.recipe.schedule), state.beside, state.from, state.to, state.log, state.epoch].join();
    if (key !== drawn) {
      drawn = key;
      show(state);
    } else {
      // The reading line alone moves: nothing else is computed.
      line?.update();
      exact();
    }
    const structure = [root().at, chosen().at, ...state.recipe.schedule.map((node) => open(node).name)].join();
    if (structure !== treed) {
      treed = structure;
      room.output('tree').replaceChildren(element('ul', [outline(root())]));
    }
    const part = chosen();
    typeset(room, PARTS[part.name] ?? '');
    fields(part.node, (node: Fields) => {
      const changed = withNodes(get().recipe.schedule.map((old, at) => (at === chosen().at ? node : old)));
      return refuse(changed) ?? changed;
    });
    room.button('unwrap').disabled = part.under.length === 0;
    room.button('drop').disabled = state.beside === '';
    log.checked = state.log;
    numbers.forEach((show) => show());
    read();
  });
}

