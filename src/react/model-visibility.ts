'use client';

import type { ComponentPropsWithoutRef, JSX, ReactElement, ReactNode } from 'react';
import {
  createElement,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { assertKnownOptions } from '../options.js';
import { InView } from '../store/in-view.js';
import { allVisible } from '../store/visibility.js';
import { ModelsContext } from './models-context.js';

interface Options {
  /**
   * How far outside of the screen counts as in view, in px or %, as in CSS: `'200px'`, `'50% 0px'`. Default `'200px'`.
   *
   * Holds within scroll containers too where the browser knows `scrollMargin` (Chromium 120); in others such a
   * container cuts it off.
   */
  readonly rootMargin?: string;
}

interface OwnElement<Name> extends Options {
  /** The element that is rendered. Default `'div'`. */
  readonly as?: Name;
  readonly children?: ReactNode;
}

interface HandedRef extends Options {
  readonly as?: undefined;
  /** Renders an element with this ref, and then no other is needed. As long as it has none, it is in view. */
  readonly children: (ref: (element: Element | null) => void) => ReactNode;
}

/** The rest are the props of the element, which has to have a box: none with `display: contents` is ever in view. */
export type ModelVisibilityProps<Name extends keyof JSX.IntrinsicElements = 'div'> =
  (OwnElement<Name> & Omit<ComponentPropsWithoutRef<Name>, keyof OwnElement<Name>>) | HandedRef;

const handedRefProps = ['rootMargin', 'children'] as const;

/** A server runs no effects, and React up to 18 warns of layout effects there. */
const useCommitEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/**
 * Pauses the models that are used inside while it is out of view, unless they are used elsewhere too.
 *
 * @example
 * <ModelVisibility as="li" className="card">
 *   <Card id="1" />
 * </ModelVisibility>
 *
 * @example With an element of your own
 * <ModelVisibility>{(ref) => <Card ref={ref} id="1" />}</ModelVisibility>
 *
 * @throws ModelsError in development `invalid-options` for a `rootMargin` that is none, or props without an element to put them on
 */
export function ModelVisibility<Name extends keyof JSX.IntrinsicElements = 'div'>(
  props: ModelVisibilityProps<Name>,
): ReactElement {
  const { rootMargin } = props;
  const context = useContext(ModelsContext);
  const [inView] = useState(() => new InView());
  const { around } = context;
  const visibility = useMemo(
    () => (around === undefined ? inView : allVisible(around, inView)),
    [around, inView],
  );
  const value = useMemo(() => ({ ...context, around: visibility }), [context, visibility]);
  const ref = useFollowed(inView, rootMargin);
  const shown = isHandedRef(props) ? showHanded(props, ref) : showElement(props, ref);
  return createElement(ModelsContext.Provider, { value }, shown);
}

type FollowedRef = (element: Element | null) => void;

/** Apart from the component: the React Compiler gives up where what touches a ref is handed to a function child. */
function useFollowed(inView: InView, rootMargin: string | undefined): FollowedRef {
  const element = useRef<Element | null>(null);
  const isCommitted = useRef(false);
  const ref = useCallback(
    (next: Element | null) => {
      element.current = next;
      // React takes the element away from what it unmounts, or hides behind a Suspense fallback, too: without this,
      // a list would come into view with all its cards whenever one of them suspends.
      if (isCommitted.current) inView.follow(next, rootMargin);
    },
    [inView, rootMargin],
  );
  useCommitEffect(() => {
    isCommitted.current = true;
    inView.follow(element.current, rootMargin);
    return () => {
      isCommitted.current = false;
      inView.stop();
    };
  }, [inView, rootMargin]);
  return ref;
}

function showHanded(props: HandedRef, ref: FollowedRef): ReactNode {
  if (process.env.NODE_ENV !== 'production')
    assertKnownOptions('render <ModelVisibility> with a function child', props, handedRefProps);
  return props.children(ref);
}

function showElement(props: object, ref: FollowedRef): ReactNode {
  // As if it were a <div>: TypeScript cannot follow the props of every element there is.
  const { as = 'div', rootMargin: _, ...rest } = props as ModelVisibilityProps & OwnElement<'div'>;
  return createElement(as, { ...rest, ref });
}

function isHandedRef(props: object): props is HandedRef {
  return 'children' in props && typeof props.children === 'function';
}
