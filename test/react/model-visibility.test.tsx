import { act, render, screen } from '@testing-library/react';
import { Component, memo, Suspense, useContext, useEffect, useState, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelVisibility } from '../../src/react/model-visibility.js';
import { ModelsContext } from '../../src/react/models-context.js';
import type { Visibility } from '../../src/store/visibility.js';
import { FakeIntersectionObserver } from '../store/fake-intersection-observer.js';

const { report } = FakeIntersectionObserver;
const windowOf = (page: Document) => page.defaultView as unknown as Record<string, unknown>;

/** The element is reported, and has been in view for long enough. */
function showElement(element: Element): void {
  report([element, true]);
  vi.advanceTimersByTime(50);
}

/** What somebody who asks for a model here goes by. */
class Probe {
  readonly heard: string[] = [];
  observing = 0;
  renders = 0;
  visibility: Visibility | undefined;

  get hidden(): string | undefined {
    return this.visibility?.getHidden()?.reason;
  }

  observe(visibility: Visibility | undefined): () => void {
    this.renders += 1;
    this.observing += 1;
    this.visibility = visibility;
    const end = visibility?.observe(() => this.heard.push(this.hidden ?? 'in view'));
    return () => {
      this.observing -= 1;
      end?.();
    };
  }
}

const Probed = memo(function Probed({ by }: { readonly by: Probe }) {
  const { around: visibility } = useContext(ModelsContext);
  useEffect(() => by.observe(visibility));
  return null;
});

const renderStrict = (ui: ReactNode) => render(ui, { reactStrictMode: true });

class Boundary extends Component<{ readonly children: ReactNode }, { readonly error?: Error }> {
  override state: { readonly error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    return this.state.error === undefined ? (
      this.props.children
    ) : (
      <p role="alert">{this.state.error.message}</p>
    );
  }
}

