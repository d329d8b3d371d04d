import type { Page } from 'playwright';

/** A post as it is on the screen. */
export interface Picture {
  readonly title: string;
  readonly comments: readonly string[];
}

export interface OutboxPicture {
  readonly state: string | undefined;
  /** Mutation ids in the order in which they are to be sent. */
  readonly queue: readonly (string | undefined)[];
  readonly areStored: boolean;
  /** Whether all models of the page have caught up: a state that is kept before may lack something, and is read anew. */
  readonly hasCaughtUp: boolean;
  /** Whether the backend has all of them. */
  readonly areAcknowledged: boolean;
}

declare global {
  interface Window {
    /** Of each post, all different ones that the page has shown, in order; set by `watchPictures`. */
    pictures: Record<string, Picture[]>;
    takePictures: () => Record<string, Picture>;
    /** The page's own: `flush` of what `persistModels` gave. */
    flush: () => Promise<void>;
  }
}

/** Runs in each page before its own scripts, and takes a picture of each post before the browser can have painted it. */
export function watchPictures(): void {
  window.pictures = {};
  window.takePictures = () =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>('[data-post]')].flatMap((post) => {
        const title = post.querySelector('h2')?.textContent;
        if (title == null) return [];
        const comments = [...post.querySelectorAll('li span')].map((comment) => comment.textContent);
        return [[post.dataset['post'] ?? '', { title, comments }]];
      }),
    );
  new MutationObserver(() => {
    for (const [id, picture] of Object.entries(window.takePictures())) {
      const taken = (window.pictures[id] ??= []);
      if (JSON.stringify(taken.at(-1)) !== JSON.stringify(picture)) taken.push(picture);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/** One tab, and the hands and eyes of who sits before it. */
export class Tab {
  readonly #page: Page;
  readonly name: string;

  constructor(page: Page, name: string) {
    this.#page = page;
    this.name = name;
  }

  /** The posts that are on screen, by id. */
  posts(): Promise<Record<string, Picture>> {
    return this.#page.evaluate(() => window.takePictures());
  }

  /** All different pictures of a post that this page has shown since it was opened, in order. */
  everShown(postId: string): Promise<Picture[]> {
    return this.#page.evaluate((id) => window.pictures[id] ?? [], postId);
  }

  /** Has the states kept, which is else done within a few seconds. */
  async flush(): Promise<void> {
    await this.#page.evaluate(() => window.flush());
  }

  outbox(): Promise<OutboxPicture> {
    return this.#page.evaluate(() => {
      const outbox = document.querySelector<HTMLElement>('[aria-label=Outbox]');
      const rows = [...document.querySelectorAll<HTMLElement>('[data-mutation]')];
      return {
        state: outbox?.dataset['state'],
        queue: rows.map(({ dataset }) => dataset['mutation']),
        areStored: outbox?.dataset['unsaved'] === '0',
        hasCaughtUp: outbox?.dataset['caughtUp'] === 'true',
        areAcknowledged: rows.every(({ dataset }) => dataset['status'] === 'acknowledged'),
      };
    });
  }

  /** Types into a field of a post, and saves. @returns the post in the next frame */
  async change(postId: string, field: 'title' | 'comment', text: string): Promise<Picture | undefined> {
    const input = this.#page.locator(`[data-post="${postId}"]`).getByLabel(`New ${field}`);
    await input.fill(text);
    const nextFrame = this.#page.evaluate(
      (id) =>
        new Promise<Picture | undefined>((resolve) => {
          const look = () => requestAnimationFrame(() => resolve(window.takePictures()[id]));
          document.addEventListener('submit', look, { once: true, capture: true });
        }),
      postId,
    );
    await input.press('Enter');
    return nextFrame;
  }

  /** Until the storage has all that was changed. */
  async stored(): Promise<void> {
    await this.#page.waitForSelector('[aria-label=Outbox][data-unsaved="0"]');
  }

  async reload(): Promise<void> {
    await this.#page.reload();
  }

  async close(): Promise<void> {
    await this.#page.close();
  }

  async screenshot(path: string): Promise<void> {
    await this.#page.screenshot({ path, fullPage: true });
  }
}
