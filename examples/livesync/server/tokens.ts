import type { Rest, TokenRequest } from 'ably';
import { members } from '../shared/tracker.js';

/** A token request that the browser trades in at Ably, or undefined where there is no such member. */
export type TokenIssuer = (memberId: string | undefined) => Promise<TokenRequest | undefined>;

/**
 * Lets members read the projects' channels, and nobody publish but the connector: what is on a channel was
 * committed. A real application names the projects that the member may see.
 *
 * @see https://ably.com/docs/auth/capabilities
 */
export function tokenIssuer(ably: Rest): TokenIssuer {
  return async (memberId) => {
    const member = members.find(({ id }) => id === memberId);
    if (member === undefined) return undefined;
    return ably.auth.createTokenRequest({
      clientId: member.id,
      capability: { 'projects:*': ['subscribe', 'history'] },
    });
  };
}
