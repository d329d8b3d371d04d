import { addons } from 'storybook/manager-api';
import './models-panel.js';
import { isDark, themes } from './themes.js';

addons.setConfig({
  theme: isDark() ? themes.dark : themes.light,
  // The stories bring their own controls; `A` shows the panel with the steps of a play function.
  layout: { showPanel: false },
});
