import { limitMs, timesOf, type Frame } from './figures.js';

/** As wide as ten seconds of sixty frames; as high as twice the limit, which lies in its middle. */
const [width, height] = [600, 100];
const msPerUnit = (2 * limitMs) / height;

/** The last ten seconds of frames, each as high as it was long. */
export function FrameChart({ frames }: { readonly frames: readonly Frame[] }) {
  return (
    <div className="chart" aria-hidden="true">
      <svg className="chart__plot" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none">
        <path className="chart__frames" d={outlineOf(frames)} />
        <line className="chart__limit" x2={width} y1={height / 2} y2={height / 2} />
      </svg>
      <span className="chart__label">{limitMs} ms</span>
    </div>
  );
}

/** From right to left in time: what is new comes in at the right. */
function outlineOf(frames: readonly Frame[]): string {
  const end = frames.at(-1)?.at ?? 0;
  const x = (at: number) => (width - ((end - at) / 10_000) * width).toFixed(1);
  const y = (ms: number) => Math.max(0, height - ms / msPerUnit).toFixed(1);
  const first = frames[0];
  if (first === undefined) return '';
  const steps = timesOf(frames).map((ms, index) => `V${y(ms)}H${x(frames[index + 1]?.at ?? end)}`);
  return `M${x(first.at)} ${height}${steps.join('')}V${height}Z`;
}
