import { createLocalAbly, installInPage } from 'ably-models-react/local-ably';

export const nativeWebSocket = globalThis.WebSocket;
export const nativeFetch = globalThis.fetch;
export const nativeXhr = globalThis.XMLHttpRequest;

export const local = createLocalAbly();
export const { clientOptions, uninstall } = installInPage(local);
