import type { BrowserContext, CDPSession, Page } from 'playwright';
import type { BrowserCommand } from 'vitest/node';

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** Hides the page for real, as minimising its window does. Timers of a hidden page run once a second at most. */
    hidePage: () => Promise<void>;
    showPage: () => Promise<void>;
  }
}

/** As much as is needed of Playwright's own connection to a page. */
interface PlaywrightInternals {
  readonly _connection: {
    toImpl(page: Page): {
      readonly delegate: {
        readonly _mainFrameSession: { readonly _client: Pick<CDPSession, 'send'> };
      };
    };
  };
}

/**
 * Playwright makes every page believe that it has the focus, and a page with the focus is never hidden. Each
 * connection to a page has that setting for itself: a CDP session of ours cannot take Playwright's back.
 */
async function setFocusEmulation(page: Page, enabled: boolean): Promise<void> {
  const { _connection: connection } = page as unknown as PlaywrightInternals;
  const { _client: client } = connection.toImpl(page).delegate._mainFrameSession;
  await client.send('Emulation.setFocusEmulationEnabled', { enabled });
}

async function setWindowState(page: Page, context: BrowserContext, windowState: 'normal' | 'minimized') {
  const session = await context.newCDPSession(page);
  const { windowId } = await session.send('Browser.getWindowForTarget');
  await session.send('Browser.setWindowBounds', { windowId, bounds: { windowState } });
  await session.detach();
}

const hidePage: BrowserCommand = async ({ page, context }) => {
  await setFocusEmulation(page, false);
  await setWindowState(page, context, 'minimized');
};

const showPage: BrowserCommand = async ({ page, context }) => {
  await setWindowState(page, context, 'normal');
  await setFocusEmulation(page, true);
};

/** What tests in a browser can do to their page: `import { commands } from 'vitest/browser'`. */
export const pageCommands = { hidePage, showPage };
