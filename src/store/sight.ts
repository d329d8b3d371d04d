import { InView } from './in-view.js';
import { allVisible, alwaysVisible, type Visibility } from './visibility.js';

/** A ref as React 17 to 19 have it. */
export interface ElementRef {
  readonly current: Element | null;
}

/** Whether a hook's component can be seen: by the page, by what is around it, by an element of its own. */
export class Sight {
  #page: Visibility | undefined;
  #around: Visibility | undefined;
  #ref: ElementRef | undefined;
  #inView: InView | undefined;
  #isLooking: boolean;
  #visibility = alwaysVisible;

  /** @param isLooking whether the component is claiming already */
  constructor(isLooking = false) {
    this.#isLooking = isLooking;
  }

  /**
   * Goes by these from now on. To be called after each commit, which may have brought another element.
   *
   * @returns the same as long as it goes by the same
   */
  by(page: Visibility, around: Visibility | undefined, ref: ElementRef | undefined): Visibility {
    const isOther =
      page !== this.#page || around !== this.#around || (ref === undefined) !== (this.#ref === undefined);
    this.#page = page;
    this.#around = around;
    this.#ref = ref;
    if (isOther) {
      const own = ref && (this.#inView ??= new InView());
      const parts = [page, around, own].filter((part) => part !== undefined);
      this.#visibility = parts.length === 1 ? page : allVisible(...parts);
    }
    if (this.#isLooking) this.look();
    // Nobody looks, as with `enabled: false`: what is seen meanwhile is not known when somebody does again.
    else this.#inView?.forget();
    return this.#visibility;
  }

  /** Looks at the element, from the first claim on: what is below the fold would attach until the browser reports it. */
  look(): void {
    this.#isLooking = true;
    if (this.#ref === undefined) this.#inView?.stop();
    else this.#inView?.follow(this.#ref.current);
  }

  /** Looks no more, and keeps what it knows. */
  stop(): void {
    this.#isLooking = false;
    this.#inView?.stop();
  }
}
