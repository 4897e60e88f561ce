// The room of the main job: before, the fine-tuning as it goes, after; by the recipe of every room.

import type uPlot from 'uplot';
import { audit } from '../audit';
import { axis, bottom, chart, colour } from '../chart';
import { confusion } from '../confusion';
import { CHIPS, costOf } from '../costs';
import { DEVICES, devices, type Device } from '../devices';
import { calm, choose, complain, digits, download, element, enter, sentence } from '../dom';
import { everybody } from '../everybody';
import { figures } from '../figures';
import { numberField } from '../number';
import { figure, figureAt, outcomeOf, saidAfter, type Outcome } from '../outcome';
import { peakAt } from '../peak';
import { ownPeople, peopleOf, type Met } from '../people';
import { fromBytes, open, type Recipe } from '../recipe';
import type { Store } from '../state';
import { alike, readRun, writeRun, type Run } from '../run';
import { share } from '../score';
import { text } from '../text';
import { LARGEST, unpacked } from '../unpacked';
import * as thalweg from '../wasm/thalweg_wasm';

/** Optimizer steps drawn at a time: slow enough to watch. */
const FRAMES = 70;
/** The loss of a batch of four jumps; its average over ten shows the way. */
const SMOOTHING = 0.9;
/** A log is small; more is recordings. */
const LONGEST_LOG = 4 << 20;
const MOST_RUNS = 8;

/** A whole fine-tuning: computed at once, shown as it went. */
interface Course {
  losses: Float32Array;
  rates: Float32Array;
  tested: Uint32Array;
  accuracies: Float32Array;
  after: Uint32Array;
  /** What it reached, as a person reads it. */
  reached: string;
  /** Of a device's. */
  outcome: Outcome | null;
  parameters: Float32Array;
  hash: string;
  ram: number;
  time: number;
  name: string;
}