describe('<ModelVisibility>', () => {
  let standIn: unknown;

  beforeEach(() => {
    vi.useFakeTimers();
    standIn = windowOf(document)['IntersectionObserver'];
    windowOf(document)['IntersectionObserver'] = FakeIntersectionObserver;
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    windowOf(document)['IntersectionObserver'] = standIn;
  });

  it('renders a <div> around its children, with the props of one', () => {
    const { container } = renderStrict(
      <ModelVisibility className="card" title="a card" rootMargin="0px">
        text
      </ModelVisibility>,
    );
    expect(container.innerHTML).toBe('<div class="card" title="a card">text</div>');
  });

  it('renders another element where one is asked for', () => {
    const { container } = renderStrict(
      <ModelVisibility as="a" href="#1">
        text
      </ModelVisibility>,
    );
    expect(container.innerHTML).toBe('<a href="#1">text</a>');
  });

  it('renders no element of its own where a function child takes the ref', () => {
    const probe = new Probe();
    const { container } = renderStrict(
      <ModelVisibility>
        {(ref) => (
          <section>
            <p ref={ref} />
            <Probed by={probe} />
          </section>
        )}
      </ModelVisibility>,
    );
    expect(container.innerHTML).toBe('<section><p></p></section>');
    expect(probe.hidden).toBe('out-of-view');
    showElement(container.getElementsByTagName('p')[0] as Element);
    expect(probe.hidden).toBeUndefined();
  });

  it('hides what is inside until its element is in view, and again when it leaves', () => {
    const probe = new Probe();
    const { container } = renderStrict(
      <ModelVisibility>
        <Probed by={probe} />
      </ModelVisibility>,
    );
    const element = container.firstElementChild as Element;
    expect(probe.hidden).toBe('out-of-view');
    showElement(element);
    report([element, false]);
    expect(probe.heard).toEqual(['in view', 'out-of-view']);
  });

  it('hides what is inside for as long as any <ModelVisibility> around it is out of view', () => {
    const probe = new Probe();
    renderStrict(
      <ModelVisibility data-testid="outer">
        <ModelVisibility data-testid="inner">
          <Probed by={probe} />
        </ModelVisibility>
      </ModelVisibility>,
    );
    const [outer, inner] = [screen.getByTestId('outer'), screen.getByTestId('inner')];
    showElement(inner);
    expect(probe.hidden).toBe('out-of-view');
    showElement(outer);
    expect(probe.hidden).toBeUndefined();
    report([outer, false]);
    expect(probe.hidden).toBe('out-of-view');
  });

  it('says nothing to what is outside', () => {
    const probe = new Probe();
    renderStrict(
      <>
        <ModelVisibility />
        <Probed by={probe} />
      </>,
    );
    expect(probe.visibility).toBeUndefined();
  });

  it('looks as far as `rootMargin` says, also when that changes, and forgets nothing', () => {
    const probe = new Probe();
    const card = (rootMargin: string) => (
      <ModelVisibility rootMargin={rootMargin}>
        <Probed by={probe} />
      </ModelVisibility>
    );
    const { container, rerender } = renderStrict(card('10px'));
    showElement(container.firstElementChild as Element);
    rerender(card('20%'));
    expect([...FakeIntersectionObserver.active].map(({ rootMargin }) => rootMargin)).toEqual(['20%']);
    expect(FakeIntersectionObserver.watched).toBe(1);
    expect(probe.heard).toEqual(['in view']);
  });

  it('renders no consumer again: not when it is rendered itself, nor when its element or the view changes', () => {
    const probe = new Probe();
    const card = (as: 'div' | 'p') => (
      <ModelVisibility>
        {(ref) => (
          <>
            {as === 'p' ? <p ref={ref} /> : <div ref={ref} />}
            <Probed by={probe} />
          </>
        )}
      </ModelVisibility>
    );
    const { container, rerender } = renderStrict(card('div'));
    const { renders } = probe;
    showElement(container.firstElementChild as Element);
    rerender(card('p'));
    report([container.firstElementChild as Element, false]);
    expect(probe.hidden).toBe('out-of-view');
    expect(probe.renders).toBe(renders);
  });

  it('follows the next element when one takes the place of another, and says nothing in between', () => {
    const probe = new Probe();
    const card = (key: string) => (
      <ModelVisibility>
        {(ref) => (
          <>
            <p key={key} ref={ref} />
            <Probed by={probe} />
          </>
        )}
      </ModelVisibility>
    );
    const { container, rerender } = renderStrict(card('1'));
    rerender(card('2'));
    vi.advanceTimersByTime(1_000);
    expect(probe.heard).toEqual([]);
    expect(FakeIntersectionObserver.watched).toBe(1);
    showElement(container.firstElementChild as Element);
    expect(probe.heard).toEqual(['in view']);
  });

  it('is in view while there is no element, so that what shows a spinner instead still loads', () => {
    const probe = new Probe();
    let show: (isShown: boolean) => void = () => undefined;
    const Element = ({ handed }: { readonly handed: (element: Element | null) => void }) => {
      const [isShown, setShown] = useState(false);
      show = setShown;
      return isShown ? <p ref={handed} /> : null;
    };
    const { container } = renderStrict(
      <ModelVisibility>
        {(ref) => (
          <>
            <Element handed={ref} />
            <Probed by={probe} />
          </>
        )}
      </ModelVisibility>,
    );
    expect(probe.hidden).toBeUndefined();
    act(() => show(true));
    report([container.firstElementChild as Element, false]);
    expect(probe.hidden).toBe('out-of-view');
    act(() => show(false));
    expect(FakeIntersectionObserver.watched).toBe(0);
    vi.advanceTimersByTime(50);
    expect(probe.hidden).toBeUndefined();
  });

  it('leaves nothing behind when it is unmounted, and brings nothing into view by that', () => {
    const probe = new Probe();
    const { container, unmount } = renderStrict(
      <ModelVisibility>
        <Probed by={probe} />
      </ModelVisibility>,
    );
    const { visibility } = probe;
    const outliving = vi.fn();
    visibility?.observe(outliving);
    report([container.firstElementChild as Element, true]);
    unmount();
    expect(probe.observing).toBe(0);
    expect(FakeIntersectionObserver.active.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(visibility?.getHidden()?.reason).toBe('out-of-view');
    expect(outliving).not.toHaveBeenCalled();
  });

  it('brings nothing into view behind a Suspense fallback, and looks again when that is gone', async () => {
    const probe = new Probe();
    let resume: () => void = () => undefined;
    let suspended: Promise<void> | undefined;
    const Sibling = ({ suspends }: { readonly suspends: boolean }) => {
      // What React itself awaits, from 18 on.
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      if (suspends && suspended !== undefined) throw suspended;
      return null;
    };
    const list = (suspends: boolean) => (
      <Suspense fallback={<p>loading</p>}>
        <ModelVisibility data-testid="card">
          <Probed by={probe} />
        </ModelVisibility>
        <Sibling suspends={suspends} />
      </Suspense>
    );
    const { rerender } = renderStrict(list(false));
    suspended = new Promise((resolve) => {
      resume = () => {
        suspended = undefined;
        resolve();
      };
    });
    rerender(list(true));
    screen.getByText('loading');
    vi.advanceTimersByTime(10_000);
    expect(probe.hidden).toBe('out-of-view');
    expect(FakeIntersectionObserver.watched).toBe(0);
    await act(async () => resume());
    expect(screen.queryByText('loading')).toBeNull();
    showElement(screen.getByTestId('card'));
    expect(probe.hidden).toBeUndefined();
    expect(probe.heard).toEqual(['in view']);
  });

  it('looks at nothing for a render that is thrown away', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const Broken = () => {
      throw new Error('broken');
    };
    FakeIntersectionObserver.created = 0;
    renderStrict(
      <Boundary>
        <ModelVisibility>
          <Broken />
        </ModelVisibility>
      </Boundary>,
    );
    expect(screen.getByRole('alert').textContent).toBe('broken');
    expect(FakeIntersectionObserver.created).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses props that have no element to go to, where a function child renders it', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    renderStrict(
      <Boundary>
        <ModelVisibility className="lost">{() => null}</ModelVisibility>
      </Boundary>,
    );
    expect(screen.getByRole('alert').textContent).toMatch(
      /with a function child; `className` is not an option, known are `rootMargin`, `children`/,
    );
  });

  it('is in view where the browser cannot tell, and in happy-dom, whose observer reports nothing', () => {
    for (const Observer of [undefined, standIn]) {
      windowOf(document)['IntersectionObserver'] = Observer;
      const probe = new Probe();
      const { unmount } = renderStrict(
        <ModelVisibility>
          <Probed by={probe} />
        </ModelVisibility>,
      );
      expect(probe.visibility).toBeDefined();
      expect(probe.hidden).toBeUndefined();
      unmount();
    }
  });

  it('renders its element on a server, without a warning', async () => {
    const warned = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    vi.stubGlobal('document', undefined);
    vi.resetModules();
    const server = await import('../../src/react/model-visibility.js');
    const html = renderToString(
      <server.ModelVisibility as="li" id="1">
        <server.ModelVisibility>{(ref) => <p ref={ref}>text</p>}</server.ModelVisibility>
      </server.ModelVisibility>,
    );
    expect(html).toBe('<li id="1"><p>text</p></li>');
    expect(warned).not.toHaveBeenCalled();
  });
});
