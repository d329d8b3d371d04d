'use client';

/** From here, and once: bundlers repeat the bridge to a CommonJS module in each file that imports one. */
export { useSyncExternalStore } from 'use-sync-external-store/shim';
