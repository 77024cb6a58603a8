const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The text in lines no wider than `width`, by the measure given. Line ends are kept; other breaks are at spaces,
 * behind hyphens and slashes, and inside a word only when it is wider than a line.
 */
export function wrapText(text: string, width: number, measure: (text: string) => number): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width, measure));
}

/** At most `count` of the lines; an ellipsis says when there were more. */
export function clampLines(lines: string[], count: number): string[] {
  if (lines.length <= count) return lines;
  const kept = lines.slice(0, count);
  const last = [...graphemes.segment(kept[count - 1]!)].map((part) => part.segment);
  kept[count - 1] = `${last.slice(0, -1).join('').trimEnd()}…`;
  return kept;
}

function wrapParagraph(paragraph: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  let lineWidth = 0;
  for (const word of paragraph.trim().split(/ +/)) {
    const parts = word.split(/(?<=[-–—/])/);
    for (const [index, part] of parts.entries()) {
      const joined = index === 0 && line !== '' ? ` ${part}` : part;
      const joinedWidth = measure(joined);
      if (lineWidth + joinedWidth <= width) {
        line += joined;
        lineWidth += joinedWidth;
        continue;
      }
      if (line !== '') lines.push(line);
      const pieces = splitWord(part, width, measure);
      lines.push(...pieces.slice(0, -1));
      line = pieces.at(-1)!;
      lineWidth = measure(line);
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

function splitWord(word: string, width: number, measure: (text: string) => number): string[] {
  if (measure(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  let pieceWidth = 0;
  for (const { segment } of graphemes.segment(word)) {
    const segmentWidth = measure(segment);
    if (piece !== '' && pieceWidth + segmentWidth > width) {
      pieces.push(piece);
      piece = '';
      pieceWidth = 0;
    }
    piece += segment;
    pieceWidth += segmentWidth;
  }
  return [...pieces, piece];
}
