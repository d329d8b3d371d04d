'use client';

import { Component, type ReactNode } from 'react';

interface BoundaryProps {
  /** Whether its button takes a focus that nobody has. */
  readonly takesFocus: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Keeps from the application what the panel throws: a chunk that does not load, a getter in somebody's data. */
export class Boundary extends Component<BoundaryProps, { readonly message: string | undefined }> {
  override state: { readonly message: string | undefined } = { message: undefined };

  static getDerivedStateFromError(thrown: unknown) {
    return { message: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  override render() {
    const { takesFocus, onClose, children } = this.props;
    if (this.state.message === undefined) return children;
    return (
      <p className="failed" role="alert">
        <span>The devtools failed: {this.state.message}</span>
        <button ref={takesFocus ? focusIfNobody : null} onClick={onClose}>
          Close
        </button>
      </p>
    );
  }
}

function focusIfNobody(element: HTMLElement | null): void {
  if (element === null) return;
  const { activeElement, body } = element.ownerDocument;
  const root = element.getRootNode();
  const isOurs = root instanceof ShadowRoot && activeElement === root.host;
  if (activeElement === null || activeElement === body || isOurs) element.focus();
}
