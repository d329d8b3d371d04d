import { ModelsError } from 'ably-models-react';
import { describe, expect, it } from 'vitest';
import { connectionInWords, modelInWords, outboxInWords } from '../../examples/livesync/web/status-words.js';

const fine = { isOffline: false, trouble: undefined };

describe('The status line of the example', () => {
  it('says that the server is at fault while Ably is not, and that Ably is where both are', () => {
    const trouble = 'The server answers 503, nothing was decided; try again';
    expect(connectionInWords('connected', { ...fine, trouble })).toEqual({ tone: 'bad', text: trouble });
    expect(connectionInWords('failed', { ...fine, trouble }).text).toBe('Ably does not let you in');
  });

  it('blames nobody while the window is offline by its own switch', () => {
    const trouble = 'The server cannot be reached';
    expect(connectionInWords('closed', { ...fine, isOffline: true, trouble }).text).toBe(
      'Offline, by the switch',
    );
  });

  it('tells a project that may not be followed from one that stands still', () => {
    const error = new ModelsError(
      'capability-denied',
      'unable to read the history of "x"; it needs "history"',
    );
    expect(modelInWords({ state: 'errored', isStale: true, error })).toEqual({
      tone: 'bad',
      text: 'You may not follow this project',
    });
    const failed = new ModelsError('merge-failed', 'unable to merge');
    expect(modelInWords({ state: 'errored', isStale: true, error: failed }).text).toBe('It stands still');
  });

  it('calls nothing up to date that is not', () => {
    expect(modelInWords({ state: 'ready', isStale: true, error: undefined }).text).toBe('May be behind');
    expect(modelInWords({ state: 'syncing', isStale: false, error: undefined }).text).toBe('Catching up');
    expect(modelInWords({ state: 'ready', isStale: false, error: undefined }).text).toBe('Up to date');
  });

  it('counts what waits, and says where it would be lost with the page', () => {
    expect(outboxInWords(0, 0).text).toBe('All is sent');
    expect(outboxInWords(1, 0).text).toBe('1 change waits to be sent');
    expect(outboxInWords(2, 1).text).toBe('2 changes wait to be sent, not all of them are kept yet');
  });
});
