export { ModelsDevtools } from './models-devtools.js';
export type { ModelsDevtoolsProps } from './devtools.js';
