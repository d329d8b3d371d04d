/** A random id (UUID, version 4). `crypto.randomUUID` is missing on pages that are not served securely. */
export function createMutationId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  // Of the 8 the two highest bits stay (the variant); the 4 is the version.
  return '00000000-0000-4000-8000-000000000000'.replace(/[08]/g, (digit) => {
    const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
    return (digit === '8' ? 8 + (random & 3) : random & 15).toString(16);
  });
}
