import { create } from 'storybook/theming';

/** As `stories/ui/tokens.css` has them; Storybook computes with colours, and knows no custom properties. */
const shared = {
  brandTitle: 'ably-models-react',
  brandUrl: './',
  brandTarget: '_self',
  fontBase: "'Inter Variable', system-ui, sans-serif",
  fontCode: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  appBorderRadius: 10,
  inputBorderRadius: 6,
} as const;

/** Of the sidebar and of the pages of documentation. */
export const themes = {
  light: create({
    ...shared,
    base: 'light',
    colorPrimary: '#4f55d8',
    colorSecondary: '#4a4fd0',
    appBg: '#f7f7f8',
    appContentBg: '#ffffff',
    appPreviewBg: '#f7f7f8',
    appBorderColor: '#e4e5e9',
    barBg: '#ffffff',
    barTextColor: '#5a5f6b',
    barSelectedColor: '#4a4fd0',
    barHoverColor: '#4a4fd0',
    textColor: '#17181c',
    textMutedColor: '#5a5f6b',
  }),
  dark: create({
    ...shared,
    base: 'dark',
    colorPrimary: '#9aa0ff',
    colorSecondary: '#9aa0ff',
    appBg: '#0b0c0f',
    appContentBg: '#141519',
    appPreviewBg: '#0b0c0f',
    appBorderColor: '#25272c',
    barBg: '#141519',
    barTextColor: '#9ea4b1',
    barSelectedColor: '#9aa0ff',
    barHoverColor: '#9aa0ff',
    textColor: '#eeeff2',
    textMutedColor: '#9ea4b1',
    textInverseColor: '#17181c',
    inputBg: '#1b1d22',
    inputBorder: '#3a3d45',
    inputTextColor: '#eeeff2',
  }),
};

const prefersDark = matchMedia('(prefers-color-scheme: dark)');

/** Whether the system is dark. */
export const isDark = (): boolean => prefersDark.matches;

export function onDarkChange(listener: () => void): () => void {
  prefersDark.addEventListener('change', listener);
  return () => prefersDark.removeEventListener('change', listener);
}
