import { describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import { changeSettings } from '../../../src/monitoring/monitorSettings.ts';
import { Thresholds } from '../../../src/monitoring/thresholds/Thresholds.ts';
import type { ThresholdCrossing } from '../../../src/wire/event.ts';
import { type MemorySample, toRow } from '../../../src/wire/sample.ts';
import { mib } from '../simulation.ts';

type Overrides = NonNullable<Parameters<typeof resolveConfiguration>[0]>['overrides'];

class Watched {
  readonly crossings: ThresholdCrossing[] = [];
  readonly thresholds: Thresholds;
  #time = 0;

  constructor(thresholds: NonNullable<Overrides>['thresholds'] = {}, longestGapMs = 12_500) {
    const { configuration } = resolveConfiguration({ overrides: { thresholds } });
    this.thresholds = new Thresholds(configuration.thresholds, longestGapMs);
  }

  /** Samples 5 s apart. */
  see(...samples: readonly Partial<MemorySample>[]): string[] {
    const before = this.crossings.length;
    for (const sample of samples) {
      this.thresholds.update(toRow({ time: this.#time, ...sample }), (crossing) =>
        this.crossings.push(crossing),
      );
      this.#time += 5000;
    }
    return this.crossings.slice(before).map((c) => `${c.metric} ${c.previousLevel}→${c.level}`);
  }
}

const limit = { heapLimitBytes: 1000 * mib };

function heap(liveMib: number, usedMib = liveMib): Partial<MemorySample> {
  return { ...limit, liveBytes: liveMib * mib, oldUsedBytes: usedMib * mib };
}

function rss(megabytes: number): Partial<MemorySample> {
  return { rssBytes: megabytes * mib };
}

function times<Value>(count: number, value: Value): Value[] {
  return new Array<Value>(count).fill(value);
}

describe('thresholds', () => {
  it('tell each crossing once, and the recovery', () => {
    const watched = new Watched();
    expect(watched.see(...times(20, heap(750)))).toEqual(['heap normal→warning']);
    expect(watched.see(...times(20, heap(900)))).toEqual(['heap warning→critical']);
    expect(watched.see(...times(20, heap(750)))).toEqual(['heap critical→warning']);
    expect(watched.see(...times(20, heap(300)))).toEqual(['heap warning→normal']);
  });

  it('tell one crossing where both levels are met at once', () => {
    const watched = new Watched();
    expect(watched.see(...times(3, heap(900)))).toEqual(['heap normal→critical']);
    expect(watched.see(...times(3, heap(100)))).toEqual(['heap critical→normal']);
  });

  it('tell after ten seconds at samples of five, not after one spike', () => {
    const watched = new Watched();
    expect(watched.see(heap(900), heap(300), heap(900), heap(300))).toEqual([]);
    expect(watched.see(heap(900), heap(900))).toEqual([]);
    expect(watched.see(heap(900))).toEqual(['heap normal→critical']);
  });

  it('count towards the warning while memory moves between warning and critical', () => {
    expect(new Watched().see(heap(900), heap(750), heap(900))).toEqual(['heap normal→warning']);
  });

  it('do not flap around a threshold', () => {
    const watched = new Watched();
    const around = [720, 690, 720, 680, 720, 690, 670, 720].map((live) => heap(live));
    expect(watched.see(...times(3, heap(720)), ...around, ...around)).toEqual(['heap normal→warning']);
  });

  it('have levels that can be asked for', () => {
    const watched = new Watched();
    watched.see(...times(3, { ...heap(750), ...rss(2000) }));
    expect(watched.thresholds.levelOf('heap')).toBe('warning');
    expect(watched.thresholds.levelOf('rss')).toBe('critical');
    expect(watched.thresholds.levelOf('host')).toBe('normal');
    expect(watched.thresholds.level).toBe('critical');
  });

  it('watch resident memory, container and host', () => {
    const watched = new Watched();
    const sample = {
      ...rss(900),
      containerUsedBytes: 950,
      containerLimitBytes: 1000,
      hostUsedBytes: 97,
      hostTotalBytes: 100,
    };
    expect(watched.see(...times(3, sample))).toEqual([
      'rss normal→warning',
      'container normal→critical',
      'host normal→critical',
    ]);
  });

  it('take a share of resident memory as one of the container, or else of the host', () => {
    const thresholds = { rss: { warning: 0.5, critical: 0.8 } };
    const inContainer = { rssBytes: 60, containerLimitBytes: 100, hostTotalBytes: 1000 };
    expect(new Watched(thresholds).see(...times(3, inContainer))).toEqual(['rss normal→warning']);
    const onHost = { rssBytes: 900, hostTotalBytes: 1000 };
    expect(new Watched(thresholds).see(...times(3, onHost))).toEqual(['rss normal→critical']);
    expect(new Watched(thresholds).see(...times(3, { rssBytes: 900 }))).toEqual([]);
  });

  it('are silent where they are off, and where the sample does not tell', () => {
    const off = { heap: { warning: null, critical: null } };
    expect(new Watched(off).see(...times(5, heap(999)))).toEqual([]);
    expect(new Watched().see(...times(5, { rssBytes: undefined }))).toEqual([]);
    const criticalAlone = { heap: { warning: null, critical: 0.9 } };
    expect(new Watched(criticalAlone).see(...times(5, heap(800)), ...times(3, heap(950)))).toEqual([
      'heap normal→critical',
    ]);
  });

  it('say in a sentence what happened, with the numbers beside it', () => {
    const watched = new Watched();
    watched.see(...times(3, heap(750)), ...times(3, heap(300)), ...times(3, rss(900)));
    expect(watched.crossings.map((crossing) => crossing.message)).toEqual([
      'The live heap is at 750 MB, 75 % of 1000 MB, above the warning threshold of 70 % (700 MB).',
      'The live heap is back at 300 MB, 30 % of 1000 MB, below the warning threshold of 70 % (700 MB).',
      'Resident memory is at 900 MB, above the warning threshold of 800 MB.',
    ]);
    expect(watched.crossings[0]).toMatchObject({
      usedBytes: 750 * mib,
      thresholdBytes: 700 * mib,
      limitBytes: 1000 * mib,
      ratio: 0.75,
    });
    expect(watched.crossings[2]).toMatchObject({ limitBytes: undefined, ratio: undefined });
  });
});

describe('the heap metric', () => {
  it('does not fire on garbage: a sawtooth whose peaks touch 80 % of the limit while live stays at 40 % is no crossing', () => {
    const sawtooth = Array.from({ length: 200 }, (_, index) => heap(400, 400 + 40 * (index % 11)));
    expect(new Watched().see(...sawtooth)).toEqual([]);
  });

  it('does not fire on a plateau of garbage either', () => {
    expect(new Watched().see(...times(50, heap(400, 800)))).toEqual([]);
  });

  it('fires on used bytes that V8 would have collected if the last reading were still true', () => {
    // V8 collects by (live + limit) / 2, so 95 % used means that at least 90 % is live, whatever the reading said.
    expect(new Watched().see(...times(3, heap(400, 950)))).toEqual(['heap normal→critical']);
  });

  it('compares used bytes before the first reading', () => {
    const unread = { ...limit, oldUsedBytes: 900 * mib };
    expect(new Watched().see(...times(3, unread))).toEqual(['heap normal→critical']);
  });

  it('compares the whole heap where the platform does not tell of the old generation', () => {
    const page = { ...limit, heapUsedBytes: 900 * mib };
    expect(new Watched().see(...times(3, page))).toEqual(['heap normal→critical']);
  });

  it('takes bytes where the limit is unknown', () => {
    const thresholds = { heap: { warning: 500 * mib, critical: 800 * mib } };
    const unlimited = { liveBytes: 600 * mib, oldUsedBytes: 900 * mib };
    expect(new Watched(thresholds).see(...times(3, unlimited))).toEqual(['heap normal→warning']);
  });
});

describe('thresholds that are changed while they are watched', () => {
  const settings = () => resolveConfiguration().configuration;
  const changed = (overrides: Overrides) => resolveConfiguration({ overrides }).configuration;

  function watched(): {
    see: (...samples: Partial<MemorySample>[]) => string[];
    change: (o: Overrides) => void;
  } {
    const live = settings();
    const thresholds = new Thresholds(live.thresholds, 12_500);
    let time = 0;
    const see = (...samples: Partial<MemorySample>[]): string[] => {
      const messages: string[] = [];
      for (const sample of samples) {
        thresholds.update(toRow({ time, ...sample }), ({ message }) => messages.push(message));
        time += 5000;
      }
      return messages;
    };
    return { see, change: (overrides) => changeSettings(live, changed(overrides)) };
  }

  it('count from the next sample on, and keep the level that has been entered', () => {
    const { see, change } = watched();
    expect(see(...times(5, heap(750)))).toHaveLength(1);
    change({ thresholds: { heap: { warning: 0.6, critical: 0.72 } } });
    expect(see(...times(5, heap(750)))).toEqual([
      'The live heap is at 750 MB, 75 % of 1000 MB, above the critical threshold of 72 % (720 MB).',
    ]);
    change({ thresholds: { heap: { warning: 0.9, critical: 0.95 } } });
    expect(see(...times(5, heap(750)))).toEqual([
      'The live heap is back at 750 MB, 75 % of 1000 MB, below the critical threshold of 95 % (950 MB).',
    ]);
  });

  it('end a level that has none any more', () => {
    const { see, change } = watched();
    see(...times(5, heap(900)));
    change({ thresholds: { heap: { warning: null, critical: null } } });
    expect(see(...times(5, heap(900)))).toEqual([
      'The live heap is at 900 MB, 90 % of 1000 MB; it has no critical threshold any more.',
    ]);
  });

  it('wait for as long as they say now', () => {
    const { see, change } = watched();
    change({ thresholds: { dwell: 0 } });
    expect(see(heap(750))).toHaveLength(1);
  });
});
