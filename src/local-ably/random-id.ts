const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Ten letters and digits. Not `crypto.randomUUID`, which a page served over plain http does not have. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => letters[byte % letters.length]).join('');
}
