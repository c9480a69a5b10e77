import { describe, expect, it } from 'vitest';
import { type Table, toMarkdown, toText } from '../../../bench/harness/Table.ts';

const table: Table = {
  title: 'Time per sample',
  columns: ['what', 'time'],
  rows: [
    ['source', '5 µs'],
    ['a|b', '12.5 µs'],
  ],
  notes: ['Medians.'],
};

describe('a table of a bench', () => {
  it('aligns names to the left and figures to the right in a terminal', () => {
    expect(toText(table)).toBe(
      [
        'Time per sample',
        '──────  ───────',
        'what       time',
        '──────  ───────',
        'source     5 µs',
        'a|b     12.5 µs',
        '· Medians.',
      ].join('\n'),
    );
  });

  it('is a Markdown table whose cells may hold bars', () => {
    expect(toMarkdown(table)).toBe(
      [
        '### Time per sample',
        '',
        '| what | time |',
        '| --- | ---: |',
        '| source | 5 µs |',
        '| a\\|b | 12.5 µs |',
        '',
        '- Medians.',
      ].join('\n'),
    );
  });

  it('leaves the cell of a short row empty, and has no list without notes', () => {
    const short: Table = { title: 'T', columns: ['a', 'b'], rows: [['1']] };
    expect(toMarkdown(short)).toBe('### T\n\n| a | b |\n| --- | ---: |\n| 1 |  |');
    expect(toText(short)).toBe('T\n─  ─\na  b\n─  ─\n1');
  });
});
