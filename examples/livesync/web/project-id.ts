import { channelOf } from '../shared/tracker.js';

/** The project that a model is of: a model's name is its channel's. */
export const projectIdOf = (model: string): string => model.slice(channelOf('').length);
