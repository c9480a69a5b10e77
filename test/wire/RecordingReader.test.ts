import { describe, expect, it } from 'vitest';
import { TidemarkError } from '../../src/TidemarkError.ts';
import { RecordingReader } from '../../src/wire/RecordingReader.ts';
import { column, sampleFields } from '../../src/wire/sample.ts';

const sample =
  '{"time":1700000000000,"pid":4711,"id":"4711.2","type":"memory:sampled","payload":{"rssBytes":50}}';
const event = '{"time":1700000000000,"pid":4711,"type":"memory:leak_suspected","payload":{}}';

describe('reading a recording line by line', () => {
  it('gives a sample for a line, with its process and its thread', () => {
    const read = new RecordingReader().read(sample);
    expect(read).toMatchObject({ pid: 4711, id: '4711.2' });
    expect(read?.row[column.time]).toBe(1700000000000);
    expect(read?.row[column.rssBytes]).toBe(50);
    expect(read?.row[column.liveBytes]).toBeNaN();
  });

  it('writes into the row that it is given, and leaves nothing of its former content', () => {
    const row = new Float64Array(sampleFields.length).fill(7);
    expect(new RecordingReader().read(sample, row)?.row).toBe(row);
    expect(row[column.rssBytes]).toBe(50);
    expect(row[column.liveBytes]).toBeNaN();
  });

  it('passes over events, and counts them', () => {
    const reader = new RecordingReader();
    expect(reader.read(event)).toBeUndefined();
    expect(reader.read(sample)).toBeDefined();
    expect(reader.events).toBe(1);
  });

  it('takes a line that is cut short for an error once another one follows', () => {
    const reader = new RecordingReader();
    reader.read(sample);
    expect(reader.read(sample.slice(0, 40))).toBeUndefined();
    expect(reader.tornLines).toBe(1);
    expect(reader.read('')).toBeUndefined();
    expect(() => reader.read(sample)).toThrow(/^line 2 must be a JSON object, received "\{/);
  });

  it('calls a process without an id by its pid', () => {
    expect(new RecordingReader().read('{"time":1,"pid":8,"payload":{}}')?.id).toBe('8');
  });

  it.each([
    ['{"time":1,"pid":1,"payload":7}', 'line 1, payload must be an object, received 7'],
    ['{"time":1,"pid":1}', 'line 1, payload must be an object, received nothing'],
    ['{"time":1,"pid":1,"id":"a b","payload":{}}', 'line 1, id must be 1 to 64 letters'],
    ['{"time":1,"pid":1,"id":7,"payload":{}}', 'line 1, id must be 1 to 64 letters'],
  ])('refuses %s', (line, message) => {
    let error: unknown;
    try {
      new RecordingReader().read(line);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TidemarkError);
    expect((error as TidemarkError).code).toBe('INVALID_RECORDING');
    expect((error as TidemarkError).message).toContain(message);
  });
});
