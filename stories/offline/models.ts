import { defineModel } from 'ably-models-react';
import type { Api } from './api.js';
import { listChannelOf, taskChannelOf, type Task, type TaskList } from './backend/task.js';

/** The model of a list: it knows which tasks there are. */
export const defineList = (api: Pick<Api, 'readList'>) =>
  defineModel({
    channelName: listChannelOf,
    sync: (listId: string) => api.readList(listId),
    merge: {
      'task.added': (list: TaskList, { data }: { data: { id: string; title: string } }) => ({
        ...list,
        tasks: [...list.tasks, data],
      }),
      'task.deleted': (list: TaskList, { data }: { data: { id: string; title: string } }) => ({
        ...list,
        tasks: list.tasks.filter(({ id }) => id !== data.id),
      }),
    },
  });

/** The model of a task. One each: what is sent for one of them never waits for another. */
export const defineTask = (api: Pick<Api, 'readTask'>) =>
  defineModel({
    channelName: taskChannelOf,
    sync: (taskId: string) => api.readTask(taskId),
    merge: {
      'task.renamed': (task: Task, { data }: { data: { id: string; title: string } }) => ({
        ...task,
        title: data.title,
      }),
      'task.done-set': (task: Task, { data }: { data: { id: string; title: string; done: boolean } }) => ({
        ...task,
        done: data.done,
      }),
    },
  });
