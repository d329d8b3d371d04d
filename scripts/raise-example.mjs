/** Has the example ask for the version of this package that `changeset version` has just set. */
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../examples/livesync/package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const example = readFileSync(path, 'utf8');
writeFileSync(path, example.replace(/("ably-models-react": ")[^"]*/, `$1^${version}`));
