'use client';

import type { ReactElement, ReactNode } from 'react';
import { createElement, Fragment } from 'react';
import type { ModelsError } from '../errors.js';
import type { ModelInput } from '../model/define-model.js';
import type { ChangeEvent } from '../model/event.js';
import type { EventSchemas, NoSchemas } from '../model/schema.js';
import { assertKnownOptions } from '../options.js';
import type { LoadedModelResult } from './model-result.js';
import { useModel } from './use-model.js';

export interface ModelViewProps<
  T,
  Events,
  Names extends string,
  Event extends ChangeEvent,
  Schemas extends EventSchemas = NoSchemas,
  Answer = T,
> {
  /** The model: `post('1')`, or one written inline. */
  readonly of: ModelInput<T, Events, Names, Event, Schemas, Answer>;
  /** Shown until there is data, or an error. Default: nothing. */
  readonly fallback?: ReactNode;
  /**
   * Shown as long as there is an error and no data, also while the model tries again by itself, which may take
   * minutes. `retry` tries at once. Default: the `fallback`.
   */
  readonly errorFallback?: (error: ModelsError, retry: () => void) => ReactNode;
  /** Shown once there is data, and from then on: an error after that is the result's `error`. */
  readonly children: (result: LoadedModelResult<T, T>) => ReactNode;
}

const propNames = ['of', 'fallback', 'errorFallback', 'children'] as const;

/**
 * Shows a model, or what stands in for it while there is none.
 *
 * @example
 * <ModelView of={post('1')} fallback={<Spinner />} errorFallback={(error, retry) => <Retry error={error} onClick={retry} />}>
 *   {({ data }) => <h1>{data.title}</h1>}
 * </ModelView>
 *
 * @throws ModelsError `invalid-options` without a <ModelsProvider>; in development also for a prop that does not exist
 */
export function ModelView<
  Answer,
  Events,
  Names extends string,
  Event extends ChangeEvent,
  Schemas extends EventSchemas = NoSchemas,
  T = Answer,
>(props: ModelViewProps<T, Events, Names, Event, Schemas, Answer>): ReactElement {
  if (process.env.NODE_ENV !== 'production') assertKnownOptions('render <ModelView>', props, propNames);
  const { of, fallback, errorFallback, children } = props;
  const result = useModel(of);
  if (result.hasData) return inFragment(children(result));
  const { error, sync } = result;
  if (error === undefined || errorFallback === undefined) return inFragment(fallback);
  return inFragment(errorFallback(error, () => void sync()));
}

const inFragment = (shown: ReactNode): ReactElement => createElement(Fragment, null, shown);
