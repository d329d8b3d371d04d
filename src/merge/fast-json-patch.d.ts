/** Its one file that we load: the package's own entry brings along what watches objects for changes. */
declare module 'fast-json-patch/module/core.mjs' {
  export { applyOperation } from 'fast-json-patch';
}
