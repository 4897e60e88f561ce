// The state in the address: replaced while a gesture lasts, pushed when it ends, so that Back undoes it.

import { format, parse, type State } from './state';

type Listener = (state: Readonly<State>) => void;

export class Store {
  #state: State = parse(location.hash);
  #listeners: Listener[] = [];
  #frame = 0;
  /** The address before the gesture, and the state in it. */
  #before = { hash: location.hash, state: this.#state };
  /** How many undoings lie behind, and how many entries this page has made. */
  #depth = 0;
  #made = 0;

  constructor() {
    this.#depth = (history.state as { depth?: number } | null)?.depth ?? 0;
    this.#made = this.#depth;
    addEventListener('popstate', () => {
      this.#depth = (history.state as { depth?: number } | null)?.depth ?? 0;
      this.#arrive();
    });
  }

  get(): Readonly<State> {
    return this.#state;
  }

  get canUndo(): boolean {
    return this.#depth > 0;
  }

  get canRedo(): boolean {
    return this.#depth < this.#made;
  }

  /** A change within a gesture: the address follows, but is not yet one to go back to. */
  change(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    this.#tell();
    this.#follow();
  }

  /** The address follows, in the next frame. */
  #follow(): void {
    // Browsers refuse more than a few changes of the address a second: one a frame is enough.
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.write());
  }

  /** A gesture has ended. */
  commit(): void {
    if (this.#push()) this.#tell();
  }

  /** A change that is a gesture of its own. */
  set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    this.#push();
    this.#tell();
  }

  /** The state becomes an entry to go back to; whether it differs from the last. */
  #push(): boolean {
    cancelAnimationFrame(this.#frame);
    const hash = format(this.#state);
    const differs = hash !== format(this.#before.state);
    if (differs) {
      history.replaceState(history.state, '', this.#before.hash || '#');
      this.#depth += 1;
      this.#made = this.#depth;
      history.pushState({ depth: this.#depth }, '', hash);
    }
    this.#before = { hash, state: this.#state };
    return differs;
  }

  /** The gesture is given up. */
  revert(): void {
    this.change(this.#before.state);
  }

  undo(): void {
    if (this.canUndo) history.back();
  }

  redo(): void {
    if (this.canRedo) history.forward();
  }

  /** Puts the state into the address. */
  write(): void {
    const hash = format(this.#state);
    if (hash !== location.hash) history.replaceState(history.state, '', hash);
  }

  /** Calls `listener` now and after every change. */
  watch(listener: Listener): void {
    this.#listeners.push(listener);
    listener(this.#state);
  }

  #arrive(): void {
    cancelAnimationFrame(this.#frame);
    this.#state = parse(location.hash);
    this.#before = { hash: location.hash, state: this.#state };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.#state);
  }
}
