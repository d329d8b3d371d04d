import { Component, type ReactNode } from 'react';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
  /** Shown in the place of what threw. */
  readonly fallback: (error: Error, reset: () => void) => ReactNode;
  /** Called before the children are rendered again. */
  readonly onReset?: () => void;
}

interface State {
  readonly error: Error | undefined;
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  readonly #reset = () => {
    this.props.onReset?.();
    this.setState({ error: undefined });
  };

  override render() {
    const { error } = this.state;
    return error === undefined ? this.props.children : this.props.fallback(error, this.#reset);
  }
}
