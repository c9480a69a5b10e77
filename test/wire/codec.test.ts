import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeLine, fromWireRow, LineDecoder, toWireRow } from '../../src/wire/codec.ts';
import { column, sampleFields } from '../../src/wire/sample.ts';

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let start = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(start, start + size));
    start += size;
  }
  chunks.push(bytes.subarray(start));
  return chunks;
}

const lineText = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ' '));

describe('encodeLine', () => {
  it('writes one line of JSON and says null for what is not a number', () => {
    expect(encodeLine({ type: 'sample', row: [1, Number.NaN, Number.POSITIVE_INFINITY] })).toBe(
      '{"type":"sample","row":[1,null,null]}\n',
    );
  });

  it('keeps a message with line breaks on one line', () => {
    const line = encodeLine({ type: 'goodbye', reason: 'one\ntwo' });
    expect(line.indexOf('\n')).toBe(line.length - 1);
  });
});

describe('LineDecoder', () => {
  it('gives the same lines for any chunking', () => {
    fc.assert(
      fc.property(
        fc.array(lineText, { maxLength: 8 }),
        lineText,
        fc.array(fc.nat({ max: 9 }), { maxLength: 60 }),
        (lines, rest, sizes) => {
          const stream = lines.map((line) => `${line}\n`).join('') + rest;
          const decoder = new LineDecoder();
          const decoded = cut(new TextEncoder().encode(stream), sizes).flatMap((chunk) =>
            decoder.push(chunk),
          );
          expect(decoded).toEqual(lines);
        },
      ),
    );
  });

  it('skips and counts the same over-long lines for any chunking', () => {
    const maxLineBytes = 12;
    fc.assert(
      fc.property(
        fc.array(lineText, { maxLength: 8 }),
        fc.array(fc.nat({ max: 9 }), { maxLength: 60 }),
        (lines, sizes) => {
          const fitting = lines.filter((line) => new TextEncoder().encode(line).length <= maxLineBytes);
          const decoder = new LineDecoder({ maxLineBytes });
          const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
          expect(cut(bytes, sizes).flatMap((chunk) => decoder.push(chunk))).toEqual(fitting);
          expect(decoder.skippedLines).toBe(lines.length - fitting.length);
        },
      ),
    );
  });

  it('counts an over-long line before its end has come', () => {
    const decoder = new LineDecoder({ maxLineBytes: 4 });
    decoder.push('12345');
    decoder.push('67890');
    expect(decoder.skippedLines).toBe(1);
    expect(decoder.push('\nnext\n')).toEqual(['next']);
  });

  it('takes lines up to 256 KB by default', () => {
    const decoder = new LineDecoder();
    const longest = 'x'.repeat(256 * 1024);
    expect(decoder.push(`${longest}\n`)).toEqual([longest]);
    expect(decoder.push(`${longest}x\nshort\n`)).toEqual(['short']);
  });

  it('does not depend on a buffer that its owner uses again', () => {
    const decoder = new LineDecoder();
    const buffer = new TextEncoder().encode('first');
    decoder.push(buffer);
    buffer.fill(0x21);
    expect(decoder.push('\n')).toEqual(['first']);
  });
});

describe('rows on the wire', () => {
  it('come back as they were, with NaN for what is unknown', () => {
    const anyNumber = fc.oneof(fc.constant(Number.NaN), fc.nat());
    const size = sampleFields.length;
    fc.assert(
      fc.property(fc.array(anyNumber, { minLength: size, maxLength: size }), (values) => {
        const row = Float64Array.from(values);
        const line = encodeLine({ type: 'sample', row: toWireRow(row) });
        expect(fromWireRow(JSON.parse(line).row, sampleFields)).toEqual(row);
      }),
    );
  });

  it('are matched by name, whatever the order and the age of the peer', () => {
    const row = fromWireRow([7, 5, 1], ['rssBytes', 'quantumBytes', 'time']);
    expect(row[column.rssBytes]).toBe(7);
    expect(row[column.time]).toBe(1);
    expect(row[column.heapUsedBytes]).toBeNaN();
    expect(row).toHaveLength(sampleFields.length);
  });

  it('ignore field names that every object has, and rows that are too short', () => {
    const row = fromWireRow([1, 2], ['__proto__', 'toString', 'rssBytes']);
    expect(row).toEqual(new Float64Array(sampleFields.length).fill(Number.NaN));
    expect(Object.keys(row)).toHaveLength(sampleFields.length);
  });
});
