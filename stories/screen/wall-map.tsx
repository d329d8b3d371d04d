import { useLayoutEffect, useRef } from 'react';
import type { WallWorld } from './wall-world.js';

const kinds = [
  ['attached', 'Attached'],
  ['paused', 'Seen, and paused'],
  ['unread', 'Never asked for'],
] as const;

type Kind = (typeof kinds)[number][0];

/** All cards at a glance, also those that are out of view: a square each, as the server sees it. */
export function WallMap({ world }: { readonly world: WallWorld }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const legend = useRef<HTMLUListElement>(null);
  // Before the first paint, too: an empty canvas is as high as it likes, and the cards beneath it would jump.
  useLayoutEffect(() => {
    const look = () => {
      if (canvas.current !== null && legend.current !== null) draw(canvas.current, legend.current, world);
    };
    look();
    const timer = setInterval(look, 100);
    return () => clearInterval(timer);
  }, [world]);
  return (
    <div className="map">
      <canvas className="map__cells" ref={canvas} aria-hidden="true" />
      <ul className="map__legend" ref={legend} aria-label="Colours of the map">
        {kinds.map(([kind, label]) => (
          <li key={kind}>
            <span className={`map__swatch map__swatch--${kind}`} data-kind={kind} />
            {label}
          </li>
        ))}
      </ul>
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, legend: HTMLElement, { backend, server, states }: WallWorld): void {
  const { ids } = backend;
  // A few rows on any screen: what stays in front of the cards must not hide them.
  const isDense = ids.length > 1000;
  const gap = isDense ? 0 : 2;
  const step = isDense
    ? Math.max(2, Math.floor(canvas.clientWidth / 320))
    : canvas.clientWidth < 560
      ? 7
      : 12;
  const columns = Math.floor((canvas.clientWidth + gap) / step);
  if (columns === 0) return;
  const height = Math.ceil(ids.length / columns) * step;
  const scale = window.devicePixelRatio;
  const [width, fullHeight] = [Math.round(canvas.clientWidth * scale), Math.round(height * scale)];
  // Setting a size, also the same one, lays out the page.
  if (canvas.width !== width || canvas.height !== fullHeight) {
    Object.assign(canvas, { width, height: fullHeight });
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, canvas.clientWidth, height);
  const { attached } = server;
  const kindOf = (id: string): Kind => {
    if (attached.has(id)) return 'attached';
    return (states.get(id) ?? 'initialized') === 'initialized' ? 'unread' : 'paused';
  };
  // At each time: the theme may be another one by now.
  const colours = colourOf(legend);
  ids.forEach((id, index) => {
    pen.fillStyle = colours[kindOf(id)];
    pen.fillRect((index % columns) * step, Math.floor(index / columns) * step, step - gap, step - gap);
  });
}

function colourOf(legend: HTMLElement): Record<Kind, string> {
  const of = (kind: Kind) => {
    const swatch = legend.querySelector(`[data-kind="${kind}"]`);
    return swatch === null ? '' : getComputedStyle(swatch).backgroundColor;
  };
  return { attached: of('attached'), paused: of('paused'), unread: of('unread') };
}
