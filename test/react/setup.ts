import './require-react.js';
import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';
import { WAIT } from '../wait.js';

configure({ asyncUtilTimeout: WAIT.timeout });

// Testing Library does this by itself only where test functions are globals.
afterEach(cleanup);
