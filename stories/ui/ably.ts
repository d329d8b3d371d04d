import { localAblyOptions } from './local-ably.js';
import type { ClientOptions } from 'ably';

/** Put here by `.storybook/main.ts`; empty but in development, with a key in the environment. */
declare const ABLY_API_KEY: string;

const key = ABLY_API_KEY;

/** Whether the page brings its own Ably, which can be slowed down and cut off. */
export const isAblyLocal = key === '';

/** How to reach Ably: the one of this page, or with a key Ably itself. */
export const ablyOptions = (): ClientOptions => (isAblyLocal ? localAblyOptions() : { key });
