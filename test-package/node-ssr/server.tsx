import { dehydrate, prefetchModel } from 'ably-models-react/server';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { renderToPipeableStream } from 'react-dom/server';
import { App } from './app';
import { post } from './post';

createServer((request, response) => {
  if (request.url === '/browser.js') {
    response.writeHead(200, { 'content-type': 'text/javascript' });
    createReadStream(new URL('browser.js', import.meta.url)).pipe(response);
    return;
  }
  const state = prefetchModel(post('1')).then(dehydrate);
  const { pipe } = renderToPipeableStream(<App state={state} />, {
    bootstrapScripts: ['/browser.js'],
    // Not in `onShellReady`, so that the page can be read without JavaScript.
    onAllReady() {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      pipe(response);
    },
  });
}).listen(3191, 'localhost');
