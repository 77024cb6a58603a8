const unicodeEncodings = new Set(['0/3', '0/4', '3/1', '3/10']);

/**
 * The code points that a TrueType or OpenType font maps to a glyph, from its `cmap` table (formats 4 and 12).
 * Throws when the font has no such table.
 */
export function readCoveredCodePoints(font: Buffer): Set<number> {
  const cmap = tableOffset(font, 'cmap');
  const covered = new Set<number>();
  const encodings = font.readUInt16BE(cmap + 2);
  for (let index = 0; index < encodings; index++) {
    const record = cmap + 4 + index * 8;
    const encoding = `${font.readUInt16BE(record)}/${font.readUInt16BE(record + 2)}`;
    if (!unicodeEncodings.has(encoding)) continue;
    const table = cmap + font.readUInt32BE(record + 4);
    const format = font.readUInt16BE(table);
    if (format === 4) addSegments(font, table, covered);
    if (format === 12) addGroups(font, table, covered);
  }
  return covered;
}

function tableOffset(font: Buffer, tag: string): number {
  const tables = font.readUInt16BE(4);
  for (let index = 0; index < tables; index++) {
    const record = 12 + index * 16;
    if (font.toString('latin1', record, record + 4) === tag) return font.readUInt32BE(record + 8);
  }
  throw new Error(`The font has no ${tag} table.`);
}

/** Format 4: four parallel arrays of 16-bit segments; glyph 0 stands for "none". */
function addSegments(font: Buffer, table: number, covered: Set<number>): void {
  const bytes = font.readUInt16BE(table + 6);
  const ends = table + 14;
  const starts = ends + bytes + 2;
  const deltas = starts + bytes;
  const offsets = deltas + bytes;
  for (let at = 0; at < bytes; at += 2) {
    const start = font.readUInt16BE(starts + at);
    const end = font.readUInt16BE(ends + at);
    const delta = font.readUInt16BE(deltas + at);
    const offset = font.readUInt16BE(offsets + at);
    for (let codePoint = start; codePoint <= end && codePoint < 0xffff; codePoint++) {
      let glyph = codePoint;
      if (offset !== 0) {
        glyph = font.readUInt16BE(offsets + at + offset + (codePoint - start) * 2);
        if (glyph === 0) continue;
      }
      if (((glyph + delta) & 0xffff) !== 0) covered.add(codePoint);
    }
  }
}

/** Format 12: groups of start, end and first glyph, 32 bits each. */
function addGroups(font: Buffer, table: number, covered: Set<number>): void {
  const groups = font.readUInt32BE(table + 12);
  for (let index = 0; index < groups; index++) {
    const group = table + 16 + index * 12;
    const start = font.readUInt32BE(group);
    const end = font.readUInt32BE(group + 4);
    const firstGlyph = font.readUInt32BE(group + 8);
    for (let codePoint = start; codePoint <= end; codePoint++) {
      if (firstGlyph + codePoint - start !== 0) covered.add(codePoint);
    }
  }
}
