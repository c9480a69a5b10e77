import { describe, expect, it } from 'vitest';
import { readRecording } from '../../src/sampling/readRecording.ts';
import { TidemarkError } from '../../src/TidemarkError.ts';
import { column, toSample } from '../../src/wire/sample.ts';

const first = '{"time":1700000000000,"pid":4711,"id":"4711","payload":{"rssBytes":50,"liveBytes":null}}';
const second = '{"time":1700000001000,"pid":4712,"id":"4712","payload":{"rssBytes":60,"colour":"red"}}';

function errorOf(recording: string | string[]): TidemarkError {
  try {
    readRecording(recording);
  } catch (error) {
    if (error instanceof TidemarkError) return error;
  }
  throw new Error('nothing was wrong');
}

describe('reading a recording', () => {
  it('gives a row and a process for each line', () => {
    const { samples, tornLines } = readRecording(`${first}\n${second}\n`);
    expect(samples.map(({ pid }) => pid)).toEqual([4711, 4712]);
    expect(toSample(samples[0]?.row ?? [])).toMatchObject({
      time: 1700000000000,
      rssBytes: 50,
      liveBytes: undefined,
    });
    expect(samples[1]?.row[column.heapUsedBytes]).toBeNaN();
    expect(tornLines).toBe(0);
  });

  it('reads lines as they come from a file', () => {
    expect(readRecording(new Set([first, '', second])).samples).toHaveLength(2);
  });

  it('reads what Windows wrote', () => {
    expect(readRecording(`${first}\r\n${second}\r\n`).samples).toHaveLength(2);
  });

  it('ignores and counts a last line that was cut short', () => {
    for (let length = 1; length < second.length; length++) {
      expect(readRecording(`${first}\n${second.slice(0, length)}`)).toMatchObject({ tornLines: 1 });
    }
  });

  it('is empty for an empty file', () => {
    expect(readRecording('')).toEqual({ samples: [], tornLines: 0, corruptLines: 0 });
    expect(readRecording('\n\n')).toEqual({ samples: [], tornLines: 0, corruptLines: 0 });
  });

  it('reads what `tidemark run --samples` writes', () => {
    const payload = { time: 5, rssBytes: 60 };
    const line = JSON.stringify({ time: 5, pid: 1, id: '1.3', type: 'memory:sampled', payload });
    const [sample] = readRecording(line).samples;
    expect(sample).toMatchObject({ pid: 1, id: '1.3' });
    expect(toSample(sample?.row ?? [])).toMatchObject({ time: 5, rssBytes: 60, liveBytes: undefined });
  });

  it('names the line that is not JSON', () => {
    const error = errorOf(`${first}\n{"time":17\n${second}\n`);
    expect(error.code).toBe('INVALID_RECORDING');
    expect(error.message).toBe('line 2 must be a JSON object, received "{\\"time\\":17"');
  });

  it.each(['[1,2]', '7', 'null', '"text"'])('refuses %s in place of a sample', (line) => {
    expect(errorOf([first, line, second]).message).toBe(`line 2 must be a JSON object, received ${line}`);
  });

  it('names the line, the field, the rule and the value that are wrong', () => {
    const error = errorOf([first, '{"time":1700000002000,"pid":1,"payload":{"rssBytes":"60"}}', second]);
    expect(error).toMatchObject({ option: 'line 2, payload.rssBytes', received: '60' });
    expect(error.message).toBe('line 2, payload.rssBytes must be a number or null, received "60"');
  });

  it('needs a time and a process', () => {
    expect(errorOf(['{"pid":1}']).message).toBe('line 1, time must be epoch milliseconds, received nothing');
    expect(errorOf(['{"time":1}']).message).toBe('line 1, pid must be a whole number, received nothing');
    expect(errorOf(['{"time":1,"pid":1.5}']).option).toBe('line 1, pid');
  });
});
