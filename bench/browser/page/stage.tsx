import { useEffect, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { World } from './contender.js';

/** What is on screen of one world: a list with a component for each value. */
export interface Stage {
  /** The text of one component. */
  readonly textAt: (index: number) => string | null | undefined;
  /** Takes it off the screen. @returns ms */
  readonly unmount: () => number;
  /** How long it took to put it there, in ms. */
  readonly mountTime: number;
  /** Component renders so far. */
  readonly renders: () => number;
  readonly rendersOf: (index: number) => number;
}

/**
 * Puts a world on screen. When this returns, the DOM is there and all effects have run.
 *
 * @param world what to show
 * @param size how many components, each of one value
 * @param beside what else there is, after the list
 */
export function putOnStage({ Provider, useValue }: World, size: number, beside?: ReactNode): Stage {
  let renders = 0;
  const rendersByIndex = new Uint32Array(size);
  const effects = { haveRun: false };
  // Outside of the component, whose renders must be pure.
  const useCounted = (index: number) => {
    renders += 1;
    rendersByIndex[index] = (rendersByIndex[index] ?? 0) + 1;
    return useValue(index);
  };

  function Item({ index }: { readonly index: number }) {
    return <li>{useCounted(index)}</li>;
  }
  /** The last to have its effect: when that has run, all others have. */
  function Last() {
    useEffect(() => {
      effects.haveRun = true;
    }, []);
    return null;
  }
  const tree = (
    <Provider>
      <ul>
        {Array.from({ length: size }, (_, index) => (
          <Item key={index} index={index} />
        ))}
      </ul>
      {beside}
      <Last />
    </Provider>
  );

  const container = document.createElement('main');
  document.body.append(container);
  const root = createRoot(container);
  const mountTime = timeMount(() => root.render(tree));
  const items = container.querySelectorAll('li');
  if (!effects.haveRun || items.length !== size || items[size - 1]?.textContent === '')
    throw new Error('unable to mount; the values, or the effects, are missing');

  return {
    textAt: (index) => items[index]?.textContent,
    unmount: () => {
      const time = timeUnmount(() => root.unmount());
      container.remove();
      return time;
    },
    mountTime,
    renders: () => renders,
    rendersOf: (index) => rendersByIndex[index] ?? 0,
  };
}

/** By this name the profile finds what belongs to a mount. */
function timeMount(render: () => void): number {
  const began = performance.now();
  flushSync(render);
  return performance.now() - began;
}

function timeUnmount(unmount: () => void): number {
  const began = performance.now();
  flushSync(unmount);
  return performance.now() - began;
}
