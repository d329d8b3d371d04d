import { expect, it, onTestFinished, vi } from 'vitest';
import { commands } from 'vitest/browser';
import { pageVisibility } from '../../src/store/page-visibility.js';
import { WAIT } from '../wait.js';

it('is hidden with a page in Chromium, and visible with it', async () => {
  onTestFinished(() => commands.showPage());
  const heard: string[] = [];
  onTestFinished(pageVisibility.subscribe(() => heard.push(pageVisibility.getState())));
  expect(pageVisibility.getState()).toBe('visible');
  await commands.hidePage();
  await vi.waitFor(() => expect(heard).toEqual(['hidden']), WAIT);
  await commands.showPage();
  await vi.waitFor(() => expect(heard).toEqual(['hidden', 'visible']), WAIT);
});
