import type { Behaviour } from './behaviour.js';
import { catchingUp } from './behaviours/catching-up.js';
import { isolated } from './behaviours/isolated.js';
import { lifecycle } from './behaviours/lifecycle.js';
import { live } from './behaviours/live.js';
import { making } from './behaviours/making.js';
import { mutating } from './behaviours/mutating.js';
import { subscribing } from './behaviours/subscribing.js';

const all = { ...making, ...catchingUp, ...live, ...isolated, ...lifecycle, ...subscribing, ...mutating };

export type BehaviourId = keyof typeof all;

/** What both clients are asked for, in the order of docs/comparison.md. */
export const behaviours = Object.entries(all) as readonly (readonly [BehaviourId, Behaviour])[];

/** Whether it has to be tried in a process of its own. */
export const isIsolated = (id: BehaviourId): id is keyof typeof isolated => Object.hasOwn(isolated, id);
