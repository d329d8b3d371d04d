import { defineModel } from 'ably-models-react';
import { mergeProject } from '../shared/merge-project.js';
import { channelOf } from '../shared/tracker.js';
import { readProject } from './api.js';

/** The live model of a project: `useModel(project('launch'))`. */
export const project = defineModel({
  channelName: channelOf,
  sync: (id: string, { signal }) => readProject(id, signal),
  merge: mergeProject,
});
