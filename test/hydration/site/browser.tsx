import { ModelsClient, type SyncResult } from 'ably-models-react';
import { Realtime, type ClientOptions } from 'ably';
import { hydrateRoot } from 'react-dom/client';
import { App, definePost } from './app.js';

/** Written in by the bundler. */
declare const ABLY_OPTIONS: ClientOptions;
declare global {
  interface Window {
    /** Each thing that was rendered, once. */
    rendered: string[];
  }
}

const post = definePost(async () => {
  const response = await fetch('/api/post');
  return (await response.json()) as SyncResult<readonly string[]>;
});
const client = new ModelsClient({ ably: new Realtime(ABLY_OPTIONS) });
window.rendered = [];
const onRender = (shown: string) => {
  if (window.rendered.at(-1) !== shown) window.rendered.push(shown);
};
hydrateRoot(document, <App client={client} post={post()} onRender={onRender} />);
