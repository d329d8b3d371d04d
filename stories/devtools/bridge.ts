import type { ProvidedClient } from 'ably-models-react';
import type { Realtime } from 'ably';
import { STORY_CHANGED } from 'storybook/internal/core-events';
import { addons } from 'storybook/preview-api';
import { openRecorder, type OpenSource } from '../../src/devtools/open-recorder.js';
import type { DevtoolsSnapshot } from '../../src/devtools/snapshot.js';
import { toLiveClient } from '../../src/react/to-live-client.js';
import { events, type Command, type Report } from './channel-events.js';

type Inspectable = ProvidedClient & { readonly ably: Pick<Realtime, 'connection'> };

/** ms between two reports. */
const PACE = 200;

/** Entries that go to the other frame with each report. */
const LOG_SENT = 200;

/** Those that the story on screen has made, oldest first. */
let clients: Inspectable[] = [];
let isLooking = false;
let shown: Inspectable | undefined;
let source: OpenSource | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Has the addon's panel show this client while its story is on screen. It costs nothing while nobody looks. */
export function inspectable<Client extends Inspectable>(client: Client): Client {
  clients.push(client);
  // The newest: a story that begins anew makes another.
  if (isLooking) show(client);
  return client;
}

const alive = () => clients.filter(({ ably }) => ably.connection.state !== 'closed');

function show(client: Inspectable | undefined): void {
  source?.close();
  shown = client;
  source = client && openRecorder(toLiveClient(client));
  source?.subscribe(reportSoon);
  reportSoon();
}

function reportSoon(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    if (source && shown) {
      const { log, ...snapshot } = source.getSnapshot();
      const all = alive();
      send({
        snapshot: { ...snapshot, log: log.slice(-LOG_SENT) },
        clients: all.length,
        shown: all.indexOf(shown),
      });
    } else send({ snapshot: nothing, clients: 0, shown: 0 });
  }, PACE);
}

const nothing: DevtoolsSnapshot = {
  connection: 'no connection',
  models: [],
  mutations: [],
  log: [],
  states: undefined,
};

function send(report: Report): void {
  addons.getChannel().emit(events.report, JSON.stringify(report));
}

void addons.ready().then((channel) => {
  channel.on(STORY_CHANGED, () => {
    clients = [];
    show(undefined);
  });
  channel.on(events.looking, (looks: boolean) => {
    if (looks === isLooking) return;
    isLooking = looks;
    show(looks ? alive().at(-1) : undefined);
  });
  channel.on(events.client, (index: number) => show(alive()[index]));
  channel.on(events.command, (command: Command) => source?.send(command));
  channel.emit(events.ready);
});
