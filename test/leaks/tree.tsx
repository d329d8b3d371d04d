import * as React from 'react';
import { Component, StrictMode, Suspense, useEffect, type ReactNode } from 'react';
import { ModelsProvider, ModelVisibility, useResetModels } from 'ably-models-react';
import { ON_PURPOSE } from './backend.js';
import { Part } from './part.js';
import type { PartPlan, TreePlan } from './plan.js';
import type { Handles, Surroundings } from './surroundings.js';

interface TreeProps extends Surroundings {
  readonly plan: TreePlan;
  readonly handles: Handles;
}

const { Activity } = React as { readonly Activity?: typeof React.Activity };

export function Tree(props: TreeProps) {
  const { plan, handles, clients, sources } = props;
  const { grace, innerGrace, parts } = plan;
  const client = clients[plan.client];
  const source = sources[plan.source ?? -1];
  const visibility = source && { visibilitySource: source };
  const half = innerGrace === undefined ? parts.length : Math.floor(parts.length / 2);
  const show = (part: PartPlan) => <Part key={part.key} part={part} {...props} />;
  const content = (
    <>
      {parts.slice(0, half).map(show)}
      {innerGrace && (
        <ModelsProvider client={client} {...innerGrace} {...visibility}>
          {parts.slice(half).map(show)}
        </ModelsProvider>
      )}
      <Sibling {...props} />
    </>
  );
  return (
    <StrictMode>
      <ModelsProvider client={client} {...grace} {...visibility}>
        <ResetHandle handles={handles} />
        <Boundary key={plan.generation} {...props}>
          <Activities {...props}>
            <Box kind={plan.box}>
              <Suspense fallback="…">{content}</Suspense>
            </Box>
          </Activities>
        </Boundary>
      </ModelsProvider>
    </StrictMode>
  );
}

function Activities({ plan, happened, children }: TreeProps & { readonly children: ReactNode }) {
  useEffect(() => {
    if (plan.isHidden)
      happened(Activity === undefined ? 'a tree was taken away' : 'an <Activity> was hidden');
  }, [plan.isHidden, happened]);
  if (Activity === undefined) return plan.isHidden ? null : children;
  return <Activity mode={plan.isHidden ? 'hidden' : 'visible'}>{children}</Activity>;
}

function Box({ kind, children }: { readonly kind: TreePlan['box']; readonly children: ReactNode }) {
  switch (kind) {
    case 'none':
      return children;
    case 'element':
      return <ModelVisibility data-box="">{children}</ModelVisibility>;
    case 'handed ref':
      return (
        <ModelVisibility>
          {(ref) => (
            <section data-box="" ref={ref}>
              {children}
            </section>
          )}
        </ModelVisibility>
      );
  }
}

class Boundary extends Component<TreeProps & { readonly children: ReactNode }, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown) {
    this.props.onError(error);
    this.props.handles.hasFailed = true;
    this.props.happened('an error reached the boundary');
  }

  override render() {
    return 'error' in this.state ? 'failed' : this.props.children;
  }
}

function ResetHandle({ handles }: { readonly handles: Handles }) {
  const reset = useResetModels();
  useEffect(() => {
    handles.onReset(reset);
  }, [handles, reset]);
  return null;
}

const never = new Promise<never>(() => undefined);
/** By the handles of its tree, what the sibling waits for. */
const waits = new WeakMap<Handles, Promise<void>>();

/** After the parts, so that they have been rendered when it spoils the render. */
function Sibling({ plan, handles, happened }: TreeProps) {
  switch (plan.sibling) {
    case 'none':
      return null;
    case 'throws':
      happened('a sibling threw');
      throw new Error(`a sibling threw, ${ON_PURPOSE}`);
    case 'suspends for ever':
      happened('a sibling suspended for ever');
      throw never as unknown as Error;
    case 'suspends':
      return <Suspended handles={handles} />;
  }
}

const arrived = new WeakSet<Promise<void>>();

function Suspended({ handles }: { readonly handles: Handles }) {
  let wait = waits.get(handles);
  if (wait === undefined) {
    const promise = new Promise<void>((resolve) => {
      handles.arrive = () => {
        arrived.add(promise);
        resolve();
      };
    });
    wait = promise;
    waits.set(handles, promise);
  }
  if (!arrived.has(wait)) throw wait as unknown as Error;
  return null;
}
