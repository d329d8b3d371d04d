import { useEffect, useRef } from 'react';
import {
  ModelView,
  useModel,
  useModels,
  useModelStatus,
  useOptimistic,
  usePendingMutations,
  useSuspenseModel,
} from 'ably-models-react';
import { MUTATION_TIMEOUT, type Change, type Fate } from './backend.js';
import type { PartPlan, TreePlan } from './plan.js';
import type { Handles, Surroundings } from './surroundings.js';

interface PartProps extends Surroundings {
  readonly plan: TreePlan;
  readonly part: PartPlan;
  readonly handles: Handles;
}

interface State {
  readonly count: number;
}

const countOf = ({ count }: State) => count;

/** One use of the hooks. Each component reports that it is mounted before its own hooks do anything. */
export function Part(props: PartProps) {
  switch (props.part.kind) {
    case 'model':
      return <Whole {...props} />;
    case 'selected':
      return <Selected {...props} />;
    case 'status':
      return <Status {...props} />;
    case 'optimistic':
      return <Optimistic {...props} />;
    case 'several':
      return <Several {...props} />;
    case 'pending':
      return <Pending {...props} />;
    case 'view':
      return <View {...props} />;
    case 'suspense':
      return <Suspending {...props} />;
  }
}

function Whole(props: PartProps) {
  const { element, visibility } = useMounted(props, props.part.isEnabled);
  const { data, error } = useModel(itemOf(props), {
    enabled: props.part.isEnabled,
    ...visibility,
  });
  return <i ref={element}>{error?.code ?? data?.count}</i>;
}

function Selected(props: PartProps) {
  const { element, visibility } = useMounted(props, props.part.isEnabled);
  const { backend, part } = props;
  const [name = ''] = part.names;
  // Written inline: another definition at each render.
  const inline = { ...backend.item(name), sync: () => backend.read(name) };
  const { data } = useModel(inline, {
    select: countOf,
    optimistic: false,
    enabled: part.isEnabled,
    ...visibility,
  });
  return <i ref={element}>{data}</i>;
}

function Status(props: PartProps) {
  const { element, visibility } = useMounted(props, true);
  const { state, connection } = useModelStatus(itemOf(props), visibility);
  return (
    <i ref={element}>
      {state} {connection}
    </i>
  );
}

function Several(props: PartProps) {
  const { element, visibility } = useMounted(props, props.part.isEnabled);
  const { backend, part } = props;
  const results = useModels(
    part.names.map((name) => backend.item(name)),
    { enabled: part.isEnabled, ...visibility },
  );
  return <i ref={element}>{results.map(({ state }) => state).join()}</i>;
}

function View(props: PartProps) {
  const { element } = useMounted({ ...props, part: { ...props.part, hasElement: false } }, true);
  return (
    <i ref={element}>
      <ModelView of={itemOf(props)} fallback="…" errorFallback={({ code }) => code}>
        {({ data }) => data.count}
      </ModelView>
    </i>
  );
}

function Suspending(props: PartProps) {
  const { element, visibility } = useMounted(props, true);
  const { data } = useSuspenseModel(itemOf(props), visibility);
  const { happened } = props;
  useEffect(() => {
    happened('a component that had suspended was shown');
  }, [happened]);
  return <i ref={element}>{data.count}</i>;
}

function Optimistic(props: PartProps) {
  const { element } = useMounted({ ...props, part: { ...props.part, hasElement: false } }, true);
  const { backend, part, handles, onMutate } = props;
  const { client } = props.plan;
  const [name = ''] = part.names;
  const { mutate, pending, reset } = useOptimistic(backend.item(name), {
    event: (fate: Fate): Change => ({ name: 'added', data: fate }),
    send: (context) => {
      onMutate(client, name);
      return backend.send(name, context);
    },
    timeout: MUTATION_TIMEOUT,
  });
  useEffect(() => {
    const writer = { mutate, pending, reset };
    handles.writers.add(writer);
    return () => void handles.writers.delete(writer);
  }, [handles, mutate, pending, reset]);
  return <i ref={element}>{pending.length}</i>;
}

function Pending({ handles }: PartProps) {
  const mutations = usePendingMutations();
  useEffect(() => {
    handles.lists.add(mutations);
    return () => void handles.lists.delete(mutations);
  }, [handles, mutations]);
  return <i>{mutations.length}</i>;
}

const itemOf = ({ backend, part: { names } }: PartProps) => backend.item(names[0] ?? '');

const noVisibility = {};

function useMounted({ plan, part, sources, onMount }: PartProps, isReading: boolean) {
  const element = useRef<HTMLElement>(null);
  const { client } = plan;
  const { hasElement } = part;
  const source = sources[plan.source ?? -1];
  const names = isReading ? part.names.join(' ') : '';
  useEffect(
    () => onMount({ client, names: names.match(/\S+/g) ?? [], source, element: element.current, hasElement }),
    [onMount, client, names, source, hasElement],
  );
  return { element, visibility: hasElement ? { visibility: element } : noVisibility };
}
