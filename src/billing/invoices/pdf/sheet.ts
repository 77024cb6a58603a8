import PDFDocument from 'pdfkit';
import { drawableText } from './drawable-text.ts';
import { type FontName, loadFonts } from './fonts.ts';
import { clampLines, wrapText } from './wrap-text.ts';

export type TextStyle = { font: FontName; size: number; color: string };
export type Box = { x: number; width: number };

const lineSpacing = 1.42;

export const colors = { text: '#111827', muted: '#5b6472', rule: '#d9dde3', strongRule: '#111827' };

export const styles = {
  title: { font: 'bold', size: 24, color: colors.text },
  headline: { font: 'bold', size: 15, color: colors.text },
  heading: { font: 'bold', size: 9, color: colors.text },
  body: { font: 'regular', size: 9, color: colors.text },
  strong: { font: 'bold', size: 9, color: colors.text },
  muted: { font: 'regular', size: 9, color: colors.muted },
  small: { font: 'regular', size: 7.5, color: colors.muted },
} as const satisfies Record<string, TextStyle>;

/**
 * A4 pages filled from top to bottom. All measures are PDF points (1/72 inch) from the upper left corner. Text is
 * given in lines: nothing flows by itself, so nothing is drawn that was not measured.
 */
export class Sheet {
  readonly document: PDFKit.PDFDocument;
  /** The area between the margins; the footer is below `bottom`. */
  readonly left = 50;
  readonly right = 595.28 - 50;
  readonly top = 50;
  readonly bottom = 841.89 - 72;
  /** Where the next thing goes. */
  y = 50;
  /** All characters so far that the font lacks. */
  readonly missing = new Set<string>();

  constructor(options: { language: string; title: string; author: string; createdAt: Date }) {
    const fonts = loadFonts().files;
    this.document = new PDFDocument({
      pdfVersion: '1.7',
      size: 'A4',
      margin: 0,
      bufferPages: true,
      lang: options.language,
      displayTitle: true,
      // pdfkit derives the file's id from these, so that the same document has the same bytes.
      info: {
        Title: drawableText(options.title).text,
        Author: drawableText(options.author).text,
        Creator: 'Florin',
        CreationDate: options.createdAt,
      },
    });
    this.document.registerFont('regular', fonts.regular);
    this.document.registerFont('bold', fonts.bold);
  }

  get width(): number {
    return this.right - this.left;
  }

  lineHeight(style: TextStyle): number {
    return style.size * lineSpacing;
  }

  /** Width of text that is drawable already. */
  measure(text: string, style: TextStyle): number {
    return this.document.font(style.font).fontSize(style.size).widthOfString(text);
  }

  /** Any text, made drawable, as lines that fit; line ends in it are spaces. With a limit, an ellipsis ends it. */
  wrap(text: string, width: number, style: TextStyle, limit = Number.POSITIVE_INFINITY): string[] {
    return clampLines(this.wrapParagraphs(text.replace(/\s*[\r\n]+\s*/g, ' '), width, style), limit);
  }

  /** As `wrap`, and line ends in the text stay. */
  wrapParagraphs(text: string, width: number, style: TextStyle): string[] {
    const drawable = drawableText(text);
    for (const character of drawable.missing) this.missing.add(character);
    return wrapText(drawable.text, width, (part) => this.measure(part, style));
  }

  /** One line of drawable text with its top at `y`. */
  drawLine(line: string, box: Box, y: number, style: TextStyle, align: 'left' | 'right' = 'left'): void {
    const x = align === 'left' ? box.x : box.x + box.width - this.measure(line, style);
    const inset = (this.lineHeight(style) - style.size * 1.362) / 2;
    this.document.font(style.font).fontSize(style.size).fillColor(style.color);
    this.document.text(line, x, y + inset, { lineBreak: false });
  }

  /** Lines one under the other from `y`; answers where the next would go. */
  drawLines(
    lines: string[],
    box: Box,
    y: number,
    style: TextStyle,
    align: 'left' | 'right' = 'left',
  ): number {
    for (const [index, line] of lines.entries()) {
      this.drawLine(line, box, y + index * this.lineHeight(style), style, align);
    }
    return y + lines.length * this.lineHeight(style);
  }

  drawRule(box: Box, y: number, color: string, thickness = 0.6): void {
    this.document.moveTo(box.x, y).lineTo(box.x + box.width, y);
    this.document.lineWidth(thickness).strokeColor(color).stroke();
  }

  hasRoom(height: number): boolean {
    return this.y + height <= this.bottom;
  }

  /** Goes to a new page unless the height fits on this one. */
  ensureRoom(height: number): void {
    if (!this.hasRoom(height)) this.addPage();
  }

  addPage(): void {
    this.document.addPage();
    this.y = this.top;
  }
}
