import { useSyncExternalStore } from 'react';
import { followTheme, getTheme } from '../../.storybook/followed-theme.js';
import { isDark, onDarkChange } from '../../.storybook/themes.js';

/** Whether the page is dark: as the toolbar says, or as the system is. */
export function useIsDark(): boolean {
  const theme = useSyncExternalStore(followTheme, getTheme);
  const isSystemDark = useSyncExternalStore(onDarkChange, isDark);
  return theme === 'system' ? isSystemDark : theme === 'dark';
}
