import { Component, Suspense, type ReactNode } from 'react';

interface BoundaryProps {
  readonly onReset?: () => void;
  readonly children: ReactNode;
}

/** An error boundary as applications have it. */
class Boundary extends Component<BoundaryProps, { readonly error: Error | undefined }> {
  override state = { error: undefined as Error | undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const reset = () => {
      this.props.onReset?.();
      this.setState({ error: undefined });
    };
    return (
      <>
        <p role="alert">{error.message}</p>
        <button onClick={reset}>Reset</button>
      </>
    );
  }
}

/** Shows what it waits for, and what went wrong. */
export function Screen({ children, onReset }: BoundaryProps) {
  return (
    <Boundary {...(onReset && { onReset })}>
      <Suspense fallback={<p role="status">Loading</p>}>{children}</Suspense>
    </Boundary>
  );
}
