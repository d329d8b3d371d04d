import type { VisibilitySource } from 'ably-models-react';
import { FakeIntersectionObserver } from '../store/fake-intersection-observer.js';
import { around } from './around.js';
import { SOURCES } from './plan.js';
import type { Random } from './random.js';
import type { Mounted } from './surroundings.js';

type State = ReturnType<VisibilitySource['getState']>;

/** A source of the application's own, such as React Native's. */
class Source implements VisibilitySource {
  readonly listeners = new Set<() => void>();
  #state: State = 'visible';

  readonly getState = () => this.#state;

  readonly subscribe = (listener: () => void) => {
    const call = () => listener();
    this.listeners.add(call);
    return () => void this.listeners.delete(call);
  };

  set(state: State): void {
    this.#state = state;
    for (const listener of [...this.listeners]) listener();
  }
}

const pageEvents = ['visibilitychange', 'freeze', 'resume', 'pagehide', 'pageshow'];

/** The browser's page, whose events the test dispatches, and whose listeners it counts. */
class Page {
  listeners = 0;
  state: State = 'visible';
  readonly #restore: (() => void)[] = [];

  constructor() {
    const view = document.defaultView;
    for (const target of [document, view] as (EventTarget | null)[]) if (target) this.#count(target);
    const windowRecord = view as unknown as Record<string, unknown>;
    const { IntersectionObserver } = windowRecord;
    windowRecord['IntersectionObserver'] = FakeIntersectionObserver;
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => (this.state === 'visible' ? 'visible' : 'hidden'),
    });
    this.#restore.push(() => {
      windowRecord['IntersectionObserver'] = IntersectionObserver;
      Reflect.deleteProperty(document, 'visibilityState');
    });
  }

  set(state: State): void {
    const before = this.state;
    this.state = state;
    if (before === 'frozen' && state !== 'frozen') document.dispatchEvent(new Event('resume'));
    document.dispatchEvent(new Event('visibilitychange'));
    if (state === 'frozen') document.dispatchEvent(new Event('freeze'));
  }

  restore(): void {
    for (const restore of this.#restore) restore();
  }

  #count(target: EventTarget): void {
    for (const [name, change] of [
      ['addEventListener', 1],
      ['removeEventListener', -1],
    ] as const) {
      this.#restore.push(
        around(target, name, (call, type) => {
          if (pageEvents.includes(String(type))) this.listeners += change;
          return call();
        }),
      );
    }
  }
}

/** All that hides and shows components. */
export class Screens {
  readonly page = new Page();
  readonly sources = Array.from({ length: SOURCES }, () => new Source());
  /** What was reported last of an element. */
  readonly #reported = new WeakMap<Element, boolean>();

  /** Listeners and observers that others have. */
  get listeners(): number {
    const { active } = FakeIntersectionObserver;
    return (
      this.page.listeners + active.size + this.sources.reduce((sum, { listeners }) => sum + listeners.size, 0)
    );
  }

  /** The browser tells of some elements. */
  report(random: Random): void {
    for (const { elements } of [...FakeIntersectionObserver.active]) {
      for (const element of [...elements]) {
        if (!random.chance(0.6)) continue;
        const isIntersecting = random.chance(0.6);
        this.#reported.set(element, isIntersecting);
        FakeIntersectionObserver.report([element, isIntersecting]);
      }
    }
  }

  turnPage(random: Random): void {
    const state = random.pick(['visible', 'visible', 'visible', 'hidden', 'frozen'] as const);
    if (random.chance(0.3)) this.page.set(state);
    else random.pick(this.sources)?.set(state);
  }

  /** As the page was. */
  restore(): void {
    for (const screen of [this.page, ...this.sources]) screen.set('visible');
    this.page.restore();
  }

  /** Whether it is certain that nobody sees it. */
  hides({ source, element, hasElement }: Mounted): boolean {
    if ((source?.getState() ?? this.page.state) !== 'visible') return true;
    if (element === null) return false;
    if (hasElement && this.#reported.get(element) === false) return true;
    const boxes: Element[] = [];
    for (let box = element.closest('[data-box]'); box; box = box.parentElement?.closest('[data-box]') ?? null)
      boxes.push(box);
    return boxes.some((box) => this.#reported.get(box) === false);
  }
}
