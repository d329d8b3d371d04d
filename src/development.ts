/**
 * Whether to look for faults that cost time to find. Bundlers put a word in the place of `process.env.NODE_ENV`,
 * and drop from a production bundle what only runs where this is true.
 */
export const isDevelopment: boolean = process.env.NODE_ENV !== 'production';
