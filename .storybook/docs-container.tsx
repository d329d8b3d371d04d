import { DocsContainer as Container, type DocsContainerProps } from '@storybook/addon-docs/blocks';
import { useSyncExternalStore, type PropsWithChildren } from 'react';
import { followTheme, getTheme } from './followed-theme.js';
import { isDark, onDarkChange, themes } from './themes.js';

/** A page of documentation, in the colours that the stories have. */
export function DocsContainer({ children, ...props }: PropsWithChildren<DocsContainerProps>) {
  const theme = useSyncExternalStore(followTheme, getTheme);
  const isSystemDark = useSyncExternalStore(onDarkChange, isDark);
  const scheme = theme === 'system' ? (isSystemDark ? 'dark' : 'light') : theme;
  return (
    <Container {...props} theme={themes[scheme]}>
      <main>{children}</main>
    </Container>
  );
}
