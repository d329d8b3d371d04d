import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { start } from '../../examples/livesync/start.mjs';
import type { Project } from '../../examples/livesync/shared/tracker.js';
import { launchBrowser, openWindow, type TrackerWindow } from './tracker-window.js';

/** As long as a slow machine may take: nothing is asserted of the time. */
const WAIT = { timeout: 20_000, interval: 20 };
const eventually = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, WAIT);

const synced = ['Connected', 'Up to date', 'All is sent'];
const tooLong = 'Long '.repeat(30).trim();

let example: Awaited<ReturnType<typeof start>>;
let browser: Browser;
let ada: TrackerWindow;
let ben: TrackerWindow;
beforeAll(async () => {
  [example, browser] = await Promise.all([start({ port: 0, watch: false }), launchBrowser()]);
  const open = (member: string) => openWindow(browser, example.url, member);
  [ada, ben] = await Promise.all([open('ada'), open('ben')]);
}, 120_000);
beforeEach(() => {
  ada.sent.length = 0;
});
afterEach(() => {
  expect([...ada.complaints, ...ben.complaints]).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await example.close();
});

const inDatabase = async (projectId: string): Promise<Project> => {
  const response = await fetch(`${example.url}api/projects/${projectId}`);
  return ((await response.json()) as { data: Project }).data;
};

/** Until all of them have sent everything, and show what the database has. */
async function agreed(projectId: string, ...windows: readonly TrackerWindow[]): Promise<void> {
  await eventually(async () => {
    const { issues } = await inDatabase(projectId);
    const truth = issues.map(({ status, title }) => `${status}: ${title}`).sort();
    for (const each of windows) {
      expect(await each.status()).toEqual(synced);
      expect((await each.issues()).sort()).toEqual(truth);
    }
  });
}

