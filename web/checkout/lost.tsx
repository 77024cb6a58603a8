import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

/**
 * What is left where a part of the page could not be loaded, its words perhaps: so in English. To load it anew is safe at any
 * time, for what has been paid the server knows.
 */
export function Lost() {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-5 p-6 text-center">
      <h1 className="font-semibold text-xl/7">The page could not be loaded</h1>
      <Button look="primary" size="large" onClick={() => globalThis.location.reload()}>
        Try again
      </Button>
    </main>
  );
}

export class LostBoundary extends Component<{ children: ReactNode }, { isLost: boolean }> {
  override state = { isLost: false };

  static getDerivedStateFromError(): { isLost: boolean } {
    return { isLost: true };
  }

  override render(): ReactNode {
    return this.state.isLost ? <Lost /> : this.props.children;
  }
}
