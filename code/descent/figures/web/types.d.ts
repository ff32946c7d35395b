// What the modules hand to each other. TypeScript reads this file; no browser does.

type Pair = [number, number];
/** Four numbers, such as a window's: left, right, lowest, highest. */
type Four = [number, number, number, number];

/** Sphinx's own script marks what a search has found. */
declare const SphinxHighlight: { hideSearchWords(): void };

// core: the twins of Python's modules.

/** From the weights, the gradient and the rule's own state to all of them anew. */
type Rule = (w: number[], g: number[], ...state: any[]) => any[];
/** From the coordinates of a point to its slopes. */
type Gradient = (...w: number[]) => number[];
/** From the step t = 1, 2, … to a factor of the step size. */
type Schedule = (t: number) => number;

interface Surface {
  name: string;
  title: string;
  latex: string;
  value(...w: number[]): number;
  grad: Gradient;
  minima: number[][];
  saddles: number[][];
  window: Four | null;
  /** Whether a value goes through a whole table. */
  costly?: boolean;
}

/** A surface as its module writes it: what it leaves out is empty. */
type Landscape = Omit<Surface, "minima" | "saddles" | "window"> & Partial<Surface>;

// kit: what figures draw with.

/** The state of a figure: anywidget's model in a notebook, the one of mount.js on a page. */
interface FigureModel {
  get(name: string): any;
  set(name: string, value: any): void;
  on(names: string, listener: (...given: any[]) => void): void;
  save_changes(): void;
  send?(message: any): void;
}

/** One setting of a figure, as kit/fields.js declares it. */
interface Field {
  /** The value allowed that is nearest to this one. */
  fit(value: any): any;
  /** The value that a text in an address means, or null if it means none. */
  parse(text: string): any;
  /** The text of a value in an address. */
  write(value: any): string;
  /** Where in Python's model it is, if not under its own name; `read` and `store` find it there. */
  trait?: string;
  read?(held: any): any;
  store?(value: any, held: any): any;

  /** What its control shows: a letter and a word, and the texts of a choice by their keys. */
  letter?: string;
  word?: string;
  options?: Record<string, string>;
  /** The ends of a slider, how its way is divided, and how many digits it shows. */
  low?: number;
  high?: number;
  scale?: "linear" | "log" | "count" | "nearOne";
  steps?: number;
  digits?: number;
}

/** A figure's state: kit/state.js. */
interface State {
  fields: Record<string, Field>;
  names: string[];
  /** A field, or any other trait of the model. */
  get(name: string): any;
  /** All fields by name. */
  now(): any;
  /** Set fields to the nearest values allowed, and tell Python, or with {save: false} later. */
  change(values: Record<string, any>, how?: { save?: boolean }): void;
  save(): void;
  /** Call the listener when one of these changes; all fields, if left out. */
  watch(listener: () => void, names?: string[]): void;
  /** A field's slider or choice. */
  control(name: string): HTMLElement;
}

interface Domains {
  x: Pair;
  y: Pair;
}

interface Curve {
  points: number[][];
  className: string;
  /** Whether each point is a dot. */
  marks?: boolean;
  /** A name beside the curve; an array is one of several lines. */
  label?: string | string[] | null | false;
  /** Where it stands, as a share of the curve's seen part; 0.5 if left out. */
  labelAt?: number;
  /** Whether it would rather stand to the right. */
  right?: boolean;
  /** Whether it runs along the curve. */
  along?: boolean;
}