describe('Two windows of the example', { timeout: 60_000 }, () => {
  it('what one does, the other shows: titles, comments, reactions, and the name of the project', async () => {
    await agreed('launch', ada, ben);
    await ada.rename('Redirect the old addresses', 'Redirect all old addresses');
    await ben.page.getByRole('link', { name: 'Redirect all old addresses' }).click();
    const panel = ada.page.getByRole('complementary', { name: 'Redirect all old addresses' });
    await ada.page.getByRole('link', { name: 'Redirect all old addresses' }).click();
    await ben.page.getByRole('textbox', { name: 'Comment' }).fill('There are four hundred.');
    await ben.page.keyboard.press('Enter');
    await panel.getByText('There are four hundred.').waitFor();
    await ada.page.getByRole('button', { name: '🎉' }).click();
    await ben.page.getByRole('button', { name: '🎉 from Ada' }).waitFor();

    const name = ada.page.getByRole('textbox', { name: 'Name of the project' });
    await name.fill('Launch it');
    await name.press('Enter');
    await ben.page.getByRole('link', { name: 'Launch it' }).waitFor();

    await agreed('launch', ada, ben);
  });

  it('what the server refuses shows, is taken back with the reason, and can be corrected', async () => {
    const before = await ben.issues();

    const release = await ada.holdChanges();
    await ada.add(tooLong);
    expect(await ada.issues()).toContain(`todo: ${tooLong}`);
    release();
    const failure = ada.failures();
    await failure.getByText('Not saved: a title has 1 to 140 characters.').waitFor();
    await agreed('launch', ada, ben);
    expect(await ada.issues()).toEqual(before);

    // The outbox has let go of it: what was typed must be there all the same.
    await ada.page.reload();
    await failure.getByText('Not saved: a title has 1 to 140 characters.').waitFor();
    expect(await failure.getByRole('textbox').inputValue()).toBe(tooLong);

    await failure.getByRole('textbox').fill('Short');
    await failure.getByRole('button', { name: 'Try again' }).click();
    await eventually(async () => expect(await ben.issues()).toContain('todo: Short'));
    await agreed('launch', ada, ben);
    expect(await failure.count()).toBe(0);
  });

  it('a change of what another has deleted meanwhile says so, and goes when it is dismissed', async () => {
    await ada.add('Soon gone');
    await agreed('launch', ada, ben);

    await ada.setOffline(true);
    await ada.move('Soon gone', 'Doing');
    await ben.page.getByRole('link', { name: 'Soon gone' }).click();
    await ben.page.getByRole('button', { name: 'Delete the issue' }).click();
    await ben.page.getByRole('button', { name: 'Delete it for all' }).click();
    await agreed('launch', ben);
    await ada.setOffline(false);

    await ada.failures().getByText('Not saved: the issue is gone.').waitFor();
    await agreed('launch', ada, ben);
    await ada.failures().getByRole('button', { name: 'Dismiss' }).click();
    expect(await ada.failures().count()).toBe(0);
    await ada.page.reload();
    await agreed('launch', ada, ben);
    expect(await ada.failures().count()).toBe(0);
  });

  it('a server that cannot decide is said to be at fault, and asked again until it can', async () => {
    let asked = 0;
    await ada.page.route('**/mutations', (route) => {
      asked += 1;
      if (asked > 1) return route.continue();
      return route.fulfill({ status: 503, json: { error: 'nothing was decided; try again' } });
    });
    await ada.move('Fonts load late on slow phones', 'Doing');
    await ada.page.getByText('The server answers 503, nothing was decided; try again').waitFor();
    expect(await ada.issues()).toContain('doing: Fonts load late on slow phones');
    await agreed('launch', ada, ben);
    await ada.page.unrouteAll();
    const [first, second, ...more] = ada.sent;
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    // The browser's own remark.
    expect(ada.complaints.splice(0)).toEqual([expect.stringContaining('503')]);
  });

  it('what is changed offline waits through a reload, is sent once on return, and both agree', async () => {
    await Promise.all([ada.choose('Move the office'), ben.choose('Move the office')]);
    await agreed('office', ada, ben);
    await ada.setOffline(true);
    ada.asked.length = 0;
    await ada.add('Return the old keys');
    await ada.move('Return the old keys', 'Doing');
    await ada.rename('Order eight desks', 'Order nine desks');
    await ben.move('Order eight desks', 'Done');
    await ben.add('Tell the neighbours');
    await agreed('office', ben);

    const offline = ['doing: Order nine desks', 'doing: Return the old keys', 'todo: Collect the keys'];
    const expectsOffline = async () => {
      expect((await ada.issues()).sort()).toEqual(offline);
      expect(await ada.status()).toEqual([
        'Offline, by the switch',
        expect.any(String),
        '3 changes wait to be sent',
      ]);
      expect((await ada.waiting()).sort()).toEqual(['Order nine desks', 'Return the old keys']);
    };
    await eventually(expectsOffline);
    await ada.page.reload();
    await eventually(expectsOffline);
    expect(ada.asked).toEqual([]);

    await ada.setOffline(false);
    await agreed('office', ada, ben);
    expect((await ben.issues()).sort()).toEqual([
      'doing: Return the old keys',
      'done: Order nine desks',
      'todo: Collect the keys',
      'todo: Tell the neighbours',
    ]);
    expect(ada.sent.map(({ name }) => name)).toEqual(['issue.created', 'issue.changed', 'issue.changed']);
    expect(new Set(ada.sent.map(({ mutationId }) => mutationId)).size).toBe(3);
  });

  it('hands need no mouse: from issue to issue, through the columns, into one and out again', async () => {
    const { keyboard } = ada.page;
    const focused = () => ada.page.evaluate(() => document.activeElement?.textContent);

    await keyboard.press('n');
    await keyboard.type('Water the plants 1 2 3');
    await keyboard.press('Enter');
    await keyboard.press('Escape');
    await keyboard.press('j');
    expect(await focused()).toBe('Collect the keys');
    await keyboard.press('ArrowDown');
    await keyboard.press('k');
    await keyboard.press('2');
    // It is in another column now, and so is the focus.
    expect(await ada.issues()).toContain('doing: Collect the keys');
    expect(await focused()).toBe('Collect the keys');
    await keyboard.press('a');
    await ada.page
      .getByLabel('Assignee of “Collect the keys”')
      .and(ada.page.getByTitle('Assignee: Ada'))
      .waitFor();

    await keyboard.press('Enter');
    await ada.page.getByRole('complementary', { name: 'Collect the keys' }).waitFor();
    await keyboard.press('Escape');
    await ada.page.getByRole('complementary').waitFor({ state: 'detached' });
    expect(await focused()).toBe('Collect the keys');
    await keyboard.press('?');
    await ada.page.getByRole('dialog', { name: 'Keyboard' }).getByText('Next assignee').waitFor();
    await keyboard.press('Escape');
    await ada.page.getByRole('dialog').waitFor({ state: 'detached' });
    await agreed('office', ada);
  });

  it('a member whom Ably does not let in is told so, over what is kept, until it does', async () => {
    await ada.page.route('**/api/token*', (route) =>
      route.fulfill({ status: 403, json: { error: 'no such member' } }),
    );
    await ada.page.reload();
    const problem = ada.page.getByRole('alert');
    await problem.getByRole('heading', { name: 'Ably does not let you in' }).waitFor();
    expect(await problem.textContent()).toContain('403');
    expect(await ada.issues()).not.toEqual([]);
    await ada.page.unrouteAll();
    await problem.getByRole('button', { name: 'Try again' }).click();
    await agreed('office', ada, ben);
    await problem.waitFor({ state: 'detached' });
    // The browser's own remark.
    expect(ada.complaints.splice(0)).toEqual([expect.stringContaining('403')]);
  });
});
