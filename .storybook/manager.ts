import { addons } from 'storybook/manager-api';
import { create } from 'storybook/theming';
import './models-panel.js';

addons.setConfig({
  theme: create({ base: 'light', brandTitle: 'ably-models-react' }),
  // The stories bring their own controls; `A` shows the panel with the steps of a play function.
  showPanel: false,
});
