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
