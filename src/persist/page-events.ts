/** What persistence needs to know of the page that it runs in; in a worker, a server or a native application, of none. */
export class PageEvents {
  readonly #end = new AbortController();
  #stopWarning: AbortController | undefined;

  /**
   * @param on.hidden the page may never be seen again
   * @param on.left it is left: for good, or for the back/forward cache, which takes no page that holds a lock; or it is
   *   frozen, and would hold the lock without sending anything
   * @param on.returned it has come back from there
   * @param on.network it came or went
   */
  constructor(on: Readonly<Record<'hidden' | 'left' | 'returned' | 'network', () => void>>) {
    const { signal } = this.#end;
    if (typeof document !== 'undefined') {
      const whenHidden = () => {
        if (document.visibilityState === 'hidden') on.hidden();
      };
      document.addEventListener('visibilitychange', whenHidden, { signal });
      document.addEventListener('freeze', on.left, { signal });
      document.addEventListener('resume', on.returned, { signal });
    }
    if (typeof addEventListener === 'undefined') return;
    addEventListener('pagehide', on.hidden, { signal });
    addEventListener('pagehide', on.left, { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && on.returned(), { signal });
    addEventListener('online', on.network, { signal });
    addEventListener('offline', on.network, { signal });
  }

  /** Whether the browser believes that there is a network; Node and React Native, which believe nothing, are taken to have one. */
  readonly hasNetwork = (): boolean =>
    typeof navigator === 'undefined' || (navigator as Partial<Navigator>).onLine !== false;

  /** Calls back when the page has nothing better to do, within a second. */
  readonly whenIdle = (callback: () => void): void => {
    if (typeof requestIdleCallback === 'undefined') callback();
    else requestIdleCallback(callback, { timeout: 1_000 });
  };

  /** Has the browser ask before it closes the page. A page that always asks is never kept for the way back. */
  warnBeforeUnload(isWarning: boolean): void {
    if (!isWarning) {
      this.#stopWarning?.abort();
      this.#stopWarning = undefined;
    } else if (this.#stopWarning === undefined && typeof addEventListener !== 'undefined') {
      this.#stopWarning = new AbortController();
      const { signal } = this.#stopWarning;
      addEventListener('beforeunload', (event) => event.preventDefault(), { signal });
    }
  }

  close(): void {
    this.#end.abort();
    this.warnBeforeUnload(false);
  }
}
