import { describe, expect, it } from 'vitest';
import {
  firstStep,
  nextSeverity,
  type SeverityMoment,
  type SeverityState,
  unshed,
} from '../../../src/pressure/shedding/nextSeverity.ts';
import { refusedShare, requestPriorities } from '../../../src/pressure/shedding/RequestPriority.ts';

const tickMs = 250;

/** The severities of so many ticks, where memory is used like that. */
function run(
  state: SeverityState,
  ticks: number,
  moment: (tick: number, severity: number) => Partial<SeverityMoment['reading']> & { ceiling?: number },
): SeverityState[] {
  const states: SeverityState[] = [];
  let now = state;
  for (let tick = 0; tick < ticks; tick++) {
    const { ceiling = 10, ...reading } = moment(tick, now.severity);
    now = nextSeverity(now, {
      reading: { share: 0.9, shareWithGarbage: 0.5, cause: 'container', ...reading },
      ceiling,
      elapsedMs: tickMs,
      stepUpMs: 250,
      stepDownMs: 1000,
    });
    states.push(now);
  }
  return states;
}

const severities = (states: readonly SeverityState[]) => states.map(({ severity }) => severity);
const begun = firstStep(unshed, 10, 0.9);

describe('the next step of shedding', () => {
  it('begins with all of low priority and a third of normal priority', () => {
    const [low, normal, high] = requestPriorities.map((priority) => refusedShare(priority, begun.severity));
    expect([low, normal, high]).toEqual([1, 1 / 3, 0]);
    expect(firstStep(unshed, 2, 0.9).severity).toBe(2);
  });

  it('refuses high priority only where all of normal priority is refused', () => {
    for (let severity = 0; severity <= 10; severity++) {
      const [low, normal, high] = requestPriorities.map((priority) => refusedShare(priority, severity));
      if (normal! > 0) expect(low).toBe(1);
      if (high! > 0) expect(normal).toBe(1);
    }
    expect(requestPriorities.map((priority) => refusedShare(priority, 10))).toEqual([1, 1, 1]);
  });

  it('goes up by one for each percent that memory becomes fuller, and no further than the level allows', () => {
    expect(severities(run(begun, 8, (tick) => ({ share: 0.9 + tick * 0.01 })))).toEqual([
      5, 6, 7, 8, 9, 10, 10, 10,
    ]);
    expect(severities(run(begun, 2, (tick) => ({ share: 0.935 + tick * 0.025 })))).toEqual([7, 9]);
    expect(severities(run(begun, 1, () => ({ share: 1.5 })))).toEqual([10]);
    expect(severities(run(begun, 1, () => ({ share: Number.NaN, cause: 'stall' })))).toEqual([5]);
    expect(severities(run(begun, 4, () => ({ ceiling: 5 })))).toEqual([5, 5, 5, 5]);
  });

  it('waits while memory becomes emptier', () => {
    expect(severities(run(begun, 4, (tick) => ({ share: 0.89 - tick * 0.01 })))).toEqual([4, 4, 4, 4]);
  });

  it('goes down step by step, more slowly than up, where the level allows less', () => {
    const states = severities(run({ ...begun, severity: 10 }, 44, () => ({ ceiling: 0 })));
    expect(states.slice(0, 8)).toEqual([10, 10, 10, 9, 9, 9, 9, 8]);
    expect(states.at(-5)).toBe(0);
    expect(states.every((severity, index) => index === 0 || states[index - 1]! - severity <= 1)).toBe(true);
  });

  it('does not go down while so much may be in use that only a collection can tell, for ten seconds at most', () => {
    const unsure = { ceiling: 0, shareWithGarbage: 0.92 };
    const states = severities(run({ ...begun, severity: 8 }, 60, () => unsure));
    expect(new Set(states.slice(0, 39))).toEqual(new Set([8]));
    expect(states.at(-1)).toBeLessThan(8);
    expect(states.at(-1)).toBeGreaterThan(0);
    const told = severities(
      run({ ...begun, severity: 8 }, 60, (tick) => (tick < 8 ? unsure : { ceiling: 0 })),
    );
    expect(told.slice(0, 8)).toEqual([8, 8, 8, 8, 8, 8, 8, 8]);
    expect(told.at(-1)).toBe(0);
  });

  it('refuses all that may be refused at once where memory is nearly used up', () => {
    expect(firstStep(unshed, 10, 0.96).severity).toBe(10);
    expect(firstStep(unshed, 6, 0.96).severity).toBe(6);
  });

  it('stops at what a lower level allows', () => {
    expect(severities(run({ ...begun, severity: 4 }, 40, () => ({ ceiling: 2 }))).at(-1)).toBe(2);
  });

  it('is eased where memory stays the same for ten seconds, since requests are then not what fills it', () => {
    const states = severities(run(begun, 40 + 20 * 10, () => ({})));
    expect(Math.max(...states)).toBe(10);
    expect(states[38]).toBe(10);
    expect(states.at(-1)).toBe(0);
    expect(
      states.every((severity, index) => index === 0 || Math.abs(states[index - 1]! - severity) <= 1),
    ).toBe(true);
  });

  it('is not eased where there is no room to find out, nor while tasks wait for memory', () => {
    expect(severities(run(begun, 300, () => ({ share: 0.97 }))).at(-1)).toBe(10);
    expect(severities(run(begun, 300, () => ({ share: Number.NaN }))).at(-1)).toBe(10);
    expect(severities(run(begun, 300, () => ({ cause: 'stall' }))).at(-1)).toBe(10);
  });

  it('ends more slowly where it has ended too early before, and is eased as ever', () => {
    const steps = (ceiling: number) => {
      const moment = { ceiling, elapsedMs: tickMs, stepUpMs: 250, stepDownMs: 1000, slowness: 8 };
      const reading = { share: 0.9, shareWithGarbage: 0.5, cause: 'container' } as const;
      let now: SeverityState = { ...begun, severity: 10, flatMs: 10_000 };
      for (let tick = 0; tick < 4 * 20; tick++) now = nextSeverity(now, { ...moment, reading });
      return 10 - now.severity;
    };
    expect([steps(0), steps(10)]).toEqual([2, 4]);
  });

  it('is eased where garbage comes and goes by more than a percent, which is memory that rests', () => {
    // The garbage of refusals themselves: two and a half percent of the limit each 20 or 50 s.
    for (const everyTicks of [80, 200]) {
      const tooth = (tick: number) => ({ share: 0.908 + (0.025 * (tick % everyTicks)) / everyTicks });
      const states = severities(run(begun, 4 * 240, tooth));
      expect(Math.max(...states)).toBe(10);
      expect(states.at(-1)).toBeLessThan(3);
    }
  });

  it('is not eased while memory becomes emptier', () => {
    const states = run(begun, 100, (tick) => ({ share: 0.9 - 0.001 * tick }));
    expect(states.some(({ eased }) => eased)).toBe(false);
  });

  it('is eased at last where nothing gets better at the end: a process that refuses everything serves nobody', () => {
    const states = severities(run(begun, 4 * 200, () => ({ share: 0.97 })));
    expect(new Set(states.slice(30, 4 * 89))).toEqual(new Set([10]));
    expect(states.at(-1)).toBe(0);
  });

  it('ends where what is admitted stays, which is a leak: refusing it all would be an outage for as long as it lives', () => {
    let share = 0.9;
    const leak = (_tick: number, severity: number) => {
      share += 0.002 * (1 - refusedShare('normal', severity));
      return { share };
    };
    const states = run(begun, 4 * 150, leak);
    expect(severities(states).slice(40, 80)).toContain(10);
    expect(states.at(-1)).toMatchObject({ severity: 0, risesInVain: 2 });
    // It has come down, by a restart of what leaks or a cache that was cleared: what comes then is shed again.
    const after = run(states.at(-1)!, 1, () => ({ share: share - 0.04 })).at(-1)!;
    expect(after).toMatchObject({ severity: 0, risesInVain: 0 });
    expect(severities(run(after, 8, (tick) => ({ share: share + tick * 0.01 }))).at(-1)).toBeGreaterThan(5);
  });

  it('that was eased goes up again by one for each percent of the limit that memory becomes fuller, and stays there', () => {
    const eased = run(begun, 100, () => ({})).at(-1)!;
    expect(eased).toMatchObject({ eased: true });
    const { severity } = eased;
    expect(severity).toBeLessThan(10);
    const states = severities(run(eased, 12, () => ({ share: 0.911 })));
    expect(new Set(states)).toEqual(new Set([severity + 1]));
  });

  it('finds the load that a process can carry, and does not swing between all and nothing', () => {
    // Requests that are admitted fill memory, and 4 % of the limit leave it each tick.
    let share = 0.9;
    const states = run(begun, 2000, (_tick, severity) => {
      const admitted = 1 - refusedShare('normal', severity);
      share = Math.min(0.99, Math.max(0.3, share + 0.06 * admitted - 0.04));
      return share >= 0.85 ? { share } : { share, ceiling: 0 };
    });
    const settled = severities(states.slice(200));
    expect(Math.min(...settled)).toBeGreaterThan(0);
    expect(Math.max(...settled)).toBeLessThan(10);
  });

  it('is nothing at a level that allows nothing', () => {
    expect(
      nextSeverity(unshed, {
        reading: begunReading,
        ceiling: 0,
        elapsedMs: 250,
        stepUpMs: 250,
        stepDownMs: 1000,
      }),
    ).toBe(unshed);
  });
});

const begunReading = { share: 0.9, shareWithGarbage: 0.9, cause: 'heap' } as const;
