'use client';

import { createContext } from 'react';
import type { Visibility } from '../store/visibility.js';

/** Whether somebody can see what is here, as far as the components above can tell; `undefined` where none does. */
export const VisibilityContext = createContext<Visibility | undefined>(undefined);
