/**
 * Thrown by a `send` function to say that trying again will not help: the backend has looked at the mutation and refused
 * it. The mutation is taken back and kept as failed; those behind it are sent.
 *
 * @example
 * const response = await fetch('/api/comments', { method: 'POST', body });
 * if (response.status === 409) throw new NonRetriableError(await response.text());
 */
export class NonRetriableError extends Error {
  override readonly name = 'NonRetriableError';
}
