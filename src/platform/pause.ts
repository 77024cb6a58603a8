/** A wait that can be cut short, by whoever has something to do or by a signal. */
export function createPause(signal: AbortSignal) {
  let end = () => {};
  signal.addEventListener('abort', () => end(), { once: true });
  return {
    async wait(milliseconds: number): Promise<void> {
      if (signal.aborted) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
    end: () => end(),
  };
}
