import { describe, expect, it } from 'vitest';
import type { Case } from '../../../bench/detection/plan.ts';
import type { VerdictChange } from '../../../bench/detection/replay.ts';
import {
  detectionOf,
  shareConfirmed,
  shareSuspected,
  suspicionsOf,
} from '../../../bench/detection/suspicions.ts';
import { outcomeOf } from './outcomeOf.ts';

function change(second: number, level: VerdictChange['level']): VerdictChange {
  return { second, level, bytesPerSecond: 0, pattern: 'linear' };
}

function detected(...changes: VerdictChange[]): ReturnType<typeof detectionOf> {
  const leak = { kind: 'constant', bytesPerSecond: 1, onsetSecond: 1_000 } as const;
  const leaking: Case = { family: 'constant', seed: 1, seconds: 5_000, leak };
  const outcome = outcomeOf({ seconds: 5_000, changes });
  return detectionOf(leaking, outcome);
}

describe('suspicions', () => {
  it('last until they are withdrawn, or to the end', () => {
    const changes = [change(10, 'suspected'), change(50, 'withdrawn'), change(90, 'suspected')];
    expect(suspicionsOf(changes)).toEqual([
      { beginSecond: 10, endSecond: 50 },
      { beginSecond: 90, endSecond: undefined },
    ]);
  });

  it('go on when they are confirmed', () => {
    const changes = [change(10, 'suspected'), change(30, 'confirmed'), change(50, 'withdrawn')];
    expect(suspicionsOf(changes)).toEqual([{ beginSecond: 10, endSecond: 50 }]);
  });
});

describe('a leak is detected', () => {
  it('by the first suspicion after its onset', () => {
    const result = detected(change(100, 'suspected'), change(200, 'withdrawn'), change(1_250, 'suspected'));
    expect(result).toEqual({ blurred: false, delaySeconds: 250, confirmedSeconds: Number.POSITIVE_INFINITY });
  });

  it('never, where nothing is said', () => {
    expect(detected().delaySeconds).toBe(Number.POSITIVE_INFINITY);
  });

  it('doubtfully where a suspicion stood when it began', () => {
    expect(detected(change(900, 'suspected')).blurred).toBe(true);
    expect(detected(change(900, 'suspected'), change(999, 'withdrawn')).blurred).toBe(false);
    expect(detected(change(1_000, 'suspected')).blurred).toBe(false);
  });

  it('in time or not, of those of which something can be said', () => {
    const all = [
      detected(change(1_300, 'suspected')),
      detected(change(1_301, 'suspected')),
      detected(),
      detected(change(900, 'suspected'), change(1_100, 'withdrawn'), change(1_200, 'suspected')),
    ];
    expect(shareSuspected(all, 5)).toBeCloseTo(1 / 3, 9);
    expect(shareSuspected(all, 60)).toBeCloseTo(2 / 3, 9);
    expect(shareSuspected([], 5)).toBeNaN();
  });

  it('and confirmed in time or not, of all', () => {
    const all = [detected(change(900, 'suspected'), change(1_900, 'confirmed')), detected()];
    expect(shareConfirmed(all, 15)).toBe(0.5);
    expect(shareConfirmed(all, 14.9)).toBe(0);
    expect(shareConfirmed([], 15)).toBeNaN();
  });
});
