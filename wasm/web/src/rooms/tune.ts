// The room of the main job: before, the fine-tuning as it goes, after; by the recipe of every room.

import { DEVICES } from '../devices';
import { calm, choose, complain, enter } from '../dom';
import type { Store } from '../state';
import { text } from '../text';
import * as thalweg from '../wasm/thalweg_wasm';
import { chip } from './tune/chip';
import type { Course } from './tune/course';
import { files } from './tune/files';
import type { Learner } from './tune/learner';
import { meeting } from './tune/meeting';
import { others } from './tune/others';
import { known, results } from './tune/results';
import { runs } from './tune/runs';
import { strip } from './tune/strip';
import { training } from './tune/training';

/** Optimizer steps drawn at a time: slow enough to watch. */
const FRAMES = 70;

export function tune(store: Store): void {
  const room = enter('tune');
  const words = text();
  const start = room.button('tune');
  let learner: Learner | null = null;
  let course: Course | null = null;
  /** How many of its steps are shown, and the frame that shows more. */
  let shown = 0;
  let playing = 0;
  const recipe = () => store.get().recipe;
  const total = () => course?.losses.length ?? Math.max(learner?.steps(recipe()) ?? 0, 1);
  const refuse = (why: string | null) => complain(room.output('file-refusal'), why);

  const tell = results(room, store);
  const plot = training(room, total);
  const cost = chip(room, () => course && learner && { rule: (learner.followed ?? recipe()).rule, ram: course.ram, parameters: learner.parameters });
  const laid = runs(room, draw);
  const people = meeting(room, store, { another: laid.clear, stop, met, run, refuse });
  const fare = others(room, people.of, refuse);
  const followed = strip(room, store, () => learner, refuse);
  files(room, { lay: (name, run) => laid.over({ name, run }), recordings: people.meetOwn, refuse });

  function draw(): void {
    const done = course !== null && shown >= course.losses.length;
    plot(course, shown, course?.rates ?? learner?.rates(recipe()) ?? new Float32Array(), laid.beside());
    tell(learner, course, shown, done);
    room.output('steps').textContent = String(total());
    cost();
    laid.compare(course);
    fare(course, done);
    room.button('pause').textContent = playing ? words.pause : words.play;
  }

  /** Whoever was met is met no longer. */
  function met(next: Learner | null): void {
    learner?.free();
    learner = next;
    start.disabled = !next;
    known(room, next);
    followed.show();
    if (!next) {
      stop();
      followed.forget();
    }
    untuned();
  }

  /** The fine-tuning is yet to come. */
  function untuned(): void {
    course = null;
    shown = 0;
    start.textContent = words.fineTune;
    draw();
  }

  /** Computes the course; whether it went well: what went wrong is shown. */
  function compute(): boolean {
    if (!learner) return false;
    try {
      course = learner.tune(recipe());
      refuse(null);
      return true;
    } catch (error) {
      refuse((error as Error).message);
      return false;
    }
  }

  function run(): void {
    stop();
    if (!compute()) return;
    shown = calm() ? total() : 0;
    if (calm()) finish();
    else play();
  }

  function play(): void {
    if (!course) return run();
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
    if (course) laid.keep(course);
    start.textContent = words.again;
    draw();
    if (!store.get().tuned) store.set({ tuned: true });
  }

  start.addEventListener('click', run);
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

  const tasks = [...thalweg.tasks(), ...DEVICES];
  const pickTask = choose(room.output('tasks'), tasks.map((name) => [name, words.tasks[name]?.[0] ?? name] as const), (name) => store.set({ task: name, person: '', tuned: false, outcome: '', hour: 0 }));
  let recipeOf = '';
  let wasTuned = store.get().tuned;
  store.watch((state) => {
    if (state.room !== 'tune') return stop();
    const wanted = tasks.includes(state.task) ? state.task : 'watch';
    pickTask(wanted);
    people.follow(wanted, state.person);
    const key = JSON.stringify(state.recipe);
    followed.show();
    if (key !== recipeOf && learner && !learner.followed) {
      stop();
      untuned();
    }
    recipeOf = key;
    // An address that says so is come to while the page is open.
    if (state.tuned && !wasTuned && learner && !course) run();
    wasTuned = state.tuned;
  });
}
