/** One table of the report. Each half of the bench answers with some. */
export interface Section {
  title: string;
  /** One or two sentences: what was measured, and how. */
  method: string;
  columns: string[];
  /** As many cells in each as there are columns. */
  rows: string[][];
  /** The targets that this section decides. */
  verdicts: Verdict[];
  /** What the plots of docs/performance.md are drawn from. */
  series?: Series[];
}

export interface Verdict {
  what: string;
  target: string;
  measured: string;
  /** Missed by a third at most is reported, and must be explained in bench/notes.md; missed by more fails the bench. */
  ok: boolean | 'within a third';
}

/** One line of a plot; series that name the same plot are drawn together. */
export interface Series {
  plot: string;
  label: string;
  xLabel: string;
  yLabel: string;
  points: [x: number, y: number][];
}
