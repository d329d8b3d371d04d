import { act, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { ModelsProvider } from 'ably-models-react';
import { ModelsDevtools, type ModelsDevtoolsProps } from 'ably-models-react/devtools';
import { createTestModels, type TestModels } from 'ably-models-react/testing';
import { liveClientOf } from '../../src/client/live-client.js';
import { Comments } from '../testing/comments.js';
import { comment, comments, hello, setTheStage, status, write } from '../testing/stage.js';
import { devtools, eventually, focused, hosts, panelOpened, rows } from './stage.js';

const send = () => Promise.resolve();

/** An application with its devtools, open, and its model chosen. */
async function openApp(models = createTestModels({ 'posts:1': hello })) {
  const page = render(
    <>
      <Comments send={send} />
      <ModelsDevtools initialIsOpen />
    </>,
    { wrapper: models.wrapper, reactStrictMode: true },
  );
  await panelOpened();
  await models.settle();
  await userEvent.click(await eventually(() => devtools().getByRole('button', { name: /^posts:1/ })));
  return { ...page, models, channel: models.channel('posts:1') };
}

const tab = (name: RegExp) => userEvent.click(devtools().getByRole('tab', { name }));
/** The lines of the states: path, confirmed, optimistic. */
const lines = () =>
  devtools()
    .getAllByRole('row')
    .slice(1)
    .map((row) => [...row.children].map(({ textContent }) => textContent));
const said = () => devtools().getByRole('status').textContent;

describe('<ModelsDevtools>', () => {
  setTheStage();

  it('is a button that opens a panel, which Escape closes; the focus goes there and back', async () => {
    const models = createTestModels({ 'posts:1': hello });
    render(<ModelsDevtools />, { wrapper: models.wrapper, reactStrictMode: true });
    expect(hosts()).toHaveLength(1);
    const button = () => devtools().getByRole('button', { name: 'Models' });
    button().focus();
    await userEvent.keyboard('{Enter}');
    const filter = await panelOpened();
    await eventually(() => expect(focused()).toBe(filter));
    await userEvent.keyboard('{Escape}');
    await eventually(() => expect(focused()).toBe(button()));
    expect(devtools().queryByRole('searchbox')).toBeNull();
  });

  it('takes no focus when it is open at first', async () => {
    const models = createTestModels({});
    render(
      <>
        <input aria-label="Mine" autoFocus />
        <ModelsDevtools initialIsOpen />
      </>,
      { wrapper: models.wrapper, reactStrictMode: true },
    );
    await panelOpened();
    expect(document.activeElement).toBe(screen.getByLabelText('Mine'));
  });

  it('shows models that were there before it, and those that come after', async () => {
    const models = createTestModels({ 'posts:1': hello, 'posts:2': hello });
    const Page = ({ isOpen, more }: { readonly isOpen: boolean; readonly more: boolean }) => (
      <>
        <Comments send={send} />
        {more && <Comments send={send} id="2" />}
        {isOpen && <ModelsDevtools initialIsOpen />}
      </>
    );
    const { rerender } = render(<Page isOpen={false} more={false} />, {
      wrapper: models.wrapper,
      reactStrictMode: true,
    });
    await models.settle();
    rerender(<Page isOpen more={false} />);
    await panelOpened();
    // Three hooks of one component hold it.
    await eventually(() => expect(rows()).toEqual([expect.stringMatching(/^posts:1ready3 claims/)]));
    rerender(<Page isOpen more />);
    await models.settle();
    await eventually(() => expect(rows()).toContainEqual(expect.stringMatching(/^posts:2ready/)));
  });

  it('filters the models by name, channel and state', async () => {
    const models = createTestModels({ 'posts:1': hello, 'posts:2': hello });
    render(
      <>
        <Comments send={send} />
        <Comments send={send} id="2" />
        <ModelsDevtools initialIsOpen />
      </>,
      { wrapper: models.wrapper },
    );
    const filter = await panelOpened();
    await models.settle();
    await eventually(() => expect(rows()).toHaveLength(2));
    await userEvent.type(filter, 'posts:2');
    expect(rows()).toEqual([expect.stringMatching(/^posts:2/)]);
    fireEvent.change(filter, { target: { value: 'paused' } });
    expect(rows()).toEqual([]);
  });

  it('shows what is confirmed beside what is optimistic, and marks what differs', async () => {
    const { channel } = await openApp();
    await eventually(() => expect(lines()).toContainEqual(['title', '"Hello"', '"Hello"']));
    expect(devtools().getByText('No mutation is pending: both are the same.')).toBeDefined();
    await write('Mine');
    await eventually(() => expect(devtools().getByText('1 pending: 1 line differs.')).toBeDefined());
    const item = '{ id: "Mine", text: "Mine" }';
    expect(lines().at(-1)).toEqual(['0 (only optimistic)', '', item]);
    await channel.confirm();
    await eventually(() => expect(lines().at(-1)).toEqual(['0', item, item]));
  });

  it('shows each mutation with its stages', async () => {
    const { channel } = await openApp();
    await write('Mine');
    await channel.confirm();
    await tab(/Mutations/);
    const list = await eventually(() => devtools().getByRole('list', { name: 'Mutations' }));
    await eventually(() =>
      expect(list.textContent).toMatch(/comment\.addedappliedacknowledged \+\d+ msconfirmed \+\d+ ms/),
    );
  });

  it('rejects a mutation as the backend would', async () => {
    await openApp();
    await write('Mine');
    expect(comments()).toEqual(['Mine']);
    await tab(/Mutations/);
    await userEvent.click(
      await eventually(() => devtools().getByRole('button', { name: 'Reject comment.added' })),
    );
    await eventually(() => expect(status()).toBe('mutation-rejected'));
    expect(comments()).toEqual([]);
    await eventually(() => expect(devtools().getByText(/the backend rejected it/)).toBeDefined());
  });

  it('drops the next event, says what that does, and puts it right', async () => {
    const { channel } = await openApp();
    await userEvent.click(devtools().getByRole('button', { name: 'Drop next event' }));
    expect(said()).toContain('The next event will be lost on its way');
    await channel.emit('comment.added', comment('Lost'));
    await channel.emit('comment.added', comment('Seen'));
    expect(comments()).toEqual(['Seen']);
    await eventually(() => expect(said()).toMatch(/^Dropped: comment\.added\. The model does not know/));
    await userEvent.click(devtools().getByRole('button', { name: 'Sync to put it right' }));
    await eventually(() => expect(comments()).toEqual(['Lost', 'Seen']));
    await eventually(() => expect(said()).toBe(''));
  });

  it('delays events, and lets go of those that wait when that ends', async () => {
    const { channel } = await openApp();
    const delay = devtools().getByRole('spinbutton', { name: /Delay events/ });
    fireEvent.change(delay, { target: { value: '60000' } });
    await channel.emit('comment.added', comment('Late'));
    await eventually(() => expect(devtools().getByText('1 held')).toBeDefined());
    expect(comments()).toEqual([]);
    fireEvent.change(delay, { target: { value: '0' } });
    await eventually(() => expect(comments()).toEqual(['Late']));
  });

  it('pauses and resumes by hand', async () => {
    await openApp();
    await userEvent.click(devtools().getByRole('button', { name: 'Pause' }));
    await eventually(() => expect(devtools().getByText('paused: user')).toBeDefined());
    await userEvent.click(devtools().getByRole('button', { name: 'Resume' }));
    await eventually(() => expect(devtools().getByRole('button', { name: 'Pause' })).toBeDefined());
  });

  it('logs what happens, newest first, filters it, and forgets it when it is told to', async () => {
    const { channel } = await openApp();
    await channel.emit('comment.added', comment('Theirs'));
    await tab(/Events/);
    const log = () => devtools().getByRole('list', { name: 'Events, newest first' });
    await eventually(() => expect(log().firstElementChild?.textContent).toMatch(/eventcomment\.added 1$/));
    await userEvent.selectOptions(devtools().getByRole('combobox', { name: 'Kind of event' }), 'state');
    expect(
      within(log())
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual([expect.stringMatching(/stateready/)]);
    await userEvent.click(devtools().getByRole('button', { name: 'Clear' }));
    await eventually(() => expect(log().children).toHaveLength(0));
  });

  it('draws a lane for the model', async () => {
    const { channel } = await openApp();
    await channel.emit('comment.added', comment('Theirs'));
    await write('Mine');
    await tab(/Timeline/);
    await eventually(() =>
      expect(devtools().getByRole('img').getAttribute('aria-label')).toBe(
        'posts:1: ready, 1 events, 1 mutations in the time shown',
      ),
    );
  });

  it('is another world to the application: it hears neither its clicks nor its keys', async () => {
    const models = createTestModels({});
    const [onClick, onKeyDown, shortcut] = [vi.fn(), vi.fn(), vi.fn()];
    document.addEventListener('keydown', shortcut);
    render(
      <div onClick={onClick} onKeyDown={onKeyDown}>
        <ModelsDevtools initialIsOpen />
      </div>,
      { wrapper: models.wrapper },
    );
    await userEvent.type(await panelOpened(), 'j');
    document.removeEventListener('keydown', shortcut);
    expect([onClick, onKeyDown, shortcut].map((heard) => heard.mock.calls.length)).toEqual([0, 0, 0]);
  });

  it('holds no model: one that nobody uses goes as ever', async () => {
    const models = createTestModels({ 'posts:1': hello }, { pauseAfter: 0, gcTime: 0 });
    let leave = () => {};
    function Page() {
      const [isThere, setThere] = useState(true);
      leave = () => setThere(false);
      return (
        <>
          {isThere && <Comments send={send} />}
          <ModelsDevtools initialIsOpen />
        </>
      );
    }
    render(<Page />, { wrapper: models.wrapper, reactStrictMode: true });
    await panelOpened();
    await models.settle();
    await eventually(() => expect(rows()).toHaveLength(1));
    act(() => leave());
    await eventually(() => expect(rows()).toEqual([]));
    expect(models.channel('posts:1').attachments).toBe(0);
  });

  it('leaves nothing behind', async () => {
    const models = createTestModels({ 'posts:1': hello });
    const { unmount, channel } = await openApp(models);
    const delay = devtools().getByRole('spinbutton', { name: /Delay events/ });
    fireEvent.change(delay, { target: { value: '60000' } });
    await channel.emit('comment.added', comment('Late'));
    expect(inspectorOf(models)).toBeDefined();
    unmount();
    expect(hosts()).toEqual([]);
    expect(inspectorOf(models)).toBeUndefined();
    await models.expectNoLeaks();
  });

  it('lets a model have what was held back when it goes', async () => {
    const models = createTestModels({ 'posts:1': hello });
    const Page = ({ isOpen }: { readonly isOpen: boolean }) => (
      <>
        <Comments send={send} />
        {isOpen && <ModelsDevtools initialIsOpen />}
      </>
    );
    const { rerender } = render(<Page isOpen />, { wrapper: models.wrapper });
    await panelOpened();
    await models.settle();
    await userEvent.click(await eventually(() => devtools().getByRole('button', { name: /^posts:1/ })));
    const delay = devtools().getByRole('spinbutton', { name: /Delay events/ });
    fireEvent.change(delay, { target: { value: '60000' } });
    await models.channel('posts:1').emit('comment.added', comment('Late'));
    rerender(<Page isOpen={false} />);
    await eventually(() => expect(comments()).toEqual(['Late']));
  });

  it('is no part of what a server renders', () => {
    const models = createTestModels({});
    expect(
      renderToString(
        <ModelsProvider client={models.client}>
          <ModelsDevtools initialIsOpen />
        </ModelsProvider>,
      ),
    ).toBe('');
  });

  it('takes a client of its own where there is no provider', async () => {
    const models = createTestModels({ 'posts:1': hello });
    render(<ModelsDevtools client={models.client} initialIsOpen />);
    await panelOpened();
    expect(devtools().getByText('No model yet. One shows with its first component.')).toBeDefined();
  });
});

describe('<ModelsDevtools> says', () => {
  it.each([
    ['that it needs a client', {}, 'unable to use <ModelsDevtools>; there is no <ModelsProvider> above it'],
    [
      'which prop does not exist',
      { isOpen: true },
      'unable to render <ModelsDevtools>; `isOpen` is not an option',
    ],
  ])('%s', (_, props, message) => {
    const complain = vi.spyOn(console, 'error').mockReturnValue();
    expect(() => render(<ModelsDevtools {...(props as ModelsDevtoolsProps)} />)).toThrow(message);
    complain.mockRestore();
  });
});

const inspectorOf = ({ client }: TestModels) => liveClientOf(client)?.inspector;
