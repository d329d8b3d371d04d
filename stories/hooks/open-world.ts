import { createModelsClient, type ClientKind } from '../ui/models-client.js';
import { openWorldFor, type World } from './world.js';

/** A world whose models client is of that kind. */
export const openWorld = (kind: ClientKind): World => openWorldFor((ably) => createModelsClient(kind, ably));
