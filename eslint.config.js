import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Lower layers first: each may import what stands before it, never what stands after. */
const layers = ['channel', 'model', 'client', 'store', 'react'];

/** What may not be imported from where; the picture is in docs/architecture.md. */
const importDirections = [
  ...layers.map((layer, index) => ({
    target: `./src/${layer}`,
    from: [...layers.slice(index + 1), 'sdk', 'persist'].map((above) => `./src/${above}`),
    message: `${layer} may only import what lies beneath it (${layers.slice(0, index).join(', ') || 'nothing'})`,
  })),
  {
    target: './src/sdk',
    from: './src/client',
    except: ['./live-client.ts'],
    message: 'the SDK adapter stands beside the client, behind the same port',
  },
  {
    target: './src/sdk',
    from: ['store', 'react'].map((above) => `./src/${above}`),
    message: 'the SDK adapter knows nothing of who uses it',
  },
  {
    target: './src/hydration',
    from: ['./src/channel', './src/sdk', './src/persist'],
    message: 'hydration hands states to the models of whichever client there is',
  },
  {
    target: './src/hydration',
    from: './src/client',
    except: ['./live-client.ts'],
    message: 'hydration stands beside the client, behind the same port',
  },
  {
    target: [...layers, 'sdk', 'persist'].map((layer) => `./src/${layer}`),
    from: './src/hydration',
    message: 'no application should carry hydration that does not use it',
  },
  {
    target: './src/merge',
    from: './src/model',
    // Pure, and without imports of their own: two copies of them would come to differ.
    except: ['./event.ts', './merge-handlers.ts', './share-structure.ts'],
    message: 'merge functions know events and states, and nothing of the model that runs them',
  },
  {
    target: './src/merge',
    from: ['channel', 'client', 'store', 'react', 'sdk', 'persist', 'hydration', 'local-ably'].map(
      (other) => `./src/${other}`,
    ),
    message: 'merge functions know events and states, and nothing of the model that runs them',
  },
  {
    target: [...layers, 'sdk', 'persist', 'hydration', 'local-ably'].map((layer) => `./src/${layer}`),
    from: './src/merge',
    message: 'no application should carry ready merge functions that does not use them',
  },
  {
    target: [...layers, 'sdk', 'persist', 'hydration', 'merge', 'local-ably'].map(
      (layer) => `./src/${layer}`,
    ),
    from: './src/testing',
    message: 'what tests are made with is not for applications',
  },
  {
    target: [...layers, 'sdk', 'persist', 'hydration', 'merge', 'local-ably', 'testing'].map(
      (layer) => `./src/${layer}`,
    ),
    from: './src/devtools',
    message: 'no application should carry the devtools that does not ask for them',
  },
  {
    target: './src/devtools',
    from: ['sdk', 'persist', 'hydration', 'merge', 'local-ably', 'testing'].map((other) => `./src/${other}`),
    message: 'the devtools look into the models of whichever client there is',
  },
  {
    target: './src/devtools',
    from: './src/client',
    except: ['./live-client.ts'],
    message: 'the devtools stand beside the client, behind the same port',
  },
  {
    target: './src/testing',
    from: ['channel', 'sdk', 'persist', 'hydration', 'merge'].map((layer) => `./src/${layer}`),
    message: 'tests run on the real client, and put a connection beneath it',
  },
  {
    target: './src/local-ably',
    from: [...layers, 'sdk', 'persist', 'hydration'].map((layer) => `./src/${layer}`),
    message: 'the local server knows the protocol only, not the package that it is used to test',
  },
  {
    target: [...layers, 'sdk', 'persist', 'hydration', 'testing'].map((layer) => `./src/${layer}`),
    from: './src/local-ably',
    message: 'no application should carry the local server',
  },
  {
    target: [...layers, 'sdk', 'persist', 'hydration', 'merge', 'testing', 'devtools'].map(
      (layer) => `./src/${layer}`,
    ),
    from: './src/index.ts',
    message: 'import the file that owns the name, not the barrel',
  },
];

export default defineConfig(
  globalIgnores(['dist', '.bench', 'playground-static', 'node_modules', 'coverage']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'scripts/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: importDirections }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'list every exported name' },
      ],
    },
  },
  { files: ['**/*.{ts,tsx}'], ...reactHooks.configs.flat['recommended-latest'] },
  {
    files: ['src/**'],
    ignores: ['src/channel/**', 'src/local-ably/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: [{ name: 'ably', message: 'only src/channel talks to ably', allowTypeImports: true }] },
      ],
    },
  },
  {
    // Storybook and the tools want default exports.
    files: ['stories/**', '.storybook/**', '**/*.config.{ts,js}'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    files: ['scripts/**', '*.config.{ts,js}', 'bench/**', 'src/local-ably/**', 'test/**', '.storybook/**'],
    languageOptions: { globals: { ...globals.node } },
  },
  // A sync function is a promise by contract, however little there is to await in a test.
  { files: ['test/**', 'stories/**'], rules: { '@typescript-eslint/require-await': 'off' } },
  // The projects of test-package have their dependencies only where they are installed.
  { files: ['**/*.{js,mjs}', 'test-package/**'], ...tseslint.configs.disableTypeChecked },
  {
    // Named by the tools that load them: Next.js wants default exports, React Native's tools CommonJS.
    files: ['test-package/**'],
    languageOptions: { globals: { ...globals.node } },
    rules: { 'import-x/no-default-export': 'off', '@typescript-eslint/no-require-imports': 'off' },
  },
);
