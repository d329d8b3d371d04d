import type { Random } from './random.js';

const partKinds = [
  'model',
  'selected',
  'status',
  'optimistic',
  'several',
  'pending',
  'view',
  'suspense',
] as const;

/** One component, and the models that it uses. */
export interface PartPlan {
  readonly key: number;
  readonly kind: (typeof partKinds)[number];
  readonly names: readonly string[];
  /** Whether it goes by an element of its own. */
  readonly hasElement: boolean;
  readonly isEnabled: boolean;
}

const siblings = ['none', 'suspends', 'suspends for ever', 'throws'] as const;

/** What a tree is to be. */
export interface TreePlan {
  readonly client: 0 | 1;
  readonly grace: GracePlan;
  /** That of a provider within the first, around the second half of the parts. */
  readonly innerGrace: GracePlan | undefined;
  /** Whose visibility counts: the page's, or that of one of the other sources. */
  readonly source: number | undefined;
  readonly box: 'none' | 'element' | 'handed ref';
  /** In a hidden <Activity>, where there is one. */
  readonly isHidden: boolean;
  readonly parts: readonly PartPlan[];
  readonly sibling: (typeof siblings)[number];
  /** Another one replaces everything beneath the error boundary. */
  readonly generation: number;
}

export interface GracePlan {
  readonly pauseAfter: number;
  readonly gcTime: number;
}

export const LONGEST_PAUSE_AFTER = 100;
const graces: readonly [GracePlan, ...GracePlan[]] = [
  { pauseAfter: 0, gcTime: 0 },
  { pauseAfter: 20, gcTime: 50 },
  { pauseAfter: LONGEST_PAUSE_AFTER, gcTime: 20 },
  { pauseAfter: LONGEST_PAUSE_AFTER, gcTime: 500 },
];

const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);
/** Few enough that trees share them and come back to them. */
export const sharedNames = numbered('shared-', 30);
/** Of trees that React never commits. */
export const doomedNames = numbered('doomed-', 4);
export const SOURCES = 2;

function randomPart(random: Random, names: readonly string[], key: number): PartPlan {
  const kind = random.pick(partKinds);
  const count = kind === 'several' ? random.below(4) : 1;
  return {
    key,
    kind,
    names: Array.from({ length: count }, () => random.pick(names) ?? ''),
    hasElement: random.chance(0.25),
    isEnabled: random.chance(0.85),
  };
}

export function randomPlan(random: Random): TreePlan {
  const isDoomed = random.chance(0.08);
  const names = isDoomed ? doomedNames : sharedNames;
  const doom = random.pick(['suspends for ever', 'throws'] as const);
  return {
    client: random.chance(0.8) ? 0 : 1,
    grace: random.pick(graces),
    innerGrace: random.chance(0.2) ? random.pick(graces) : undefined,
    source: random.chance(0.5) ? random.below(SOURCES) : undefined,
    box: random.pick(['none', 'none', 'element', 'handed ref'] as const),
    isHidden: random.chance(0.1),
    parts: Array.from({ length: 1 + random.below(3) }, (_, key) => randomPart(random, names, key)),
    sibling: isDoomed ? doom : random.chance(0.75) ? 'none' : random.pick(siblings),
    generation: 0,
  };
}

/** Whether nothing of it is ever committed, nor may be. */
export function isDoomed({ parts }: TreePlan): boolean {
  return parts.some(({ names }) => names.some((name) => doomedNames.includes(name)));
}

/** What it is to be next: one thing is another. */
export function changed(random: Random, plan: TreePlan): TreePlan {
  const parts = [...plan.parts];
  const index = random.below(parts.length);
  const part = parts[index];
  const fresh = randomPart(random, sharedNames, random.below(1_000_000));
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2:
      // Another model in place.
      if (part) parts[index] = { ...part, names: part.names.map(() => random.pick(sharedNames) ?? '') };
      return { ...plan, parts };
    case 3:
      return { ...plan, parts: parts.length < 6 ? [...parts, fresh] : [fresh] };
    case 4:
      parts.splice(index, 1);
      return { ...plan, parts };
    case 5:
      if (part) parts[index] = { ...part, hasElement: !part.hasElement, isEnabled: random.chance(0.7) };
      return { ...plan, parts };
    case 6:
      return { ...plan, client: plan.client === 0 ? 1 : 0 };
    case 7:
      return { ...plan, grace: random.pick(graces) };
    case 8:
      return { ...plan, source: random.chance(0.5) ? random.below(SOURCES) : undefined };
    case 9:
      return { ...plan, box: random.pick(['none', 'element', 'handed ref'] as const) };
    case 10:
      return { ...plan, sibling: random.pick(siblings) };
    default:
      return { ...plan, isHidden: !plan.isHidden };
  }
}
