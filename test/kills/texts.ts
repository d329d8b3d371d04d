/** What the user typed, of the data of an event: that of a merged one has several. */
export const textsOf = (data: unknown): string[] => String(data).split('+');

/** What kind of thing was typed: `title:1` and `title:2` are two of one, and may be merged. */
export const kindOf = (text: string): string => text.slice(0, Math.max(0, text.indexOf(':')));
