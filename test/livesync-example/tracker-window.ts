import { chromium, type Browser, type Locator, type Page } from 'playwright';
import { findChromium, launchFlags } from '../../scripts/chromium.mjs';

export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({ args: launchFlags(), ...(executablePath !== undefined && { executablePath }) });
}

/** A change as a window has asked the server for it. */
export interface Sent {
  readonly mutationId: string;
  readonly name: string;
}

/** The window of one member, with a storage of its own: what the eye sees there, and what hands do. */
export class TrackerWindow {
  readonly page: Page;
  /** Every request to the API, by its path. */
  readonly asked: string[] = [];
  /** Every request for a change, in order. */
  readonly sent: Sent[] = [];
  /** What the console was told that nobody wants to read there. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.stack ?? error.message));
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/api/')) this.asked.push(pathname);
      if (request.method() === 'POST' && pathname.endsWith('/mutations'))
        this.sent.push(request.postDataJSON() as Sent);
    });
  }

  /** Chooses a project. */
  async choose(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Projects' }).getByRole('link', { name }).click();
    await this.page.getByRole('heading', { level: 1, name }).waitFor({ state: 'attached' });
  }

  /** Which column each issue is in, as in `doing: Order eight desks`. */
  issues(): Promise<string[]> {
    return this.page.locator('[data-issue]').evaluateAll((cards) =>
      cards.map((card) => {
        const column = card.closest('section')?.querySelector('h2')?.firstChild?.textContent ?? '';
        return `${column.trim().toLowerCase()}: ${card.querySelector('.card__title')?.textContent ?? ''}`;
      }),
    );
  }

  /** The issues that are said to wait. */
  waiting(): Promise<string[]> {
    return this.page
      .locator('[data-issue]')
      .filter({ hasText: 'Waits to be sent' })
      .locator('.card__title')
      .allTextContents();
  }

  /** The words of the status line. */
  status(): Promise<string[]> {
    return this.page.locator('.statement').allTextContents();
  }

  failures(): Locator {
    return this.page.getByRole('log', { name: 'Not saved' }).getByRole('article');
  }

  async setOffline(isOffline: boolean): Promise<void> {
    await this.page.getByRole('switch', { name: 'Offline' }).setChecked(isOffline);
  }

  async add(title: string): Promise<void> {
    const field = this.page.getByRole('textbox', { name: 'New issue', exact: true });
    await field.fill(title);
    await field.press('Enter');
  }

  async move(title: string, status: 'Todo' | 'Doing' | 'Done'): Promise<void> {
    await this.page.getByLabel(`Status of “${title}”`).selectOption(status);
  }

  async rename(title: string, next: string): Promise<void> {
    await this.page.getByRole('button', { name: `Edit the title of “${title}”` }).click();
    const field = this.page.getByRole('textbox', { name: `Title of “${title}”` });
    await field.fill(next);
    await field.press('Enter');
  }

  /** Lets no change reach the server, until the returned function is called. */
  async holdChanges(): Promise<() => void> {
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    await this.page.route('**/mutations', async (route) => {
      await released;
      await route.continue();
    });
    return release;
  }
}

/** Opens the tracker for a member. Closed with the browser. */
export async function openWindow(browser: Browser, url: string, member: string): Promise<TrackerWindow> {
  const context = await browser.newContext();
  const opened = new TrackerWindow(await context.newPage());
  await opened.page.goto(`${url}?member=${member}`);
  return opened;
}
