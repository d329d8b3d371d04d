import { Hono } from 'hono';
import { parseCapability } from './capability.js';
import { AblyError, asAblyError } from './errors.js';
import { refuse } from './http.js';
import type { LocalAbly } from './local-ably.js';
import { isRecord } from './messages.js';
import { randomId } from './random-id.js';

/** How clients reach the applications: what the suite gives them as options. */
export interface SandboxAddress {
  endpoint: string;
  port: number;
  tls: false;
}

/**
 * What a test suite asks of Ably's sandbox before it begins: an application of its own, with keys of the capabilities
 * that it names. So a client library's suite can judge this server. Any other request is the server's.
 */
export function withSandbox(
  local: LocalAbly,
  address: () => SandboxAddress,
): (request: Request) => Promise<Response> {
  const app = new Hono();

  app.post('/apps', async (context) => {
    const wanted: unknown = await context.req.json();
    const appId = randomId();
    const keys = listIn(wanted, 'keys').map((key, index) => {
      const [keyName, keySecret] = [`${appId}.key${index}`, randomId()];
      const capability = parseCapability((isRecord(key) ? key['capability'] : undefined) ?? '{"*":["*"]}');
      const keyStr = `${keyName}:${keySecret}`;
      local.addKey({ key: keyStr, capability });
      return { id: `key${index}`, keyName, keySecret, keyStr, capability: JSON.stringify(capability) };
    });
    const namespaces = listIn(wanted, 'namespaces');
    return context.json({ accountId: 'local', appId, keys, namespaces, ...address() }, 201);
  });

  app.delete('/apps/:appId', (context) => {
    local.removeApp(context.req.param('appId'));
    return context.body(null, 204);
  });

  // Taken and forgotten: this server keeps no statistics.
  app.post('/stats', (context) => context.json([], 201));

  app.all('*', ({ req }) => local.fetch(req.raw));
  app.onError((error) =>
    refuse(error instanceof SyntaxError ? new AblyError(40000, error.message) : asAblyError(error)),
  );

  return async (request) => app.fetch(request);
}

function listIn(value: unknown, field: string): unknown[] {
  const list = isRecord(value) ? value[field] : undefined;
  return Array.isArray(list) ? list : [];
}
