import { Presets, SingleBar } from 'cli-progress';

export type Progress = {
  show(done: number, total: number): void;
  end(): void;
};

/** A bar on the error output of a terminal; nothing where nobody looks at one. */
export function progressBar(what: string): Progress {
  if (!process.stderr.isTTY) return { show: () => {}, end: () => {} };
  const format = `${what} [{bar}] {percentage}% | {value} of {total} | {eta_formatted} left`;
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.legacy);
  return {
    show(done, total) {
      if (!bar.isActive) bar.start(total, done);
      else bar.update(done);
    },
    end: () => bar.stop(),
  };
}

/** A length as people read it. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}
