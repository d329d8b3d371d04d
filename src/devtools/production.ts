export { ModelsDevtools } from './models-devtools-always.js';
export type { ModelsDevtoolsProps } from './devtools.js';
