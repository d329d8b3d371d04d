/** Made by `.storybook/reference-plugin.ts` from the sources of the package. */
declare module 'virtual:reference' {
  export const reference: import('../../.storybook/read-reference.js').Reference;
}
