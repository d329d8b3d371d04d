import { describe, expect, it } from 'vitest';
import { renderPage } from '../../stories/opening/site/page.js';

/** What is left of a page where no script runs. */
const textOf = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('The first page of the static playground', () => {
  const html = renderPage();

  it('can be read before its script is there', () => {
    const text = textOf(html);
    expect(text).toContain('A model is data of your database');
    expect(text).toContain('useOptimistic');
    expect(text).toContain('Nothing is on its way');
  });

  it('offers nothing to press before something would happen', () => {
    const buttons = html.match(/<button[^>]*>/g) ?? [];
    expect(buttons).toHaveLength(3);
    expect(buttons.filter((button) => !button.includes('disabled'))).toEqual([]);
  });

  it('leads into Storybook, which stands beneath it, from wherever both are served', () => {
    const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href);
    expect(links).toContain('./stories/?path=/docs/read-a-model-usemodel--docs');
    expect(links).toContain('./stories/?path=/story/livesync--overview');
    expect(links.filter((href) => !href.startsWith('./stories/?path=/'))).toEqual([]);
  });
});
