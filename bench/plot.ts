import type { Series } from './section.js';
import { axisOf, type Axis } from './axis.js';

const WIDTH = 640;
const HEIGHT = 360;
const LEFT = 76;
const RIGHT = 36;
const TOP = 64;
const BOTTOM = 52;

/** Told apart by people who see few colours, and on white as on black. */
const COLOURS = ['#0a84d6', '#d9730d', '#6b9f1e', '#b0529f', '#8a8a8a', '#c2a000'];
/** Also without any colour. */
const DASHES = ['', '7 4', '2 3', '10 3 2 3', '4 4', '1 4'];

const escape = (text: string) => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
const at = (value: number) => value.toFixed(1);

const text = (x: number, y: number, content: string, more = '') =>
  `<text x="${at(x)}" y="${at(y)}" ${more}>${escape(content)}</text>`;

/**
 * One plot as SVG: a line for each series. Without a background, and in greys that show on light and on dark.
 *
 * @throws Error when there is no series
 */
export function plot(title: string, lines: readonly Series[]): string {
  const [first] = lines;
  if (first === undefined) throw new Error(`unable to plot "${title}"; there is no series`);
  const points = lines.flatMap((line) => line.points);
  const x = axisOf(
    points.map(([value]) => value),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = axisOf(
    points.map(([, value]) => value),
    HEIGHT - BOTTOM,
    TOP,
    { spread: true },
  );
  const names = lines.map(({ label }) => label).join(', ');
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" ` +
      `font-family="system-ui, sans-serif" font-size="12" fill="#808080">`,
    `<title>${escape(`${title}: ${first.yLabel} by ${first.xLabel}, of ${names}`)}</title>`,
    text(LEFT, 20, title, 'font-size="15" font-weight="600"'),
    text(LEFT, 40, `${first.yLabel}${y.isLog ? ' (log scale)' : ''}`),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, first.xLabel, 'text-anchor="middle"'),
    ...grid(x, y),
    ...lines.map((line, index) => curve(line, x, y, index)),
    ...legend(lines),
    '</svg>',
  ].join('\n')}\n`;
}

function grid(x: Axis, y: Axis): string[] {
  return [
    ...y.ticks.map(
      ({ position, label }) =>
        `<path d="M${LEFT} ${at(position)}H${WIDTH - RIGHT}" stroke="#808080" stroke-opacity="0.25"/>` +
        text(LEFT - 8, position + 4, label, 'text-anchor="end"'),
    ),
    ...x.ticks.map(
      ({ position, label }) =>
        `<path d="M${at(position)} ${HEIGHT - BOTTOM}v5" stroke="#808080"/>` +
        text(position, HEIGHT - BOTTOM + 20, label, 'text-anchor="middle"'),
    ),
    `<path d="M${LEFT} ${HEIGHT - BOTTOM}H${WIDTH - RIGHT}" stroke="#808080"/>`,
  ];
}

function curve({ points }: Series, x: Axis, y: Axis, index: number): string {
  const colour = COLOURS[index % COLOURS.length] ?? '';
  const places = points.map(([px, py]) => [at(x.place(px)), at(y.place(py))] as const);
  const path = places.map(([px, py]) => `${px} ${py}`).join('L');
  const dots = places.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3" fill="${colour}"/>`).join('');
  const dash = DASHES[index % DASHES.length];
  return `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash ?? ''}"/>${dots}`;
}

/** In a row above the plot, from the right; a letter is about 6.3 wide. */
function legend(lines: readonly Series[]): string[] {
  let right = WIDTH - RIGHT;
  return lines
    .map((line, index) => ({ line, index }))
    .reverse()
    .map(({ line, index }) => {
      const start = right - line.label.length * 6.3;
      right = start - 42;
      const colour = COLOURS[index % COLOURS.length] ?? '';
      const dash = DASHES[index % DASHES.length] ?? '';
      return (
        `<path d="M${at(start - 30)} 50H${at(start - 6)}" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>` +
        text(start, 54, line.label)
      );
    });
}
