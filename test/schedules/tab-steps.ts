import { textsOf } from '../simulated-browser/texts.js';
import type { Machine } from './machine.js';
import type { Participant } from './participant.js';
import type { Server } from './server.js';
import { textOf, type Beginning, type TabCommand } from './tab-commands.js';

export interface TabSteps {
  readonly server: Server;
  readonly machine: Machine;
  /** Time in which somebody is away, and others are not. */
  readonly spell: (away: { readonly ms: number; readonly commits: number }) => Promise<void>;
}

/** Does one step of a schedule that is for tabs. */
export async function runTabStep(
  command: TabCommand,
  participant: Participant,
  { server, machine, spell }: TabSteps,
): Promise<void> {
  const { tab, model, host } = participant;
  if (tab === undefined) return;
  if (command.do === 'openTab') {
    if (!tab.isOpen) open(participant, command, server);
    return;
  }
  if (command.do === 'network') {
    server.faults = Array.from({ length: command.times }, () => command.fault);
    return;
  }
  if (!tab.isOpen) return;
  const { outbox } = tab;
  const { queue, failed } = outbox.getSnapshot();
  switch (command.do) {
    case 'keep':
      if (model.state !== 'disposed')
        tab.keep(model, command.kind, (name) => textOf(name, command.kind, command.verdict));
      return;
    case 'cancelKept': {
      const last = queue.at(-1);
      if (last === undefined) return;
      machine.cancelled.add(last.mutationId);
      for (const text of textsOf(last.event.data)) machine.takenBack.add(text);
      outbox.cancel(last.mutationId);
      return;
    }
    case 'pauseOutbox': {
      outbox.pause();
      return;
    }
    case 'resumeOutbox': {
      outbox.resume();
      return;
    }
    case 'retryFailed': {
      failed.forEach(({ mutationId }) => outbox.retry(mutationId));
      return;
    }
    case 'dismissFailed': {
      failed.forEach(({ mutationId }) => outbox.dismiss(mutationId));
      return;
    }
    case 'closeTab':
      return participant.endTab('closes');
    case 'killTab':
      return participant.endTab(command.inFlight);
    case 'restartTab':
      await participant.endTab(command.end);
      await spell(command);
      {
        open(participant, command, server);
        return;
      }
    case 'offlineTab':
      host.drop(command.forget);
      await spell(command);
      {
        host.reconnect();
        return;
      }
  }
}

function open(participant: Participant, { ahead, begin }: Beginning, { isAmbiguous }: Server): void {
  // Who does not know the first copy of a message cannot tell the second from a change that was committed late.
  if (isAmbiguous) return;
  participant.beginTab(ahead);
  if (begin !== 'none') participant.call(begin);
}
