/**
 * What went wrong, as one word that code can compare; each has a heading in docs/errors.md, with its remedy.
 */
export type ModelsErrorCode =
  | 'invalid-options'
  | 'sync-failed'
  | 'sync-result-invalid'
  | 'insufficient-history'
  | 'channel-failed'
  | 'capability-denied'
  | 'merge-failed'
  | 'merge-mutated-state'
  | 'event-invalid'
  | 'mutation-rejected'
  | 'mutation-timed-out'
  | 'mutation-cancelled'
  | 'send-failed'
  | 'model-disposed'
  | 'storage-failed';

/**
 * The one error class of this package.
 *
 * `message` reads `unable to <do what>; <why>`. `code` is stable, `message` is not.
 *
 * @example
 * try {
 *   await mutateAsync('hello');
 * } catch (error) {
 *   if (error instanceof ModelsError && error.code === 'mutation-rejected') showToast('Not allowed');
 * }
 */
export class ModelsError extends Error {
  override readonly name = 'ModelsError';
  readonly code: ModelsErrorCode;

  constructor(code: ModelsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What somebody else's code threw, in this package's words. @param what did so, as in `retryStrategy threw: ` */
export function toModelsError(code: ModelsErrorCode, doing: string, thrown: unknown, what = ''): ModelsError {
  return new ModelsError(code, `unable to ${doing}; ${what}${reasonOf(thrown)}`, { cause: thrown });
}

/** The readable part of whatever was thrown, for the `<why>` of a message. */
export function reasonOf(thrown: unknown): string {
  // By its message, and not as an Error: Ably's ErrorInfo is one in some builds and a plain object in others.
  return String((thrown as { readonly message?: unknown } | null | undefined)?.message ?? thrown);
}
