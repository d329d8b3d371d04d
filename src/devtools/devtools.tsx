'use client';

import {
  lazy,
  Suspense,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ComponentType,
  type ReactElement,
} from 'react';
import { createPortal } from 'react-dom';
import { ModelsError } from '../errors.js';
import { assertKnownOptions } from '../options.js';
import { ModelsContext } from '../react/models-context.js';
import { toLiveClient, type ProvidedClient } from '../react/to-live-client.js';
import { useSyncExternalStore } from '../react/use-external-store.js';
import { Boundary } from './boundary.js';
import { buttonStyles } from './button-styles.js';
import { isolated } from './isolated.js';
import { createMount, type Mounted } from './mount.js';
import type { PanelProps } from './panel/panel.js';
import { useStyles } from './use-styles.js';

export interface ModelsDevtoolsProps {
  /** Whose models to show. Default: the client of the `<ModelsProvider>` around. */
  readonly client?: ProvidedClient;
  /** Whether the panel is open at first. Default false. */
  readonly initialIsOpen?: boolean;
  /** Where the button floats. Default `'bottom-right'`. */
  readonly buttonPosition?: 'bottom-left' | 'bottom-right';
  /** Default `'system'`, which follows `prefers-color-scheme`. */
  readonly theme?: 'system' | 'light' | 'dark';
}

const propNames = ['client', 'initialIsOpen', 'buttonPosition', 'theme'] as const;

type PanelComponent = ComponentType<PanelProps>;
type LoadPanel = () => Promise<{ readonly Panel: PanelComponent }>;

/** Makes `ModelsDevtools`, of whatever loads the panel: where that is an `import()` in dead code, bundlers see none. */
export function createDevtools(loadPanel: LoadPanel) {
  return function ModelsDevtools(props: ModelsDevtoolsProps): ReactElement | null {
    return useDevtools(props, loadPanel);
  };
}

function useDevtools(props: ModelsDevtoolsProps, loadPanel: LoadPanel): ReactElement | null {
  assertKnownOptions('render <ModelsDevtools>', props, propNames);
  const context = useContext(ModelsContext);
  const { client, initialIsOpen = false } = props;
  // Not in the overlay: another client brings another shadow root, and with it another overlay.
  const [isOpen, setOpen] = useState(initialIsOpen);
  const live = client ? toLiveClient(client) : 'live' in context ? context.live : undefined;
  if (live === undefined) {
    const why = 'there is no <ModelsProvider> above it, and it was given no `client`';
    throw new ModelsError('invalid-options', `unable to use <ModelsDevtools>; ${why}`);
  }
  const mount = useMemo(() => createMount(live), [live]);
  const mounted = useSyncExternalStore(mount.subscribe, mount.getSnapshot, () => undefined);
  if (mounted === undefined) return null;
  return createPortal(<Overlay {...props} {...mounted} {...{ loadPanel, isOpen, setOpen }} />, mounted.root);
}

interface OverlayProps extends ModelsDevtoolsProps, Mounted {
  readonly loadPanel: LoadPanel;
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
}

function Overlay({
  loadPanel,
  isOpen,
  setOpen,
  source,
  buttonPosition = 'bottom-right',
  theme = 'system',
}: OverlayProps) {
  /** Whether it is open because somebody has opened it: only then may it take the focus. */
  const [isAskedFor, setAskedFor] = useState(false);
  // One for each opening: what has failed to load once fails for ever.
  const Panel = useMemo(
    () => (isOpen ? lazy(async () => ({ default: (await loadPanel()).Panel })) : undefined),
    [isOpen, loadPanel],
  );
  const wasOpen = useRef(isOpen);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useStyles(root, buttonStyles);
  useEffect(() => {
    if (wasOpen.current && !isOpen) button.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  const close = () => setOpen(false);
  return (
    <div ref={root} className="overlay" data-theme={theme} {...isolated}>
      {Panel ? (
        <Boundary takesFocus={isAskedFor} onClose={close}>
          <Suspense fallback={null}>
            <div className="dock">
              {/* eslint-disable-next-line react-hooks/static-components -- it is made once an opening, and forgotten with it */}
              <Panel source={source} takesFocus={isAskedFor} onClose={close} />
            </div>
          </Suspense>
        </Boundary>
      ) : (
        <section aria-label="Models devtools">
          <button
            ref={button}
            className={`open open--${buttonPosition}`}
            aria-expanded={false}
            onClick={() => {
              setAskedFor(true);
              setOpen(true);
            }}
          >
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
              <path d="M2 4.5h12M2 8h12M2 11.5h7" />
              <circle cx="12.5" cy="11.5" r="1.8" />
            </svg>
            <span>Models</span>
          </button>
        </section>
      )}
    </div>
  );
}
