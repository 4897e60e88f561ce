// The room of the race: several rules down one valley, played, stepped and scrubbed.

import { complain, choose, digits, element, enter, named, sentence, calm, typeset } from '../dom';
import { fieldset } from '../fields';
import { codes } from '../formula';
import { at as fieldAt, formatLanes, memory, MOST_LANES, parseLanes, remembering, type Lane } from '../lanes';
import { RULES } from '../math';
import { numberField } from '../number';
import { cards, open, type Fields } from '../recipe';
import type { State, Store } from '../state';
import { text } from '../text';
import * as thalweg from '../wasm/thalweg_wasm';
import { Terrain } from './terrain';
import { Views } from './views';
import { ROW, SURFACES, type Field, type Run } from './way';

/** A loss that counts as arrived. */
const ARRIVED = 0.01;

export function race(store: Store): void {
  const room = enter('race');
  const words = text();
  let runs: Run[] = [];
  let surface: thalweg.Surface | undefined;
  let field: Field = SURFACES['rosenbrock']!.field;
  let playing = 0;
  const get = () => store.get();
  const lanes = () => parseLanes(get().lanes);
  const followed = () => Math.min(get().follow, runs.length - 1);

  const terrain = new Terrain(room.plot('map'), {
    label: words.startLabel,
    drag: (x, y) => store.change({ x, y, now: Math.max(get().now, 1) }),
    end: () => store.commit(),
    cancel: () => store.revert(),
    follow: (lane) => store.set({ follow: lane }),
  });
  const views = new Views(room, store, {
    surface: () => surface!,
    lane: () => lanes()[followed()],
    shape: () => (get().shaped ? shape() : undefined),
    field: () => field,
    take: (rate, alpha) => {
      const changed = lanes();
      const lane = changed[followed()];
      if (!lane) return;
      if (alpha === undefined) lane.rate = rate;
      else changed[followed()] = { rate, rule: { Momentum: { momentum: Number(alpha.toPrecision(4)) } } };
      store.set({ lanes: formatLanes(changed) });
    },
  });

  const pickSurface = choose(room.output('surfaces'), Object.entries(words.surfaces), (name) => {
    const { start, kappa, length, lanes } = SURFACES[name]!;
    store.set({ surface: name, x: start[0], y: start[1], kappa, length, now: Math.min(get().now, length), lanes });
  });
  const slider = (name: 'kappa' | 'batch' | 'now', most: () => number, log: boolean) => {
    const input = room.input(name);
    Object.assign(input, { min: log ? '0' : '0', max: log ? '100' : String(most()), step: '1' });
    const to = (position: number) => (log ? Number((most() ** (position / 100)).toPrecision(2)) : position);
    input.addEventListener('input', () => store.change({ [name]: Math.max(Math.round(to(Number(input.value))), name === 'now' ? 0 : 1) }));
    input.addEventListener('change', () => store.commit());
    return () => {
      if (!log) input.max = String(most());
      input.value = String(log ? Math.round((100 * Math.log(get()[name])) / Math.log(most())) : get()[name]);
      input.setAttribute('aria-valuetext', String(get()[name]));
    };
  };
  const sliders = [slider('kappa', () => 100, true), slider('batch', () => 256, true), slider('now', () => get().length, false)];
  const length = numberField(room.input('length'), {
    get: () => get().length,
    set: (value) => (value >= 1 && value <= 20_000 ? (store.change({ length: value }), null) : `${words.steps}: 1 … 20000`),
    done: () => store.commit(),
    whole: true,
  });
  const own = room.input('own');
  own.addEventListener('input', () => store.change({ formula: own.value }));
  own.addEventListener('change', () => store.commit());
  room.button('seed').addEventListener('click', () => store.set({ seed: get().seed + 1 }));
  const shaped = room.input('shaped');
  shaped.addEventListener('change', () => store.set({ shaped: shaped.checked }));
  room.button('add').addEventListener('click', () => {
    const used = new Set(lanes().map((lane) => open(lane.rule).name));
    const card = ['Nesterov', 'AdaGrad', 'Lion', 'NAdam', 'AdaDelta', 'Yogi'].find((name) => !used.has(name)) ?? 'Sgd';
    const rule = cards().rules.find(({ name }) => name === card)!.value;
    store.set({ lanes: formatLanes([...lanes(), { rule, rate: card === 'AdaDelta' ? 1 : 0.01 }]), follow: lanes().length });
  });
  room.button('use').addEventListener('click', () => {
    const lane = lanes()[followed()];
    if (lane) store.set({ recipe: { ...get().recipe, rule: lane.rule }, take: 'rust' });
  });
  room.button('step').addEventListener('click', () => {
    stop();
    store.set({ now: Math.min(get().now + 1, get().length) });
  });
  room.button('play').addEventListener('click', () => (playing ? stop() : play()));

  function play(): void {
    const begin = performance.now();
    const from = get().now >= get().length ? 0 : get().now;
    // Ten seconds a race, at most sixty steps a second.
    const pace = Math.min(Math.max(get().length / 10, 10), 60 * (calm() ? 0.2 : 1));
    const turn = (time: number) => {
      const now = Math.min(from + Math.round(((time - begin) * pace) / 1000), get().length);
      store.change({ now: Math.max(now, 0) });
      if (now >= get().length || get().room !== 'race') return stop();
      playing = requestAnimationFrame(turn);
    };
    playing = requestAnimationFrame(turn);
    room.button('play').textContent = words.pause;
  }

  function stop(): void {
    if (!playing) return;
    cancelAnimationFrame(playing);
    playing = 0;
    room.button('play').textContent = words.play;
    store.commit();
  }

  function shape(): thalweg.Curve | undefined {
    return new thalweg.Curve(JSON.stringify(get().recipe.schedule));
  }

  function build(state: Readonly<State>): void {
    const { field: standard } = SURFACES[state.surface]!;
    try {
      const next =
        state.surface === 'own' ? thalweg.Surface.own(codes(state.formula)) : new thalweg.Surface(state.surface, state.kappa);
      surface?.free();
      surface = state.surface === 'noisy' ? next.noisy(state.batch, state.seed) : next;
      complain(room.output('refusal'), null);
    } catch (error) {
      complain(room.output('refusal'), words.formulaWrong((error as Error).message));
      surface ??= new thalweg.Surface('rosenbrock', 10);
    }
    field = standard;
  }

  /** How many numbers the ways have taken so far, for the tests. */
  let values = 0;
  function run(state: Readonly<State>): void {
    runs = lanes().map((lane, number) => {
      const name = open(lane.rule).name;
      try {
        const rows = thalweg.race(surface!, JSON.stringify(lane.rule), lane.rate, state.shaped ? shape() : undefined, state.x, state.y, state.length);
        values += rows.length;
        return { name, number, rows, steps: rows.length / ROW - 1, refused: '' };
      } catch (error) {
        return { name, number, rows: new Float32Array(), steps: -1, refused: (error as Error).message };
      }
    });
    room.element.dataset['values'] = String(values);
  }

  const table = room.output('lanes');
  let tabled = '';
  let shows: (() => void)[] = [];
  function tableOf(all: Lane[]): void {
    const key = all.map((lane) => open(lane.rule).name).join();
    if (key !== tabled) {
      tabled = key;
      shows = [];
      table.replaceChildren(...all.map((lane, number) => row(lane, number)));
    }
    shows.forEach((show) => show());
    [...table.children].forEach((row, number) => row.classList.toggle('followed', number === followed()));
  }

  function row(lane: Lane, number: number): HTMLTableRowElement {
    const { name } = open(lane.rule);
    const swatch = element('button', '', { type: 'button', class: `swatch lane-${number}`, 'aria-label': words.follow(name) });
    swatch.addEventListener('click', () => store.set({ follow: number }));
    const rule = element('select', cards().rules.map((card) => element('option', card.name, { value: card.name })), { 'aria-label': words.ruleOf(number + 1) });
    rule.value = name;
    rule.addEventListener('change', () => {
      const changed = lanes();
      const card = cards().rules.find((card) => card.name === rule.value);
      if (card) changed[number] = { rule: card.value, rate: changed[number]!.rate };
      store.set({ lanes: formatLanes(changed), follow: number });
    });
    const input = element('input', '', { type: 'text', inputmode: 'decimal', class: 'short', 'aria-label': words.rateOf(name) });
    const cell = element('td', [input]);
    shows.push(
      numberField(input, {
        get: () => lanes()[number]?.rate ?? 0,
        set: (value) => {
          if (!(value >= 0 && value <= 1e6)) return `${words.rate}: ${value}; 0 … 1000000`;
          const changed = lanes();
          if (changed[number]) changed[number].rate = value;
          store.change({ lanes: formatLanes(changed), follow: number });
          return null;
        },
        done: () => store.commit(),
      }),
    );
    const remembers = memoryCell(lane, number, name);
    const loss = element('td');
    const reaches = element('td');
    shows.push(() => {
      const run = runs[number];
      const now = Math.min(get().now, run?.steps ?? 0);
      loss.textContent = run?.refused ? '–' : digits(run?.rows[now * ROW + 2] ?? NaN, 2);
      const at = run ? arrival(run) : null;
      reaches.textContent = run && lost(run) ? words.diverged(run.steps) : at === null ? '–' : String(at);
      reaches.classList.toggle('lost', !!run && lost(run));
      loss.title = run?.refused ?? '';
    });
    const remove = element('button', '×', { type: 'button', class: 'plain', 'aria-label': words.removeLane(name) });
    remove.addEventListener('click', () => store.set({ lanes: formatLanes(lanes().filter((_, i) => i !== number)), follow: 0 }));
    return element('tr', [
      element('th', [swatch, rule], { scope: 'row' }), cell, remembers, loss, reaches, element('td', [remove]),
    ]);
  }

  /** The momentum of a lane, or what its rule has in its place. */
  function memoryCell(lane: Lane, number: number, name: string): HTMLTableCellElement {
    const way = memory(open(lane.rule).fields);
    if (!way) return element('td', '–');
    const input = element('input', '', { type: 'text', inputmode: 'decimal', class: 'short', 'aria-label': words.memoryOf(name), title: way.at(-1)! });
    const cell = element('td', [input]);
    shows.push(
      numberField(input, {
        get: () => fieldAt(open(lanes()[number]?.rule ?? {}).fields, way),
        set: (value) => {
          const changed = lanes();
          const lane = changed[number];
          if (!lane) return null;
          lane.rule = remembering(lane.rule, way, value);
          const refused = refusal(lane);
          if (refused === null) store.change({ lanes: formatLanes(changed), follow: number });
          return refused;
        },
        done: () => store.commit(),
      }),
    );
    return cell;
  }

  /** What the core has against a lane, by a race of no step. */
  function refusal(lane: Lane): string | null {
    try {
      thalweg.race(surface!, JSON.stringify(lane.rule), lane.rate, undefined, 0, 0, 0);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  const lost = (run: Run) => run.steps >= 0 && run.steps < get().length;
  function arrival(run: Run): number | null {
    for (let step = 0; step <= run.steps; step += 1) if ((run.rows[step * ROW + 2] ?? 1) < ARRIVED) return step;
    return null;
  }

  function say(): void {
    const run = runs[followed()];
    const place = room.output('sentence');
    if (!run) return place.replaceChildren();
    if (run.refused) return place.replaceChildren(...named([run.name, `: ${run.refused}`]));
    const at = arrival(run);
    const first = lost(run)
      ? words.sentenceDiverged(run.name, run.steps)
      : at === null
        ? words.sentenceNever(run.name, digits(run.rows[run.steps * ROW + 2] ?? 0, 2))
        : words.sentenceReached(run.name, at);
    const fields = open(lanes()[followed()]!.rule).fields as Record<string, number>;
    const memory = fields['momentum'] ?? fields['beta1'];
    const second = memory ? words.sentenceMemory(digits(1 / (1 - memory), 2)) : [];
    const scaled = 'beta2' in fields || 'decay' in fields || run.name === 'AdaGrad';
    place.replaceChildren(...named(first), ...sentence(second), ...(scaled ? [document.createTextNode(` ${words.sentenceScale().join('')}`)] : []));
  }

  function bars(): void {
    const rates = runs.map((run) => {
      const at = Math.min(get().now, run.steps) * ROW;
      return [run.rows[at + 3] ?? NaN, run.rows[at + 4] ?? NaN] as const;
    });
    const width = (rate: number) => (rate > 0 && Number.isFinite(rate) ? Math.min(Math.max((Math.log10(rate) + 4) / 5, 0.01), 1) : 0);
    room.output('bars').replaceChildren(
      element('p', words.effective),
      ...runs.flatMap((run, number) => {
        const bar = (axis: 0 | 1) => {
          const made = element('span', '', { class: `bar lane-${number}${axis ? ' second' : ''}` });
          made.style.width = `${100 * width(rates[number]?.[axis] ?? 0)}%`;
          return made;
        };
        const value = `x ${digits(rates[number]?.[0] ?? 0, 2)}, y ${digits(rates[number]?.[1] ?? 0, 2)}`;
        return [element('div', [element('span', run.name, { class: `lane-name lane-${number}` }), element('span', [bar(0), bar(1)], { class: 'pair', role: 'img', 'aria-label': `${run.name}: ${value}`, title: value })])];
      }),
    );
  }

  const settings = fieldset(room.output('fields'), store);
  let built = '';
  let ran = '';
  store.watch((state) => {
    if (state.room !== 'race') return stop();
    const form = [state.surface, state.kappa, state.formula, state.batch, state.seed].join();
    if (form !== built) build(state);
    const course = [form, state.lanes, state.x, state.y, state.length, state.shaped, state.shaped && JSON.stringify(state.recipe.schedule)].join();
    const fresh = course !== ran;
    if (fresh) run(state);
    [built, ran] = [form, course];
    pickSurface(state.surface);
    sliders.forEach((show) => show());
    length();
    room.output('kappa').textContent = digits(state.kappa);
    room.output('batch').textContent = String(state.batch);
    if (document.activeElement !== own) own.value = state.formula;
    shaped.checked = state.shaped;
    room.element.querySelectorAll<HTMLElement>('[data-for]').forEach((at) => {
      at.hidden = !at.dataset['for']?.split(' ').includes(state.surface);
    });
    room.button('add').disabled = runs.length >= MOST_LANES;
    room.output('now').textContent = words.stepOf(Math.min(state.now, state.length), state.length);
    const lane = lanes()[followed()];
    typeset(room, RULES[open(lane?.rule ?? {}).name] ?? '');
    tableOf(lanes());
    settings(lane?.rule ?? {}, (rule: Fields) => {
      const changed = lanes();
      if (changed[followed()]) changed[followed()]!.rule = rule;
      return { lanes: formatLanes(changed) };
    });
    terrain.draw(surface!, form, field, SURFACES[state.surface]!.minima, runs, state, followed());
    views.draw(runs, state, followed(), fresh);
    bars();
    say();
  });
}