export function tune(store: Store): void {
  const room = enter('tune');
  const words = text();
  const start = room.button('tune');
  const smooth = new thalweg.Average(SMOOTHING);
  const confused = confusion(room);
  const shownOf = figures(room, store);
  /** Who is met: by a network that follows the page's recipe, or by a device that follows its own. */
  let person: thalweg.Person | null = null;
  let device: Device | null = null;
  /** What the device's network makes of it before it learns, what it follows, and its rates. */
  let factory: Outcome | null = null;
  let followed: Recipe | null = null;
  let itsRates = new Float32Array();
  /** Who is loaded, or is on the way. */
  let loaded = '';
  /** The task that is shown, whom it can meet, and the names of its classes. */
  let task = '';
  let committed: readonly Met[] = [];
  let people: readonly Met[] = [];
  /** Counts whom somebody has asked for: what comes late for another is left. */
  let turn = 0;
  let classes: readonly string[] = [];
  let before: Uint32Array = new Uint32Array();
  let calibrated: Uint32Array = new Uint32Array();
  let course: Course | null = null;
  let shown = 0;
  let playing = 0;
  const runs: Course[] = [];
  /** The course of which it is asked how everybody fares. */
  let asked: Course | null = null;
  /** What is laid over the course: another run of this page, or one that was dropped. */
  let beside: { name: string; run: Run; of?: Course } | null = null;

  const met = () => person ?? device;
  /** What is followed. */
  const ruling = (): Recipe => followed ?? store.get().recipe;

  const stepsOf = (recipe: Recipe): number => {
    if (device) return itsRates.length;
    try {
      return person?.steps(JSON.stringify(recipe)) ?? 0;
    } catch {
      return 0;
    }
  };

  const total = () => course?.losses.length ?? Math.max(stepsOf(store.get().recipe), 1);
  const plot = chart(room.plot('training'), {
    data: [[], [], [], [], [], []],
    scales: {
      x: { time: false, range: () => [0, total()] },
      y: { range: (_, _low, high) => [0, Math.max(high ?? 0, 0.1) * 1.08] },
      rate: { range: (_, _low, high) => [0, Math.max(high ?? 0, 1e-9) * 1.25] },
      share: { range: () => [0, 100] },
    },
    axes: [bottom(words.stepWord), axis(), axis({ scale: 'rate', side: 1, size: 54, grid: { show: false }, values: (_, ticks) => ticks.map((tick) => digits(tick, 2)) })],
    series: [
      { paths: () => null, points: { show: true, size: 4, width: 0, fill: () => colour('moss') } },
      { stroke: () => colour('river'), width: 3, points: { show: false } },
      { scale: 'rate', stroke: () => colour('plum'), width: 1.5, dash: [6, 4], points: { show: false } },
      { scale: 'share', stroke: () => colour('leaf'), width: 2, spanGaps: true, points: { show: true, size: 5, fill: () => colour('leaf') } },
      { stroke: () => colour('rose'), width: 1.5, dash: [2, 3], points: { show: false } },
    ],
    hover: (index) => {
      const value = (series: number) => digits(plot.data[series]?.[index ?? -1] ?? 0);
      room.output('training').textContent = index === null || plot.data[0]?.[index] === undefined ? '' : words.training(index, value(1), value(3));
    },
  });

  function draw(): void {
    const loss = course?.losses.subarray(0, shown) ?? new Float32Array();
    const accuracies: (number | null)[] = Array.from(loss, () => null);
    course?.tested.forEach((step, i) => {
      if (step <= shown) accuracies[step - 1] = 100 * (course!.accuracies[i] ?? 0);
    });
    const rates = course?.rates ?? planned();
    const over = beside ? smooth.through(Float32Array.from(beside.run.losses.slice(0, total())), true) : [];
    plot.setData([
      Array.from({ length: Math.max(loss.length, course ? 0 : rates.length, over.length) }, (_, i) => i),
      Array.from(loss), Array.from(smooth.through(loss, true)), Array.from(course ? rates.subarray(0, shown) : rates), accuracies, Array.from(over),
    ] as uPlot.AlignedData);
    const at = course?.tested.findLastIndex((step) => step <= shown) ?? -1;
    const done = course !== null && shown >= course.losses.length;
    const { outcome = null } = course ?? {};
    const said = outcome ? saidAfter(outcome, shown) : 0;
    room.output('after').textContent = !course ? '–' : done ? course.reached : outcome ? figureAt(outcome, said) : at < 0 ? share(before) : `${(100 * (course.accuracies[at] ?? 0)).toFixed(1)} %`;
    room.output('hash').textContent = done ? course!.hash : '–';
    room.output('time').textContent = course ? `${digits(course.time, 2)} µs` : '–';
    room.output('ram').textContent = course ? `${course.ram} B` : '–';
    room.output('steps').textContent = String(total());
    cost();
    compare();
    others.disabled = !done;
    if (asked && asked !== course) {
      asked = null;
      room.output('everyone').replaceChildren();
    }
    confused({ classes, before, calibrated, after: done ? course!.after : null });
    const begun = outcome !== null && (done || said > 0);
    shownOf({ outcome: begun ? outcome : factory, said: begun ? said : null, done, exercises: words.exercises });
    room.button('pause').textContent = playing ? words.pause : words.play;
  }

  /** The schedule over the fine-tuning that is to come. */
  function planned(): Float32Array {
    if (device) return itsRates;
    const curve = new thalweg.Curve(JSON.stringify(store.get().recipe.schedule));
    const rates = curve.sample(Math.min(stepsOf(store.get().recipe), 20_000));
    curve.free();
    return rates;
  }

  /** Nobody is met. */
  function nobody(): void {
    stop();
    dismiss();
    course = asked = null;
    loaded = '';
    shown = 0;
    classes = [];
    before = calibrated = new Uint32Array();
    start.disabled = true;
    start.textContent = words.fineTune;
    calibration(false);
    for (const name of ['before', 'labelled', 'person']) room.output(name).textContent = '–';
    room.output('everyone').replaceChildren();
    found.replaceChildren();
    look([]);
    draw();
  }

  /** Whether there is something between before and after. */
  function calibration(shown: boolean): void {
    room.output('calibration').hidden = room.output('sayCalibrated').hidden = !shown;
  }

  /** Whoever was met is met no longer. */
  function dismiss(): void {
    person?.free();
    device?.free();
    person = device = factory = followed = null;
    itsRates = new Float32Array();
  }

  /** What looks wrong with the data, though it may be meant. */
  function look(findings: readonly string[]): void {
    const place = room.output('findings');
    place.hidden = findings.length === 0;
    place.ariaBusy = 'false';
    place.replaceChildren(...(findings.length ? [element('p', words.looksWrong), element('ul', findings.map((finding) => element('li', finding)))] : []));
  }

  /** Looks at a file of one's own, as soon as there is what it is looked at with. */
  async function audited(file: Uint8Array, name: string): Promise<void> {
    const mine = turn;
    room.output('findings').ariaBusy = 'true';
    try {
      const findings = await audit(task, file, committed);
      if (turn === mine) look(findings);
    } catch (error) {
      if (turn !== mine) return;
      look([]);
      complain(room.output('file-refusal'), `${name}: ${(error as Error).message}`);
    }
  }

  async function open_(file: Uint8Array, who: Met, name: string): Promise<boolean> {
    stop();
    const mine = turn;
    const own = who.is === 'own';
    try {
      // What it needs is there before anybody leaves.
      const code = DEVICES.includes(task) ? await devices() : null;
      if (turn !== mine) return false;
      if (code) {
        const next = new code.Device(task, file, who.within, own);
        try {
          const found = next.before();
          const [factoryNow, ratesNow, recipeNow] = [outcomeOf(task, found), next.rates() as Float32Array<ArrayBuffer>, fromBytes(next.recipe())];
          found.free();
          dismiss();
          [device, factory, itsRates, followed] = [next, factoryNow, ratesNow, recipeNow];
        } catch (error) {
          next.free();
          throw error;
        }
      } else {
        const next = new thalweg.Person(task, file, who.within, own);
        dismiss();
        person = next;
      }
    } catch (error) {
      if (turn !== mine) return false;
      complain(room.output('file-refusal'), `${name}: ${(error as Error).message}`);
      start.disabled = met() === null;
      return false;
    }
    complain(room.output('file-refusal'), null);
    look([]);
    if (own) void audited(file, name);
    before = person?.before() ?? new Uint32Array();
    classes = !person ? [] : task === 'watch' ? words.exercises : person.classes().map((name) => (name === '+' ? words.classNew : name));
    course = null;
    shown = 0;
    room.output('before').textContent = factory ? figure(factory, 0) : share(before);
    calibrated = person?.calibrated() ?? new Uint32Array();
    room.output('calibrated').textContent = share(calibrated);
    calibration(calibrated.length > 0);
    room.output('labelled').textContent = String(met()!.labelled());
    room.output('person').textContent = name;
    start.textContent = words.fineTune;
    start.disabled = false;
    strip_();
    draw();
    return true;
  }

  /** Computes the course; whether it went well: what went wrong is shown. */
  function compute(): boolean {
    try {
      if (device) course = courseOn(device);
      else if (person) course = courseOf(person, store.get().recipe);
      else return false;
      complain(room.output('file-refusal'), null);
      return true;
    } catch (error) {
      complain(room.output('file-refusal'), (error as Error).message);
      return false;
    }
  }

  function courseOf(person: thalweg.Person, recipe: Recipe): Course {
    const json = JSON.stringify(recipe);
    const found = person.tune(json);
    const after = found.confusion();
    const made: Course = {
      losses: found.losses(), rates: found.rates(), tested: found.tested(), accuracies: found.accuracies(), after, reached: share(after), outcome: null, parameters: found.parameters(),
      hash: found.hash(), ram: found.ram_bytes(), time: timed(() => person.practise(json), found.losses().length), name: stripOf(recipe),
    };
    found.free();
    return made;
  }

  /** The same on a device, by its own recipe. */
  function courseOn(device: Device): Course {
    const found = device.play();
    const outcome = outcomeOf(task, found);
    const none = new Float32Array();
    const made: Course = {
      losses: found.losses(), rates: itsRates, tested: new Uint32Array(), accuracies: none, after: new Uint32Array(), reached: figure(outcome, 1), outcome, parameters: none,
      hash: found.hash(), ram: device.ram_bytes(), time: timed(() => device.practise(), itsRates.length), name: stripOf(ruling()),
    };
    found.free();
    return made;
  }

  const stripOf = ({ rule, epochs, batch }: Recipe): string => words.recipeStrip(open(rule).name, epochs, batch);

  /** Microseconds a step, over a whole fine-tuning without looking at it. */
  function timed(practise: () => void, steps: number): number {
    const begin = performance.now();
    practise();
    return (1000 * (performance.now() - begin)) / Math.max(steps, 1);
  }

  async function run(): Promise<void> {
    stop();
    if (!compute()) return;
    shown = calm() ? total() : 0;
    if (calm()) finish();
    else play();
  }

  function play(): void {
    if (!course) return void run();
    if (shown >= course.losses.length) shown = 0;
    const a_frame = Math.max(Math.ceil(course.losses.length / FRAMES), 1);
    const turn = () => {
      shown = Math.min(shown + a_frame, total());
      playing = shown < total() ? requestAnimationFrame(turn) : 0;
      if (playing) draw();
      else finish();
    };
    playing = requestAnimationFrame(turn);
    draw();
  }

  function stop(): void {
    cancelAnimationFrame(playing);
    playing = 0;
  }

  function finish(): void {
    if (course && !runs.includes(course)) runs.splice(0, runs.length, ...[course, ...runs].slice(0, MOST_RUNS));
    start.textContent = words.again;
    draw();
    history();
    if (!store.get().tuned) store.set({ tuned: true });
  }

  const chip = room.select('chip');
  chip.replaceChildren(...Object.keys(CHIPS).map((name) => element('option', name, { value: name })));
  chip.addEventListener('change', () => cost());

  function cost(): void {
    const kilo = (bytes: number) => `${digits(bytes / 1024, 4)} KB`;
    const found = course && costOf(chip.value, open(ruling().rule).name, course.ram, met()!.parameters());
    const place = room.output('cost');
    place.classList.toggle('over', !!found && !found.fits);
    if (!found) return place.replaceChildren(course ? words.notMeasured : '');
    const { instructions, cycles, chip: on } = found;
    const count = met()!.parameters();
    const time = (ticks: number) => `${digits(ticks / on.clock)} µs`;
    place.replaceChildren(
      ...(cycles ? sentence(words.costCycles(String(instructions), String(cycles), time(cycles), on.clock, count)) : instructions ? sentence(words.costInstructions(String(instructions), time(instructions), on.clock, count)) : [words.noInstructions]),
      ...sentence(words.cost(kilo(found.flash), kilo(on.flash), kilo(found.ram), kilo(on.ram))),
      ...(found.fits ? [] : [words.doesNotFit]),
    );
  }

  function history(): void {
    const row = (run: Course, i: number) => {
      const name = words.run(runs.length - i);
      const lay = element('button', name, { type: 'button', class: 'small', 'aria-pressed': String(beside?.of === run), 'aria-label': words.layOver(name) });
      lay.addEventListener('click', () => over(beside?.of === run ? null : { name, of: run, run: { losses: Array.from(run.losses), rates: Array.from(run.rates) } }));
      const save = element('button', '↓', { type: 'button', class: 'plain', 'aria-label': words.saveRun(name) });
      save.addEventListener('click', () => download(writeRun(run.losses, run.rates), `${name.replaceAll(' ', '-')}.csv`));
      return element('p', [lay, ` ${run.name}: `, element('strong', run.reached), ' ', element('code', run.hash), ' ', save]);
    };
    room.output('runs').replaceChildren(...runs.map(row));
  }

  /** Lays a run over the course, or takes it away. */
  function over(next: typeof beside): void {
    beside = next;
    history();
    draw();
  }

  function compare(): void {
    const place = room.output('beside');
    place.hidden = beside === null;
    if (!beside) return;
    const take = element('button', '×', { type: 'button', class: 'plain', 'aria-label': words.layOver(beside.name) });
    take.addEventListener('click', () => over(null));
    const steps = beside.run.losses.length;
    const same = course ? alike(beside.run, course.losses) : 0;
    const said = !course ? words.runWaits(beside.name, steps) : same === Math.min(steps, course.losses.length) ? words.runSame(beside.name, same) : words.runParts(beside.name, same);
    place.replaceChildren(...sentence(said), ' ', take);
  }

  // Whether the persons that the model knew are recognised as before.
  const others = room.button('others');
  others.addEventListener('click', () => void everyone());

  async function everyone(): Promise<void> {
    if (!course) return;
    const mine = (asked = course);
    const place = room.output('everyone');
    place.replaceChildren(words.reading);
    try {
      const told = await everybody(task, committed, mine.parameters, () => asked === mine);
      if (told) place.replaceChildren(...told);
    } catch (error) {
      if (asked === mine) complain(room.output('file-refusal'), (error as Error).message);
    }
  }

  start.addEventListener('click', () => void run());
  room.button('pause').addEventListener('click', () => {
    if (playing) {
      stop();
      draw();
    } else play();
  });
  room.button('step').addEventListener('click', () => {
    stop();
    if (!course && !compute()) return;
    shown = Math.min(shown + 1, total());
    if (shown === total()) finish();
    else draw();
  });

  /** The first of the people of a file of one's own; the others can be chosen. */
  async function meetOwn(content: Uint8Array, file: string): Promise<void> {
    const mine = (turn += 1);
    let own: Met[];
    try {
      own = await ownPeople(task, content, file);
    } catch (error) {
      if (turn === mine) complain(room.output('file-refusal'), `${file}: ${(error as Error).message}`);
      return;
    }
    const [first] = own;
    if (turn !== mine || !first || !(await open_(content, first, first.name))) return;
    loaded = `${task}/${first.key}`;
    offer(own);
    store.set({ tuned: false, person: first.key });
  }

  // Files: another person's recordings.
  const chooser = room.input('file');
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > LARGEST) return complain(room.output('file-refusal'), words.tooLarge(file.name, digits(file.size / 2 ** 20)));
    try {
      const content = await unpacked(new Uint8Array(await file.arrayBuffer()), file.name);
      const run = content.length <= LONGEST_LOG ? readRun(new TextDecoder().decode(content)) : null;
      if (run) return over({ name: file.name, run });
      await meetOwn(content, file.name);
    } catch (error) {
      complain(room.output('file-refusal'), (error as Error).message);
    }
  };
  chooser.addEventListener('change', () => void take(chooser.files?.[0]).then(() => (chooser.value = '')));
  room.element.addEventListener('drop', (event) => void take(event.dataTransfer?.files[0]));

  const tasks = [...thalweg.tasks(), ...DEVICES];
  const pickTask = choose(room.output('tasks'), tasks.map((name) => [name, words.tasks[name]?.[0] ?? name] as const), (name) => store.set({ task: name, person: '', tuned: false, outcome: '', hour: 0 }));
  let pickPerson: (key: string) => void = () => {};

  /** Whom the task can meet now: everybody committed, and those of a file of one's own. */
  function offer(own: readonly Met[]): void {
    people = [...committed, ...own];
    others.hidden = committed.length < 2 || DEVICES.includes(task);
    // Of a file that is one person's the field below says enough.
    const chips = people.filter(({ is, within }) => is !== 'own' || within);
    pickPerson = choose(room.output('persons'), chips.map(({ key, name, within, is }) => [key, is === 'new' ? words.personNew(name) : is === 'own' ? within : name] as const), (person) => store.set({ person, tuned: false }));
    pickPerson(store.get().person);
  }

  async function meet(name: string): Promise<void> {
    task = name;
    const mine = (turn += 1);
    const [, title = name, hint = ''] = words.tasks[name] ?? [];
    room.output('title').textContent = title;
    room.output('hint').textContent = hint;
    room.output('confusions').hidden = room.output('accuracyKey').hidden = DEVICES.includes(name);
    complain(room.output('file-refusal'), null);
    runs.length = 0;
    beside = null;
    committed = [];
    offer([]);
    nobody();
    history();
    room.output('person').textContent = words.reading;
    try {
      const all = await peopleOf(name);
      if (task !== name) return;
      committed = all;
      offer(people.filter(({ is }) => is === 'own'));
      if (turn === mine) await load(store.get().person);
    } catch (error) {
      if (task !== name || turn !== mine) return;
      // The next change of the address tries again.
      task = '';
      room.output('person').textContent = '–';
      complain(room.output('file-refusal'), (error as Error).message);
    }
  }

  async function load(wanted: string): Promise<void> {
    // Who is not there is the new one.
    const who = people.find(({ key }) => key === wanted) ?? committed.at(-1);
    if (!who) return;
    const mine = (turn += 1);
    nobody();
    loaded = `${task}/${wanted}`;
    pickPerson(who.key);
    room.output('person').textContent = words.reading;
    try {
      const content = await who.content();
      if (turn !== mine) return;
      const name = who.is === 'own' ? who.name : `${task === 'humidity' ? words.station : words.person} ${who.name}${who.is === 'known' ? `, ${words.personKnown}` : ''}`;
      const opened = await open_(content, who, name);
      if (turn !== mine) return;
      if (!opened) room.output('person').textContent = '–';
      else if (store.get().tuned) await run();
    } catch (error) {
      if (turn !== mine) return;
      // The next change of the address tries again.
      loaded = '';
      room.output('person').textContent = '–';
      complain(room.output('file-refusal'), (error as Error).message);
    }
  }

  // The recipe, as far as this room sets it.
  const strip = room.output('recipe');
  const field = (label: string, name: string) => {
    const input = element('input', '', { type: 'text', inputmode: 'numeric', class: 'short', 'data-set': name });
    strip.append(element('label', [element('span', label), input]));
    return input;
  };
  const recipe = () => store.get().recipe;
  const change = (changed: Partial<Recipe>): string | null => {
    const next = { ...recipe(), ...changed } as Recipe;
    const [refused] = thalweg.recipe_wrong(JSON.stringify(next));
    if (refused !== undefined) return refused;
    store.change({ recipe: next });
    return null;
  };
  strip.replaceChildren(element('p', '', { class: 'strip' }));
  const done = () => store.commit();
  const numbers = [
    numberField(field(words.epochs, 'epochs'), { get: () => recipe().epochs, set: (epochs) => change({ epochs }), done, whole: true }),
    numberField(field(words.batchSize, 'batch'), { get: () => recipe().batch, set: (batch) => change({ batch }), done, whole: true }),
    numberField(field(words.seedWord, 'seed'), { get: () => Number(recipe().seed), set: (seed) => change({ seed }), done, whole: true }),
  ];
  const own = element('button', words.ownRecipe, { type: 'button', class: 'small', 'data-do': 'own' });
  own.addEventListener('click', () => {
    const its = followed ?? (person && (JSON.parse(person.own_recipe()) as Recipe));
    if (its && change(its) === null) store.commit();
  });
  const range = element('button', words.findRate, { type: 'button', class: 'small', 'data-do': 'range' });
  const found = element('p', '', { class: 'found', role: 'status' });
  strip.append(range, own, found);
  range.addEventListener('click', () => {
    if (!person) return;
    try {
      const [highest = 0] = person.range(JSON.stringify(recipe()));
      const suggested = Number((highest / 4).toPrecision(2));
      found.replaceChildren(...sentence(words.rangeFound(digits(highest, 2), digits(suggested, 2))));
      const apply = element('button', words.bestRate(digits(suggested, 2)), { type: 'button', class: 'small' });
      apply.addEventListener('click', () => {
        const scaled = peakAt(recipe(), suggested, stepsOf(recipe()));
        if (scaled && change(scaled) === null) store.commit();
      });
      if (suggested > 0) found.append(' ', apply);
    } catch (error) {
      complain(room.output('file-refusal'), (error as Error).message);
    }
  });

  /** What is followed; a device's recipe is nobody's to set. */
  function strip_(): void {
    strip.querySelector('.strip')!.textContent = followed ? words.ownStrip(stripOf(followed)) : stripOf(store.get().recipe);
    range.hidden = followed !== null;
    strip.querySelectorAll<HTMLElement>('label').forEach((label) => (label.hidden = followed !== null));
  }

  let recipeOf = '';
  let wasTuned = store.get().tuned;
  store.watch((state) => {
    if (state.room !== 'tune') return stop();
    const wanted = tasks.includes(state.task) ? state.task : 'watch';
    pickTask(wanted);
    if (wanted !== task) void meet(wanted);
    else if (`${task}/${state.person}` !== loaded && committed.length > 0) void load(state.person);
    const key = JSON.stringify(state.recipe);
    numbers.forEach((show) => show());
    strip_();
    if (key !== recipeOf && person) {
      stop();
      course = null;
      shown = 0;
      start.textContent = words.fineTune;
      draw();
    }
    recipeOf = key;
    // An address that says so is come to while the page is open.
    if (state.tuned && !wasTuned && met() && !course) void run();
    wasTuned = state.tuned;
  });
}
