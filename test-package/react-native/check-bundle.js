const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');

// A bundle for development names its modules.
const modules = [...readFileSync('bundle.js', 'utf8').matchAll(/"node_modules\/([^"]+\.js)"/g)].map(
  ([, name]) => name,
);
for (const name of [
  'ably-models-react/dist/index.js',
  'ably-models-react/dist/merge/index.js',
  'ably-models-react/dist/persist/index.js',
  // Of the condition `react-native`.
  'ably/build/ably-reactnative.js',
  'use-sync-external-store/shim/index.native.js',
])
  assert(modules.includes(name), `the bundle should have ${name}`);
const unused = modules.filter((name) => /^ably-models-react\/dist\/(local-ably|testing|sdk)\//.test(name));
assert.deepEqual(unused, [], 'the bundle has what the application does not import');
