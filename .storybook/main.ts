import type { StorybookConfig } from '@storybook/react-vite';
import { referencePlugin } from './reference-plugin.js';

/** For `npm start` alone: a static build shows a key to everybody, and tests need no account. */
function ablyKeyFor(configType: string | undefined): string {
  const isPlayground = configType === 'DEVELOPMENT' && process.env['VITEST'] === undefined;
  return (isPlayground && process.env['ABLY_API_KEY']) || '';
}

const config: StorybookConfig = {
  framework: { name: '@storybook/react-vite', options: { strictMode: true } },
  stories: ['../stories/**/*.mdx', '../stories/**/*.stories.tsx'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  // The tables of props are made from the types, see reference-plugin.ts.
  typescript: { reactDocgen: false },
  features: { sidebarOnboardingChecklist: false },
  viteFinal: (config, { configType }) => ({
    ...config,
    plugins: [...(config.plugins ?? []), referencePlugin()],
    define: { ...config.define, ABLY_API_KEY: JSON.stringify(ablyKeyFor(configType)) },
  }),
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
};

export default config;
