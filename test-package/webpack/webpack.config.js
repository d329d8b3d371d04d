import { fileURLToPath } from 'node:url';

export default {
  mode: 'production',
  entry: './main.tsx',
  output: { path: fileURLToPath(new URL('public', import.meta.url)), filename: 'main.js' },
  resolve: { extensions: ['.ts', '.tsx', '.js'] },
  module: { rules: [{ test: /\.tsx?$/, loader: 'esbuild-loader', options: { jsx: 'automatic' } }] },
  performance: { hints: false },
};
