'use client';

import { createDevtools } from './devtools.js';

/** As that of `ably-models-react/devtools`, and there in production too. */
export const ModelsDevtools = createDevtools(() => import('./panel/panel.js'));
