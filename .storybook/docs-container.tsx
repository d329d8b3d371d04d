import { DocsContainer as Container, type DocsContainerProps } from '@storybook/addon-docs/blocks';
import type { PropsWithChildren } from 'react';
import '../stories/docs/docs.css';
import { useIsDark } from '../stories/docs/use-is-dark.js';
import { themes } from './themes.js';

/** A page of documentation, in the colours that the stories have. */
export function DocsContainer({ children, ...props }: PropsWithChildren<DocsContainerProps>) {
  const isDark = useIsDark();
  return (
    <Container {...props} theme={isDark ? themes.dark : themes.light}>
      <main>{children}</main>
    </Container>
  );
}
