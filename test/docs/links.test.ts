import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slugOf } from '../../stories/docs/documents.js';
import { documents, root } from './blocks.js';

const withoutBlocks = (text: string) => text.replace(/^( *)```[\s\S]*?^\1```$/gm, '');

/** Where links of a page lead, and its pictures; those to other sites are not followed. */
function targetsIn(text: string): readonly string[] {
  const prose = withoutBlocks(text);
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g), ...prose.matchAll(/ (?:src|srcset|href)="([^"]+)"/g)];
  return links.map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors that GitHub and npm give to the headings of a page. */
const anchorsIn = (text: string): readonly string[] =>
  [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => slugOf(heading));

/** Those that lead nowhere. @param document path from the root */
function deadIn(document: string, text: string): readonly string[] {
  return targetsIn(text).filter((target) => {
    const [path = '', anchor] = target.split('#');
    const file = join(root, dirname(document), path);
    if (!existsSync(file)) return true;
    if (anchor === undefined) return false;
    return !anchorsIn(path === '' ? text : readFileSync(file, 'utf8')).includes(anchor);
  });
}

describe('the links', () => {
  it.each([...documents, 'examples/livesync/README.md', 'stories/docs/documents/state-libraries.md'])(
    'of %s lead somewhere',
    (document) => {
      expect(deadIn(document, readFileSync(join(root, document), 'utf8'))).toEqual([]);
    },
  );

  it('are found dead where the page, the heading or the picture is missing', () => {
    const text = `
# Is it \`dead\`?

[here](#is-it-dead) [the guide](guide.md#draw-the-channels) [elsewhere](https://ably.com#nothing)
[no page](nowhere.md) [no heading](guide.md#nothing) [nor here](#nothing)
<img src="images/none.webp">
`;
    expect(deadIn('docs/made-up.md', text)).toEqual([
      'nowhere.md',
      'guide.md#nothing',
      '#nothing',
      'images/none.webp',
    ]);
  });
});
