import { keep, readKept } from './kept.js';
import { Value } from './value.js';

const key = 'tracker:offline';
const storage = () => sessionStorage;

/** The switch: whether this window is to do as if there were no network. A reload leaves it as it is. */
export const isOffline = new Value(readKept<boolean>(storage, key) ?? false);
isOffline.subscribe(() => keep(storage, key, isOffline.current));
