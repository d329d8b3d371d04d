import { useEffect, useRef } from 'react';
import { CrossIcon } from './icons.js';

const shortcuts: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['n'], 'New issue'],
  [['j', 'k'], 'Next and previous issue, or arrows'],
  [['h', 'l'], 'Column to the left, to the right'],
  [['Enter'], 'Open the issue'],
  [['Esc'], 'Close it'],
  [['e'], 'Edit the title'],
  [['1', '2', '3'], 'Todo, Doing, Done'],
  [['a'], 'Next assignee'],
  [['c'], 'Comment'],
  [['?'], 'This list'],
];

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      className="help"
      ref={dialog}
      aria-labelledby="help-title"
      onCancel={onClose}
      // Its backdrop is part of it; what is inside is not the dialog itself.
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className="help__body">
        <header className="help__head">
          <h2 id="help-title">Keyboard</h2>
          <button className="icon-button" aria-label="Close" onClick={onClose}>
            <CrossIcon />
          </button>
        </header>
        <dl className="help__list">
          {shortcuts.map(([keys, what]) => (
            <div className="help__row" key={what}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </div>
    </dialog>
  );
}
