import { addons } from 'storybook/manager-api';
import './models-panel.js';
import { isDark, themes } from './themes.js';

addons.setConfig({
  theme: isDark() ? themes.dark : themes.light,
  // The stories bring their own controls; Alt+A shows the panels: the story's models, and the steps of its play function.
  layout: { showPanel: false },
});
