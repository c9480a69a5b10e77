import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readRecording } from '../../src/sampling/readRecording.ts';
import { TidemarkError } from '../../src/TidemarkError.ts';
import { LineDecoder } from '../../src/wire/codec.ts';

const line = '{"time":1700000000000,"pid":4711,"id":"4711","payload":{"rssBytes":50}}';

function errorOf(recording: unknown): TidemarkError {
  try {
    readRecording(recording as string);
  } catch (error) {
    if (error instanceof TidemarkError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

/** As the command reads a file. */
function linesOf(bytes: Uint8Array): string[] {
  const decoder = new LineDecoder();
  return [...decoder.push(bytes), ...decoder.push('\n')];
}

describe('a recording', () => {
  it('may begin with a byte order mark', () => {
    expect(readRecording(`\uFEFF${line}\n`).samples).toHaveLength(1);
    expect(readRecording(linesOf(Buffer.from(`\uFEFF${line}\n`))).samples).toHaveLength(1);
  });

  it.each([
    [
      line.replace('1700000000000', '1e300'),
      'line 1, time must be epoch milliseconds from 0 to 8640000000000000',
    ],
    [
      line.replace('1700000000000', '-1'),
      'line 1, time must be epoch milliseconds from 0 to 8640000000000000',
    ],
  ])('holds no impossible figures: %s', (text, message) => {
    expect(errorOf(text).message).toContain(message);
    expect(errorOf(text).code).toBe('INVALID_RECORDING');
  });

  it.each(['1e300', '1e400', '-50', '9007199254740993'])(
    'leaves out and counts a line with %s bytes',
    (bytes) => {
      const recording = `${line}\n${line.replace('50', bytes)}\n${line}\n`;
      const { samples, corruptLines } = readRecording(recording);
      expect([samples.length, corruptLines]).toEqual([2, 1]);
    },
  );

  it('may hold a limit that is none, as 64 bits say it', () => {
    const unlimited = line.replace('"rssBytes":50', '"containerLimitBytes":18446744073709551615');
    expect(readRecording(unlimited)).toMatchObject({ corruptLines: 0, samples: [{ pid: 4711 }] });
  });

  it('that is compressed, or UTF-16, is called what it is, with what to do and without its bytes', () => {
    expect(errorOf(linesOf(gzipSync(`${line}\n`))).message).toBe(
      'A recording is text in UTF-8; this one is compressed by gzip: zcat FILE | tidemark analyze -',
    );
    const utf16 =
      'A recording is text in UTF-8; this one is UTF-16: iconv -f UTF-16 -t UTF-8 FILE | tidemark analyze -';
    expect(errorOf(linesOf(Buffer.from(`\uFEFF${line}\n`, 'utf16le'))).message).toBe(utf16);
    expect(errorOf(linesOf(Buffer.from(`${line}\n`, 'utf16le'))).message).toBe(utf16);
  });

  it.each([5, null, undefined, {}, [5]])('is text or lines, and not %o', (given) => {
    expect(errorOf(given)).toMatchObject({ code: 'INVALID_OPTION', option: 'recording' });
  });
});
