import { describe, expect, it } from 'vitest';
import type { Hub } from '../../src/hub/Hub.ts';
import { JsonLinesFile } from '../../src/hub/JsonLinesFile.ts';
import { logSamples } from '../../src/hub/logSamples.ts';
import { readRecording } from '../../src/sampling/readRecording.ts';
import { toWireRow } from '../../src/wire/codec.ts';
import type { DashboardMessage } from '../../src/wire/message.ts';
import { toRow, toSample } from '../../src/wire/sample.ts';

describe('a recording that was read without its counters', () => {
  it('has them again, as the hub wrote them', () => {
    let written = '';
    const fileSystem = {
      openSync: () => 1,
      writeSync: (_: number, bytes: Uint8Array, offset: number) => {
        written += Buffer.from(bytes.subarray(offset)).toString();
        return bytes.length - offset;
      },
      closeSync: () => {},
    };
    const file = new JsonLinesFile({ path: 's.jsonl', option: '--samples', logger: console, fileSystem });
    let tell: (message: DashboardMessage) => void = () => {};
    const hub: Pick<Hub, 'subscribe' | 'process'> = {
      subscribe: (listener) => {
        tell = listener;
        return () => {};
      },
      process: () => ({ identity: { pid: 4711 } }) as ReturnType<Hub['process']>,
    };
    logSamples(hub as Hub, file);
    const row = toRow({ time: 1_700_000_000_000, rssBytes: 50, liveBytes: 7, majorCollections: 3 });
    tell({ type: 'sample', id: '4711.2', row: toWireRow(row) });

    const [sample] = readRecording(written).samples;
    expect(sample).toMatchObject({ pid: 4711, id: '4711.2' });
    expect(toSample(sample?.row ?? [])).toEqual(toSample(row));
  });
});
