// First: it has to be there before `ably` is imported.
import '../stories/ui/local-ably.js';
import '@fontsource-variable/inter';
import type { Preview } from '@storybook/react-vite';
import '../stories/ui/tokens.css';
import '../stories/ui/base.css';
import '../stories/ui/components.css';
import { clientNames } from '../stories/ui/models-client.js';
import { DocsContainer } from './docs-container.js';

const preview: Preview = {
  globalTypes: {
    client: {
      description: 'The client that the hooks run on',
      toolbar: {
        icon: 'lightning',
        items: Object.entries(clientNames).map(([value, title]) => ({ value, title })),
        dynamicTitle: true,
      },
    },
    theme: {
      description: 'Colour scheme',
      toolbar: {
        icon: 'contrast',
        items: [
          { value: 'system', title: 'System' },
          { value: 'light', title: 'Light' },
          { value: 'dark', title: 'Dark' },
        ],
        dynamicTitle: true,
      },
    },
  },
  initialGlobals: { client: 'ably-models-react', theme: 'system' },
  parameters: {
    layout: 'fullscreen',
    // The page's colours follow the theme.
    backgrounds: { disabled: true },
    a11y: { test: 'error' },
    docs: { container: DocsContainer },
    options: {
      // By what somebody wants to do; a name is found by the search too.
      storySort: {
        order: [
          'Start here',
          'LiveSync',
          'Read a model',
          [
            'defineModel',
            'ModelsProvider',
            'useModel',
            'useSuspenseModel',
            'useModels',
            'ModelView',
            '*',
            'ModelsClient',
            'adaptSdkClient',
          ],
          'Change it',
          ['useOptimistic', '*'],
          'Offline',
          ['Tasks without a network', '*'],
          'The screen decides',
          ['A wall of live cards', '*'],
          'Fast',
          'Look inside',
          'Servers and tests',
          '*',
          'Guide',
          ['Guide', 'Questions', 'Architecture', 'Merge functions', 'Restarts, offline, tabs', '*', 'Readme'],
          'Compare',
          ['State libraries', 'The two clients', '*', 'All figures'],
        ],
      },
    },
  },
  decorators: [
    (Story, { globals }) => {
      document.documentElement.dataset['theme'] = String(globals['theme']);
      return <Story />;
    },
  ],
};

export default preview;
