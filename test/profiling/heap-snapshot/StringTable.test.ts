import { describe, expect, it } from 'vitest';
import { HeldBytes } from '../../../src/profiling/heap-snapshot/HeldBytes.ts';
import { StringTable } from '../../../src/profiling/heap-snapshot/StringTable.ts';

/** A table over the JSON of these strings, which begins at an offset as the section does in its file. */
function tableOf(json: readonly string[], start = 100_000): StringTable {
  const held = new HeldBytes(start);
  const table = new StringTable((offset, length) => held.read(offset, length));
  let offset = start;
  for (const text of json) {
    const bytes = Buffer.from(`"${text}",\n`);
    table.append(Uint32Array.of(1), offset);
    held.append(bytes);
    offset += bytes.length;
  }
  return table;
}

describe('the strings of a snapshot', () => {
  it('are told by index, with what is escaped in them', () => {
    const table = tableOf(['a', '', 'say \\"hi\\" \\\\ \\n', '\\u00e9é', '\\ud800']);
    expect([0, 1, 2, 3, 4].map((index) => table.text(index))).toEqual([
      'a',
      '',
      'say "hi" \\ \n',
      'éé',
      '\ud800',
    ]);
    expect(table.text(5)).toBe('?');
  });

  it('tell the number that they begin with, on whatever page it ends', () => {
    const table = tableOf(['12', '7 / part of key', '', 'x1', '00304a', `${'9'.repeat(400)}`]);
    expect([0, 1, 2, 3, 4, 6].map((index) => table.leadingNumber(index))).toEqual([
      12,
      7,
      undefined,
      undefined,
      304,
      undefined,
    ]);
    expect(table.leadingNumber(5)).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
    // The second one begins on one page, and ends on the next.
    const pageEnd = 2 * 65_536;
    const cut = tableOf(['x'.repeat(20), '1234567', '8'], pageEnd - 28);
    expect([1, 2].map((index) => cut.leadingNumber(index))).toEqual([1_234_567, 8]);
    expect(cut.text(1)).toBe('1234567');
  });

  it('are told as they stand where an escape is none', () => {
    expect(tableOf(['C:\\q']).text(0)).toBe('C:\\q');
  });

  it('are told across the pages in which they are read, however many there are', () => {
    const texts = Array.from(
      { length: 70_000 },
      (_, index) => `string number ${index} ${'x'.repeat(index % 100)}`,
    );
    const table = tableOf(texts);
    for (let index = 0; index < texts.length; index += 97) expect(table.text(index)).toBe(texts[index]);
    expect(table.text(65_535)).toBe(texts[65_535]);
    expect(table.text(65_536)).toBe(texts[65_536]);
    expect(table.count).toBe(70_000);
  });

  it('are cut after 64 kB, and never in the middle of a character or an escape', () => {
    for (const unit of ['x', '\\u00e9', '\\n', 'é', '\\\\']) {
      for (const shift of ['', 'a', 'ab', 'abc', 'abcd', 'abcde']) {
        const text = tableOf([`${shift}${unit.repeat(70_000)}`]).text(0);
        const expected = JSON.parse(`"${unit}"`) as string;
        expect(text.slice(shift.length).replaceAll(expected, '')).toBe('');
        expect(text.length).toBeGreaterThan(10_000);
        expect(text.length).toBeLessThan(66_000);
      }
    }
  });
});
