import { StrictMode, useContext, useEffect, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { page } from 'vitest/browser';
import { ModelVisibility } from '../../src/react/model-visibility.js';
import { ModelsContext } from '../../src/react/models-context.js';
import { InView } from '../../src/store/in-view.js';
import { WAIT } from '../wait.js';

/** The names of the cards that are in view. */
let shown: Set<string>;
/** And of those that were, at any time. */
const everShown = new Set<string>();

/** 100 px high, and in `shown` while it is in view. */
function Card({ name }: { readonly name: string }) {
  const { around: visibility } = useContext(ModelsContext);
  useEffect(() => {
    const note = () => {
      if (visibility?.getHidden() !== undefined) return shown.delete(name);
      everShown.add(name);
      return shown.add(name);
    };
    note();
    const end = visibility?.observe(note);
    return () => {
      shown.delete(name);
      end?.();
    };
  }, [name, visibility]);
  return <div style={{ height: 100 }}>{name}</div>;
}

function render(ui: ReactNode) {
  const container = document.body.appendChild(document.createElement('div'));
  const root = createRoot(container);
  const rerender = (next: ReactNode) => root.render(<StrictMode>{next}</StrictMode>);
  rerender(ui);
  onTestFinished(() => {
    root.unmount();
    container.remove();
  });
  return { container, rerender };
}

const cards = (count: number, rootMargin?: string) =>
  Array.from({ length: count }, (_, index) => (
    <ModelVisibility key={index} {...(rootMargin !== undefined && { rootMargin })}>
      <Card name={String(index)} />
    </ModelVisibility>
  ));

const names = (first: number, end: number) =>
  Array.from({ length: end - first }, (_, index) => String(first + index));

const untilShown = (...expected: string[]) =>
  vi.waitFor(() => expect([...shown].sort()).toEqual(expected.sort()), WAIT);

/** Twice as long as a card has to stay in view: what has not come into view by then does not. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 100));

function query<Found extends HTMLElement>(container: ParentNode, selector: string): Found {
  const element = container.querySelector<Found>(selector);
  if (element === null) throw new Error(`no ${selector}`);
  return element;
}

describe('<ModelVisibility> in Chromium', () => {
  beforeEach(async () => {
    shown = new Set();
    document.body.style.margin = '0';
    await page.viewport(600, 550);
    window.scrollTo(0, 0);
  });

  it('shows the cards that are on the screen, and those within the margin', async () => {
    render(cards(100, '120px'));
    await untilShown(...names(0, 7));
  });

  it('shows two rows more than the screen where no margin is given', async () => {
    render(cards(100));
    await untilShown(...names(0, 8));
  });

  it('goes with the scrolling, in both directions', async () => {
    render(cards(100, '0px'));
    await untilShown(...names(0, 6));
    window.scrollTo(0, 5_020);
    await untilShown(...names(50, 56));
    window.scrollTo(0, 4_020);
    await untilShown(...names(40, 46));
  });

  it('passes over the cards that fly past', async () => {
    render(cards(100, '0px'));
    await untilShown(...names(0, 6));
    everShown.clear();
    for (let top = 0; top <= 8_020; top += 401) {
      window.scrollTo(0, top);
      await new Promise(requestAnimationFrame);
    }
    await untilShown(...names(80, 86));
    // All 86 without the short stay. Each frame that a busy machine is late with lets a screen of them through.
    expect(everShown.size).toBeLessThan(43);
  });

  it('keeps the margin within a scroll container', async () => {
    const { container } = render(<div style={{ height: 250, overflow: 'auto' }}>{cards(100, '150px')}</div>);
    await untilShown(...names(0, 5));
    query(container, 'div').scrollTop = 5_020;
    await untilShown(...names(48, 55));
  });

  it('knows a list in a container that is itself out of view', async () => {
    const { container } = render(
      <>
        <div style={{ height: 2_000 }} />
        <div style={{ height: 250, overflow: 'auto' }}>{cards(100, '0px')}</div>
      </>,
    );
    await aWhile();
    expect([...shown]).toEqual([]);
    query(container, 'div + div').scrollIntoView({ block: 'start' });
    await untilShown(...names(0, 3));
  });

  it('takes what has no box for out of view', async () => {
    const style = (display: string) => (
      <ModelVisibility style={{ display }}>
        <Card name="card" />
      </ModelVisibility>
    );
    const { rerender } = render(style('none'));
    await aWhile();
    expect([...shown]).toEqual([]);
    rerender(style('block'));
    await untilShown('card');
    rerender(style('none'));
    await untilShown();
  });

  it('takes a card that is empty as yet for in view', async () => {
    render(
      <ModelVisibility>
        <div style={{ display: 'none' }}>
          <Card name="card" />
        </div>
      </ModelVisibility>,
    );
    await untilShown('card');
  });

  it('follows the element that takes the place of another', async () => {
    const card = (key: string, top: number) => (
      <ModelVisibility>
        {(ref) => (
          <section key={key} ref={ref} style={{ position: 'absolute', top }}>
            <Card name={key} />
          </section>
        )}
      </ModelVisibility>
    );
    const { rerender } = render(card('1', 0));
    await untilShown('1');
    rerender(card('2', 5_000));
    await untilShown();
    rerender(card('3', 100));
    await untilShown('3');
  });

  it('follows what is in an iframe, and the iframe itself', async () => {
    const iframe = document.createElement('iframe');
    iframe.style.height = '250px';
    document.body.append(iframe);
    onTestFinished(() => iframe.remove());
    const inner = iframe.contentDocument;
    if (inner === null) throw new Error('the iframe has no document');
    inner.body.style.margin = '0';
    render(createPortal(cards(100, '0px'), inner.body));
    await untilShown(...names(0, 3));
    iframe.contentWindow?.scrollTo(0, 5_020);
    await untilShown(...names(50, 53));
    iframe.style.marginTop = '2000px';
    await untilShown();
  });

  it('refuses a margin that the browser refuses', () => {
    expect(() => new InView().follow(document.body, '10em')).toThrow(
      /^unable to tell what is in view; `rootMargin` must be .* is '10em' \(.*percent/,
    );
  });
});
