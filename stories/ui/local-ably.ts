import { createLocalAbly, installInPage } from 'ably-models-react/local-ably';

/**
 * The Ably of this page: the stories need no account and no server.
 *
 * Import it before `ably`, which takes hold of `WebSocket` when it is imported.
 */
export const localAbly = createLocalAbly();

export const { clientOptions: localAblyOptions } = installInPage(localAbly);

// `ably` keeps the `WebSocket` that it was imported with: another local Ably takes another page.
import.meta.hot?.dispose(() => location.reload());
