import { readFileSync } from 'node:fs';
import { readCoveredCodePoints } from './font-coverage.ts';

export type FontName = 'regular' | 'bold';

const folder = new URL('../../../../assets/fonts/', import.meta.url);

let loaded: { files: Record<FontName, Buffer>; covered: ReadonlySet<number> } | undefined;

/** The font files, and the code points that both have a glyph for. Read once per process. */
export function loadFonts(): { files: Record<FontName, Buffer>; covered: ReadonlySet<number> } {
  if (!loaded) {
    const regular = readFileSync(new URL('NotoSans-Regular.ttf', folder));
    const bold = readFileSync(new URL('NotoSans-Bold.ttf', folder));
    const covered = readCoveredCodePoints(regular).intersection(readCoveredCodePoints(bold));
    loaded = { files: { regular, bold }, covered };
  }
  return loaded;
}
