/** Made by `.storybook/reference-plugin.ts` from the sources of the package. */
declare module 'virtual:reference' {
  const reference: unknown;
  export default reference;
}
