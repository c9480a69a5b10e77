import { describe, expect, it } from 'vitest';
import { SampleStore } from '../../src/dashboard/model/SampleStore.ts';
import { recordedSource } from '../../src/dashboard/sources/recordedSource.ts';
import { verdictNow } from '../../src/dashboard/verdictNow.ts';
import { leakEvent, megabyte, noon, processOf, rowOf } from './given.ts';

const process = processOf();
const store = new SampleStore();
for (let index = 0; index < 400; index++) {
  const majorCollections = Math.floor(index / 20);
  store.append(rowOf({ time: noon + index * 1_000, liveBytes: 62 * megabyte, majorCollections }), 1_000);
}

function verdictOfRecording(samplesOnly: boolean, events: ReturnType<typeof leakEvent>[] = []) {
  const source = recordedSource({ process, histories: [], recordedAt: noon, samplesOnly });
  return verdictNow({ selected: process, store, events, source, connection: 'open', todayMs: noon });
}

describe('the verdict on a recording', () => {
  it('is no all-clear where what was told then is not in it', () => {
    expect(verdictOfRecording(false).headline).toBe('No leak suspected');
    const { tone, headline, details } = verdictOfRecording(true);
    expect([tone, headline]).toEqual(['quiet', 'Recorded samples']);
    expect(details.join()).toMatch(/^Live heap 62 MB.*tidemark analyze/);
  });

  it('tells what is left out of it', () => {
    const source = recordedSource({ process, histories: [], recordedAt: noon, leftOut: 2 });
    const shown = { selected: process, store, events: [], todayMs: noon };
    const { details } = verdictNow({ ...shown, source, connection: 'open' });
    expect(details.join()).toMatch(/2 samples are left out, not later than one before/);
  });

  it('is what its events say', () => {
    expect(verdictOfRecording(true, [leakEvent(noon + 390_000)]).headline).toMatch(/^Leak suspected/);
  });
});
