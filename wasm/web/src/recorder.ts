// What is drawn on a canvas, written down as SVG while it is drawn.

type Context = CanvasRenderingContext2D;

const SHAPES = ['moveTo', 'lineTo', 'closePath', 'rect', 'arc', 'bezierCurveTo', 'quadraticCurveTo'] as const;
const ANCHORS: Readonly<Record<string, string>> = { center: 'middle', right: 'end', end: 'end' };
const BASELINES: Readonly<Record<string, string>> = { middle: 'central', top: 'text-before-edge', hanging: 'hanging', bottom: 'text-after-edge' };

let clips = 0;

export class Recorder {
  #context: Context;
  #parts: string[] = [];
  #path: string[] = [];
  /** The clipping of each state that was saved. */
  #clips: string[] = [''];
  #paths = new WeakMap<Path2D, string[]>();
  #plain = globalThis.Path2D;

  constructor(context: Context) {
    this.#context = context;
    this.#watchPaths();
    for (const shape of SHAPES) this.#instead(shape, (...at: number[]) => this.#path.push(command(shape, at)));
    this.#instead('beginPath', () => (this.#path = []));
    this.#instead('save', () => this.#clips.push(this.#clips.at(-1) ?? ''));
    this.#instead('restore', () => this.#clips.length > 1 && this.#clips.pop());
    this.#instead('clip', (path?: unknown) => this.#clip(path));
    this.#instead('stroke', (path?: unknown) => this.#shape(path, false));
    this.#instead('fill', (path?: unknown) => this.#shape(path, true));
    this.#instead('fillRect', (...at: number[]) => this.#add(`<path d="${command('rect', at)}" ${this.#filled()}`));
    this.#instead('fillText', (words: string, x: number, y: number) => this.#text(words, x, y, this.#filled()));
    this.#instead('strokeText', (words: string, x: number, y: number) => this.#text(words, x, y, this.#stroked()));
    this.#instead('clearRect', () => {});
  }

  /** The canvas is as before. */
  end(): void {
    globalThis.Path2D = this.#plain;
    for (const name of Object.keys(this.#context)) delete (this.#context as unknown as Record<string, unknown>)[name];
  }

  content(): string {
    return this.#parts.join('');
  }

  /** Calls `note` beside what the canvas does. */
  #instead(name: keyof Context & string, note: (...given: never[]) => unknown): void {
    const context = this.#context as unknown as Record<string, unknown>;
    const own = (context[name] as (...given: unknown[]) => unknown).bind(this.#context);
    context[name] = (...given: never[]) => {
      note(...given);
      return own(...given);
    };
  }

  /** Paths that are made meanwhile know what they are. */
  #watchPaths(): void {
    const paths = this.#paths;
    const Watched = class extends this.#plain {
      constructor(...given: ConstructorParameters<typeof Path2D>) {
        super(...given);
        paths.set(this, []);
      }
    };
    for (const shape of SHAPES) {
      const own = this.#plain.prototype[shape] as (...at: number[]) => void;
      Object.defineProperty(Watched.prototype, shape, {
        value(this: Path2D, ...at: number[]) {
          paths.get(this)?.push(command(shape, at));
          own.apply(this, at);
        },
      });
    }
    globalThis.Path2D = Watched;
  }

  #of(path: unknown): string {
    // A canvas begins where the first line leads.
    return (path instanceof this.#plain ? (this.#paths.get(path) ?? []) : this.#path).join('').replace(/^L/, 'M');
  }

  #clip(path: unknown): void {
    const id = `clip-${(clips += 1)}`;
    this.#parts.push(`<clipPath id="${id}"><path d="${this.#of(path)}"/></clipPath>`);
    this.#clips[this.#clips.length - 1] = ` clip-path="url(#${id})"`;
  }

  #shape(path: unknown, filled: boolean): void {
    const d = this.#of(path);
    if (d !== '') this.#add(`<path d="${d}" ${filled ? this.#filled() : this.#stroked()}`);
  }

  #text(words: string, x: number, y: number, how: string): void {
    const { font, textAlign, textBaseline } = this.#context;
    const anchor = ANCHORS[textAlign] ? ` text-anchor="${ANCHORS[textAlign]}"` : '';
    const baseline = BASELINES[textBaseline] ? ` dominant-baseline="${BASELINES[textBaseline]}"` : '';
    // The page's policy knows no styles within the text.
    const [, weight = '400', size = '13px', family = 'sans-serif'] = /^(?:(\d+) )?([\d.]+px) (.+)$/.exec(font) ?? [];
    this.#add(`<text x="${round(x)}" y="${round(y)}" font-weight="${weight}" font-size="${size}" font-family="${escaped(family)}"${anchor}${baseline} ${how}`, escaped(words));
  }

  #add(open: string, content?: string): void {
    const { a, b, c, d, e, f } = this.#context.getTransform();
    const moved = [a, b, c, d, e, f].join(' ') === '1 0 0 1 0 0' ? '' : ` transform="matrix(${[a, b, c, d, e, f].join(' ')})"`;
    const close = content === undefined ? '/>' : `>${content}</text>`;
    // What is moved is clipped where it has come to.
    this.#parts.push(`<g${this.#clips.at(-1) ?? ''}>${open}${moved}${close}</g>`);
  }

  #filled(): string {
    return `fill="${String(this.#context.fillStyle)}"${this.#opacity()}`;
  }

  #stroked(): string {
    const { strokeStyle, lineWidth, lineJoin } = this.#context;
    const dash = this.#context.getLineDash();
    return `fill="none" stroke="${String(strokeStyle)}" stroke-width="${lineWidth}" stroke-linejoin="${lineJoin}"${dash.length ? ` stroke-dasharray="${dash.join(' ')}"` : ''}${this.#opacity()}`;
  }

  #opacity(): string {
    return this.#context.globalAlpha < 1 ? ` opacity="${this.#context.globalAlpha}"` : '';
  }
}

const round = (value: number): string => String(Number(value.toFixed(2)));

/** A step of a canvas' path as one of SVG's. */
function command(shape: (typeof SHAPES)[number], at: readonly number[]): string {
  const [x = 0, y = 0, third = 0, from = 0, to = 0] = at;
  // As a canvas does.
  if (!at.every((value) => typeof value !== 'number' || Number.isFinite(value))) return '';
  switch (shape) {
    case 'moveTo':
      return `M${round(x)} ${round(y)}`;
    case 'lineTo':
      return `L${round(x)} ${round(y)}`;
    case 'closePath':
      return 'Z';
    case 'rect':
      return `M${round(x)} ${round(y)}h${round(third)}v${round(from)}h${round(-third)}Z`;
    case 'arc':
      return arc(x, y, third, from, to);
    case 'bezierCurveTo':
      return `C${at.map(round).join(' ')}`;
    case 'quadraticCurveTo':
      return `Q${at.map(round).join(' ')}`;
  }
}

/** A whole turn is two halves: SVG has no arc that ends where it begins. */
function arc(x: number, y: number, radius: number, from: number, to: number): string {
  const r = round(radius);
  const place = (angle: number) => `${round(x + radius * Math.cos(angle))} ${round(y + radius * Math.sin(angle))}`;
  const half = (angle: number) => `A${r} ${r} 0 0 1 ${place(angle)}`;
  if (to - from >= 2 * Math.PI - 1e-6) return `M${place(from)}${half(from + Math.PI)}${half(from + 2 * Math.PI)}`;
  return `M${place(from)}A${r} ${r} 0 ${to - from > Math.PI ? 1 : 0} 1 ${place(to)}`;
}

const escaped = (words: string): string => words.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
