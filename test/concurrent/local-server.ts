import { createLocalAbly, installInPage } from 'ably-models-react/local-ably';

export const local = createLocalAbly();
export const { clientOptions } = installInPage(local);
