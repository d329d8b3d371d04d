import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ModelsDevtools } from 'ably-models-react/devtools';
import { createTestModels } from 'ably-models-react/testing';
import { createDevtools } from '../../src/devtools/devtools.js';
import type { PanelProps } from '../../src/devtools/panel/panel.js';
import { devtools, eventually, focused, hosts, panelOpened } from './stage.js';

describe('The devtools where a script can make no style sheet', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('have a <style> in their shadow root, and take it away again', async () => {
    vi.stubGlobal('CSSStyleSheet', function Illegal() {
      throw new TypeError('Illegal constructor');
    });
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

describe('The devtools that fail', () => {
  afterEach(() => void vi.restoreAllMocks());

  const alert = () => eventually(() => devtools().getByRole('alert'));
  const press = (name: string) => userEvent.click(devtools().getByRole('button', { name }));

  function open(loadPanel: Parameters<typeof createDevtools>[0]) {
    vi.spyOn(console, 'error').mockReturnValue();
    const Devtools = createDevtools(loadPanel);
    const models = createTestModels({});
    render(
      <>
        <p>The application</p>
        <Devtools />
      </>,
      { wrapper: models.wrapper, reactStrictMode: true },
    );
    return press('Models');
  }

  it('to load leave the application alone, say why, and load anew when they are opened again', async () => {
    const loadPanel = vi
      .fn<Parameters<typeof createDevtools>[0]>()
      .mockRejectedValueOnce(new Error('no such chunk'))
      .mockImplementation(() => import('../../src/devtools/panel/panel.js'));
    await open(loadPanel);
    expect((await alert()).textContent).toContain('no such chunk');
    expect(screen.getByText('The application')).toBeDefined();
    expect(focused()).toBe(devtools().getByRole('button', { name: 'Close' }));
    await press('Close');
    expect(focused()).toBe(devtools().getByRole('button', { name: 'Models' }));
    await press('Models');
    await panelOpened();
    expect(loadPanel).toHaveBeenCalledTimes(2);
  });

  it('to render leave the application alone, and may be opened again', async () => {
    let isBroken = true;
    function Panel(_: PanelProps) {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- a getter of the application's may throw anything
      if (isBroken) throw 'a getter';
      return <p>The panel</p>;
    }
    await open(() => Promise.resolve({ Panel }));
    expect((await alert()).textContent).toContain('a getter');
    expect(screen.getByText('The application')).toBeDefined();
    await press('Close');
    isBroken = false;
    await press('Models');
    await eventually(() => expect(devtools().getByText('The panel')).toBeDefined());
  });
});
