import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ModelsDevtools } from 'ably-models-react/devtools';
import { createTestModels } from 'ably-models-react/testing';
import { devtools, hosts, panelOpened } from './stage.js';

describe('The devtools where a script can make no style sheet', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('have a <style> in their shadow root, and take it away again', async () => {
    class Illegal {
      constructor() {
        throw new TypeError('Illegal constructor');
      }
    }
    vi.stubGlobal('CSSStyleSheet', Illegal);
    const models = createTestModels({});
    render(<ModelsDevtools initialIsOpen />, { wrapper: models.wrapper, reactStrictMode: true });
    await panelOpened();
    const styles = () => [...(hosts()[0]?.shadowRoot?.querySelectorAll('style') ?? [])];
    expect(styles().map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('.open'),
      expect.stringContaining('.panel'),
    ]);
    await userEvent.click(devtools().getByRole('button', { name: 'Close the devtools' }));
    expect(styles()).toHaveLength(1);
  });
});
