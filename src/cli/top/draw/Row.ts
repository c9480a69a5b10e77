import { controls } from '../../../wire/escapeControls.ts';

/** How a piece of a row looks where there are colours. The words alone must do where there are none. */
export type Style = 'bold' | 'quiet' | 'warning' | 'critical' | 'selected';

/** A piece of a row. */
interface Span {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** One row of the screen. */
export type Row = readonly Span[];

const unmarked = /\p{M}/u;
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** A row of one piece. */
export function row(text: string, style?: Style): Row {
  return [{ text, style }];
}

/** A row without its styles. */
export function rowText(given: Row): string {
  return given.map(({ text }) => text).join('');
}

/** What others have named, without characters that steer a terminal or turn the direction of text. */
export function printable(text: string): string {
  return text.replace(controls, '?');
}

/** Places that a text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

/** A text in so many places at most; what does not fit is an ellipsis. */
export function clipped(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width <= 0) return '';
  let short = '';
  let taken = 1;
  for (const character of text) {
    taken += widthOfCharacter(character);
    if (taken > width) break;
    short += character;
  }
  return `${short}…`;
}

/** A text in exactly so many places. */
export function fitted(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const short = clipped(text, width);
  const gap = ' '.repeat(Math.max(0, width - widthOf(short)));
  return align === 'left' ? `${short}${gap}` : `${gap}${short}`;
}

/** A row in so many places at most. */
export function clippedRow(given: Row, width: number): Row {
  let left = width;
  const spans: Span[] = [];
  for (const { text, style } of given) {
    const short = clipped(text, left);
    left -= widthOf(short);
    spans.push({ text: short, style });
    if (short !== text) break;
  }
  return spans;
}

function widthOfCharacter(character: string): number {
  if (unmarked.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
