import { styleText } from 'node:util';
import { printable, type Row, type Style } from './draw/Row.ts';

/** What a terminal can show. */
export interface Ability {
  readonly hasColours: boolean;
  readonly hasUnicode: boolean;
}

const looks: Readonly<Record<Style, Parameters<typeof styleText>[0]>> = {
  bold: 'bold',
  quiet: 'dim',
  warning: ['bold', 'yellow'],
  critical: ['bold', 'red'],
  selected: ['bold', 'cyan'],
};
/** One for one, so that all rows stay as wide as they are. */
const drawn = '▁▂▃▄▅▆▇█▸▾▴–…';
const plain = '_.-:=+*#>v^-~';

/** A row as it is written to a terminal. */
export function painted(row: Row, { hasColours, hasUnicode }: Ability): string {
  return row
    .map(({ text, style }) => {
      const shown = printable(hasUnicode ? text : inAscii(text));
      if (style === undefined || !hasColours || text.trim() === '') return shown;
      return styleText(looks[style], shown, { validateStream: false });
    })
    .join('');
}

/** What we draw with, in ASCII; what others have named stays as far as it can be shown. */
function inAscii(text: string): string {
  return Array.from(text, (character) => {
    const place = drawn.indexOf(character);
    if (place >= 0) return plain[place];
    return character > '\x7f' ? '?' : character;
  }).join('');
}
