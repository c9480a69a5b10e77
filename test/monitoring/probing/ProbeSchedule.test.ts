import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProbeSchedule, type ProbeScheduleOptions } from '../../../src/monitoring/probing/ProbeSchedule.ts';
import { gentleMsPerByte, type ProbeMode, probePaces } from '../../../src/monitoring/probing/probePaces.ts';
import { epoch, kib, mib } from '../simulation.ts';

interface Life {
  /** Live bytes at a second of uptime. */
  readonly live: (seconds: number) => number;
  /** Bytes of garbage made since the last collection, at most, whatever the time. */
  readonly garbage?: number;
  /** Seconds between two natural major collections. @default none */
  readonly naturalSeconds?: number;
  readonly loopUse?: (seconds: number) => number;
  readonly suspected?: (seconds: number) => boolean;
  readonly pauseMs?: (liveBytes: number) => number;
  /** @default as long as the pause */
  readonly cpuMs?: (liveBytes: number) => number;
  readonly intervalSeconds?: number;
  /** Seconds from a request to the reading of a gentle collection. @default there is no gentle one */
  readonly gentleSeconds?: number;
  /** How long it takes to start one. @default 5 ms */
  readonly startMs?: number;
  /** The pause at the end of one. @default 10 ms */
  readonly endMs?: (request: number) => number;
  /** The pause of a look that is made when a gentle collection is nearly done; `NaN` where V8 is faster. @default there is none */
  readonly gentleLookMs?: (look: number) => number;
  /** Whether allocations are sampled, at a second of uptime. */
  readonly sampling?: (seconds: number) => boolean;
}

/** A process that is probed as its schedule says. */
class Probed {
  readonly schedule: ProbeSchedule;
  /** Seconds of uptime at which a probe was made. */
  readonly probes: number[] = [];
  readonly pauses: number[] = [];
  /** Seconds of uptime at which a look was made, and at which a gentle collection was asked for. */
  readonly looks: number[] = [];
  readonly requests: number[] = [];
  /** Seconds of uptime at which a look was made that had waited for a gentle collection. */
  readonly gentleLooks: number[] = [];
  readonly gentleLookPauses: number[] = [];
  /** Seconds of uptime of all readings. */
  readonly readings: number[] = [];
  readonly gentlePauses: number[] = [];
  cpuMs = 0;
  readonly decisions: Set<string> = new Set();
  readonly #life: Life;

  constructor(life: Life, options: Partial<ProbeScheduleOptions> = {}) {
    this.#life = life;
    this.schedule = new ProbeSchedule({ mode: 'standard', maxPauseMs: 50, ...options });
  }

  run(untilSeconds: number): this {
    const {
      live,
      garbage = 2 * mib,
      naturalSeconds = Number.POSITIVE_INFINITY,
      loopUse = () => 0,
      suspected = () => false,
      pauseMs = (liveBytes) => (0.5 * liveBytes) / mib,
      cpuMs = pauseMs,
      intervalSeconds = 5,
      gentleSeconds = Number.NaN,
      sampling = () => false,
    } = this.#life;
    let gentleAt = Number.NaN;
    let ending = false;
    let looking = false;
    const read = (second: number): void => {
      this.readings.push(second);
      this.schedule.addReading({ time: epoch + 1000 * second + 1, liveBytes: live(second) });
    };
    for (let second = 0; second <= untilSeconds; second += intervalSeconds) {
      const time = epoch + 1000 * second;
      if (second > 0 && second % naturalSeconds === 0)
        this.schedule.addReading({ time, liveBytes: live(second) });
      if (second >= gentleAt) {
        gentleAt = Number.NaN;
        const lookMs = looking ? this.#life.gentleLookMs!(this.gentleLooks.length) : Number.NaN;
        looking = false;
        if (lookMs >= 0) {
          ending = false;
          this.gentleLooks.push(second);
          this.gentleLookPauses.push(lookMs);
          this.schedule.addGentleLook(time, { pauseMs: lookMs, cpuMs: lookMs });
        }
        read(second);
        if (ending) this.gentlePauses.push((this.#life.endMs ?? (() => 10))(this.requests.length));
        if (ending) this.schedule.addGentlePause(this.gentlePauses.at(-1)!);
        ending = false;
      }
      const moment = {
        time,
        usedBytes: live(second) + garbage,
        loopUse: loopUse(second),
        suspected: suspected(second),
        gentle: gentleSeconds > 0,
        gentleLook: this.#life.gentleLookMs !== undefined,
        wantsSites: sampling(second),
        sampling: sampling(second),
      };
      const { action, delay } = this.schedule.decide(moment);
      this.decisions.add(delay ?? action ?? 'not-due');
      if (action === 'collect-gently' || action === 'look-gently') {
        looking = action === 'look-gently';
        this.requests.push(second);
        this.cpuMs += this.schedule.addRequest(moment, this.#life.startMs ?? 5, looking);
        gentleAt = second + gentleSeconds;
        ending = true;
      }
      if (action !== 'collect' && action !== 'look') continue;
      this.pauses.push(pauseMs(live(second)));
      const taken = { pauseMs: this.pauses.at(-1)!, cpuMs: cpuMs(live(second)) };
      if (action === 'collect') {
        this.probes.push(second);
        read(second);
        this.schedule.addCollection(taken);
      } else {
        this.looks.push(second);
        this.schedule.addLook(time, taken);
        read(second);
      }
    }
    return this;
  }

  /** Seconds between two probes. */
  get gaps(): number[] {
    return this.probes.slice(1).map((second, index) => second - this.probes[index]!);
  }
}

const flat = (): number => 50 * mib;
const leak =
  (rateKib: number, onset = 0) =>
  (seconds: number): number =>
    30 * mib + rateKib * kib * Math.max(0, seconds - onset);

describe('a quiet process that leaks', () => {
  it.each([20, 50, 100])('at %d KB/s is read every 20 s, from the end of its start-up on', (rate) => {
    const { probes } = new Probed({ live: leak(rate) }).run(300);
    expect(probes).toEqual([90, 110, 130, 150, 170, 190, 210, 230, 250, 270, 290]);
  });

  it('has at least four readings in any 150 s, and six while it is watched closely', () => {
    const { probes } = new Probed({ live: leak(50) }).run(900);
    for (let end = 240; end <= 900; end += 5) {
      const within = probes.filter((second) => second > end - 150 && second <= end);
      expect(within.length).toBeGreaterThanOrEqual(6);
    }
  });

  it('from some moment on is followed closely within a minute of it', () => {
    for (let onset = 3600; onset < 3700; onset += 5) {
      const { probes } = new Probed({ live: leak(20, onset) }).run(onset + 300);
      const since = probes.filter((second) => second > onset + 15);
      expect(since[0]! - onset).toBeLessThanOrEqual(60);
      expect(since.slice(1, 6).map((second, index) => second - since[index]!)).toEqual([20, 20, 20, 20, 20]);
    }
  });
});

describe('a process whose live size stands still', () => {
  it('is left alone after three looks, but for one reading in 35 s', () => {
    const { probes, gaps } = new Probed({ live: flat }).run(900);
    expect(probes.slice(0, 4)).toEqual([90, 110, 130, 150]);
    expect(new Set(gaps.slice(3))).toEqual(new Set([35]));
  });

  it('is read every five minutes where it allocates nothing that could have stayed', () => {
    const { gaps } = new Probed({ live: flat, garbage: 10 * kib }).run(3600);
    expect(new Set(gaps.slice(3))).toEqual(new Set([300]));
  });

  it('is read every 35 s all the same while a leak is suspected, so that it can be cleared', () => {
    const { gaps } = new Probed({ live: flat, garbage: 0, suspected: () => true }).run(900);
    expect(new Set(gaps.slice(3))).toEqual(new Set([35]));
  });
});

describe('a process that collects by itself', () => {
  it.each([1, 10, 15])('every %d s is never probed', (naturalSeconds) => {
    const { probes } = new Probed({ live: leak(50), naturalSeconds, intervalSeconds: 1 }).run(600);
    expect(probes).toEqual([]);
  });

  it('more seldom than that is probed in between alone', () => {
    const { probes } = new Probed({ live: leak(50), naturalSeconds: 40 }).run(280);
    expect(probes).toEqual([100, 140, 180, 220, 260]);
  });

  it('is not judged by readings so close together that they say nothing', () => {
    const noisy = (second: number): number => flat() + (second % 2) * mib;
    const { schedule } = new Probed({ live: noisy, naturalSeconds: 1, intervalSeconds: 1 }).run(600);
    const moment = {
      time: epoch + 625_000,
      usedBytes: 60 * mib,
      loopUse: 0,
      suspected: false,
      gentle: false,
      gentleLook: false,
      wantsSites: false,
      sampling: false,
    };
    expect(schedule.decide(moment)).toEqual({});
  });
});

describe('the first probe', () => {
  it('waits for 90 s of uptime', () => {
    expect(new Probed({ live: leak(5000) }).run(85).probes).toEqual([]);
  });
});

describe('a busy event loop', () => {
  it('is waited for, a fifth of the pace and no longer', () => {
    const { gaps } = new Probed({ live: leak(50), loopUse: () => 0.9 }).run(400);
    expect(new Set(gaps)).toEqual(new Set([25]));
  });

  it('that comes to rest is used at once', () => {
    const loopUse = (second: number): number => (second < 120 ? 0.9 : 0.1);
    const { probes } = new Probed({ live: leak(50), loopUse }).run(150);
    expect(probes).toEqual([90, 115, 135]);
  });
});

describe('pauses', () => {
  it('that would be too long are not made', () => {
    const { probes, decisions, schedule } = new Probed({ live: () => 100 * mib }).run(600);
    expect(probes).toEqual([]);
    expect(decisions).toEqual(new Set(['not-due', 'too-long']));
    expect(schedule.predictedPauseMs({ usedBytes: 100 * mib })).toBeGreaterThan(50);
  });

  it('that would be too long by default are made where they are allowed', () => {
    const { probes } = new Probed({ live: () => 100 * mib }, { maxPauseMs: 200 }).run(600);
    expect(probes.length).toBeGreaterThan(3);
  });

  it('that turn out too long are tried again when that is half forgotten, and seldom', () => {
    const { probes, gaps } = new Probed({ live: flat, pauseMs: () => 90 }).run(4 * 3600);
    expect(probes.length).toBeGreaterThan(4);
    expect(probes.length).toBeLessThan(4 * 8);
    expect(Math.max(...gaps)).toBeGreaterThan(600);
  });

  it('that are long because the machine is busy with others cost their share, and forbid nothing', () => {
    const { probes, decisions } = new Probed({ live: flat, pauseMs: () => 150, cpuMs: () => 30 }).run(1800);
    expect(decisions).not.toContain('too-long');
    expect(probes.length * 150).toBeLessThanOrEqual(0.002 * 1_800_000);
    expect(probes.length).toBeGreaterThan(15);
  });

  it('whose CPU time the platform cannot tell are taken as they are', () => {
    const { decisions } = new Probed({ live: flat, pauseMs: () => 90, cpuMs: () => 0 }).run(1800);
    expect(decisions).toContain('too-long');
  });

  it('that the heap has outgrown end the probing', () => {
    const { probes } = new Probed({ live: (second) => (second < 200 ? 20 : 300) * mib }).run(1800);
    expect(probes[0]).toBe(90);
    expect(probes.every((second) => second <= 200)).toBe(true);
  });

  it('never take more than their share, however long they are and however much is allowed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<ProbeMode>('eco', 'standard', 'prompt'),
        fc.double({ min: 0.05, max: 3, noNaN: true }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 5000 }),
        (mode, msPerMib, liveMib, maxPauseMs) => {
          const seconds = 3600;
          const process = new Probed(
            {
              live: (second) => liveMib * mib + second * 50 * kib,
              pauseMs: (live) => (msPerMib * live) / mib,
            },
            { mode, maxPauseMs },
          ).run(seconds);
          const total = process.pauses.reduce((sum, pause) => sum + pause, 0);
          // The last pause of all may be longer than was expected of it.
          const surprise = Math.max(0, ...process.pauses);
          expect(total).toBeLessThanOrEqual(probePaces[mode].pauseShare * seconds * 1000 + surprise);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('that use up the share wait for it to come back', () => {
    const { decisions, pauses } = new Probed(
      { live: leak(50), pauseMs: () => 190 },
      { maxPauseMs: 1000 },
    ).run(1800);
    expect(decisions).toContain('over-budget');
    expect(pauses.length * 190).toBeLessThanOrEqual(0.002 * 1_800_000);
  });
});

describe('the modes', () => {
  it.each<[ProbeMode, number, number]>([
    ['eco', 50, 120],
    ['standard', 20, 35],
    ['prompt', 20, 25],
  ])(
    '%s reads every %d s while something grows, and every %d s while nothing does',
    (mode, growing, quiet) => {
      expect(new Set(new Probed({ live: leak(50) }, { mode }).run(900).gaps)).toEqual(new Set([growing]));
      expect(new Probed({ live: flat }, { mode }).run(1800).gaps.at(-1)).toBe(quiet);
    },
  );
});

describe('a process whose collections would be long', () => {
  const large = (liveMib: number): Life => ({ live: () => liveMib * mib, gentleSeconds: 2 });

  it.each([150, 250])('of %d MB is read by gentle collections, at the pace wanted', (liveMib) => {
    const { probes, readings } = new Probed(large(liveMib)).run(1800);
    expect(probes).toEqual([]);
    expect(readings[0]).toBeLessThanOrEqual(105);
    const gaps = readings.slice(1).map((second, index) => second - readings[index]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(40);
  });

  it('is asked for one at a time', () => {
    const { requests, readings } = new Probed({ ...large(100), gentleSeconds: 31 }).run(1800);
    for (const [index, second] of requests.slice(1).entries()) {
      expect(second).toBeGreaterThanOrEqual(readings[index]!);
    }
    expect(readings.length).toBeGreaterThanOrEqual(requests.length - 1);
  });

  it('spends on their starts the share of time that those made at once have', () => {
    const life: Life = {
      live: (second) => 150 * mib + leak(50)(second),
      gentleSeconds: 2,
      pauseMs: () => 30,
    };
    const probesWith = (startMs: number): number =>
      new Probed({ ...life, startMs }, { mode: 'eco', maxPauseMs: 200 }).run(3600).probes.length;
    expect(probesWith(100)).toBeLessThan(probesWith(0));
  });

  it('whose gentle collections end with long pauses has three of them, and some more half an hour later', () => {
    const life: Life = { ...large(250), endMs: () => 700 };
    const { requests, gentlePauses, decisions } = new Probed(life).run(1800);
    expect(gentlePauses.length).toBe(3);
    expect(requests[2]! - requests[1]!).toBeGreaterThan(300);
    expect(decisions).toContain('too-long');
    const later = new Probed(life).run(3 * 3600);
    expect(later.requests[3]! - later.requests[2]!).toBeGreaterThan(1500);
    expect(later.gentlePauses.length).toBeLessThan(20);
  });

  it('is paused by gentle collections for no more than its share, however long single pauses are', () => {
    const { gentlePauses } = new Probed({
      ...large(250),
      endMs: (request) => (request % 3 === 0 ? 700 : 20),
    }).run(4 * 3600);
    const totalMs = gentlePauses.reduce((sum, pauseMs) => sum + pauseMs, 0);
    expect(gentlePauses.length).toBeGreaterThan(50);
    expect(totalMs).toBeLessThanOrEqual(0.002 * 4 * 3_600_000 + 700);
  });

  it('is asked again where a gentle collection has got lost', () => {
    const { requests, probes } = new Probed({ ...large(100), gentleSeconds: 10_000 }).run(300);
    expect(probes).toEqual([]);
    expect(requests.slice(0, 3)).toEqual([90, 135, 180]);
  });

  it.each<[ProbeMode, number]>([
    ['eco', 0.0025],
    ['standard', 0.01],
    ['prompt', 0.02],
  ])('takes no more of a processor than its share, in %s', (mode, share) => {
    for (const liveMib of [300, 1000, 4000]) {
      const { cpuMs, requests, decisions } = new Probed(large(liveMib), { mode }).run(3 * 3600);
      expect(requests.length).toBeGreaterThan(1);
      expect(cpuMs / requests.length).toBeCloseTo(gentleMsPerByte * (liveMib + 1) * mib, 0);
      expect(cpuMs).toBeLessThanOrEqual(share * 3 * 3_600_000);
      if (liveMib === 4000) expect(decisions).toContain('over-budget');
    }
  });

  it('but not too long is collected at once where the processor time is used up', () => {
    const life: Life = {
      live: (second) => 150 * mib + leak(50)(second),
      gentleSeconds: 2,
      pauseMs: () => 30,
    };
    const { probes, requests } = new Probed(life, { mode: 'eco', maxPauseMs: 200 }).run(3600);
    expect(requests.length).toBeGreaterThan(0);
    expect(probes.length).toBeGreaterThan(3);
  });

  it('is tried at once three times where that may be, since only that tells how long it takes', () => {
    const { probes, requests } = new Probed({ live: () => 50 * mib, gentleSeconds: 2 }).run(600);
    expect(probes).toEqual([90, 110, 130]);
    expect(requests.length).toBeGreaterThan(5);
  });

  it('turns out to be short and is collected at once from then on', () => {
    const short: Life = { live: () => 50 * mib, gentleSeconds: 2, pauseMs: () => 8 };
    const { probes, requests } = new Probed(short).run(600);
    expect(requests).toEqual([]);
    expect(probes.length).toBeGreaterThan(10);
  });
});

describe('while allocations are sampled', () => {
  it('looks take the place of probes, one in 20 to 30 s', () => {
    for (const loopUse of [() => 0, () => 0.9]) {
      const { probes, looks } = new Probed({ live: leak(50), sampling: () => true, loopUse }).run(600);
      expect(probes).toEqual([]);
      expect(looks[0]).toBe(90);
      const gaps = looks.slice(1).map((second, index) => second - looks[index]!);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(30);
    }
  });

  it('natural collections do not take the place of looks', () => {
    const { looks } = new Probed({ live: leak(50), sampling: () => true, naturalSeconds: 10 }).run(300);
    expect(looks.length).toBeGreaterThan(6);
  });

  it('a look that would be too long is not made, and readings go on', () => {
    const life: Life = { live: () => 200 * mib, sampling: () => true, gentleSeconds: 2 };
    const { looks, requests, decisions } = new Probed(life).run(900);
    expect(looks).toEqual([]);
    expect(requests.length).toBeGreaterThan(10);
    expect(decisions).toContain('too-long');
  });

  it('looks and probes together stay within the share', () => {
    const life: Life = { live: leak(50), sampling: (second) => second % 600 > 200, pauseMs: () => 120 };
    const { pauses, looks, probes } = new Probed(life, { maxPauseMs: 1000 }).run(7200);
    expect(Math.min(looks.length, probes.length)).toBeGreaterThan(5);
    expect(pauses.length * 120).toBeLessThanOrEqual(0.002 * 7_200_000);
  });

  it('a look that found nothing to look at is made again after the usual time', () => {
    const schedule = new ProbeSchedule({ mode: 'standard', maxPauseMs: 50 });
    const at = (seconds: number) =>
      schedule.decide({
        time: epoch + 1000 * seconds,
        usedBytes: 20 * mib,
        loopUse: 0,
        suspected: true,
        gentle: false,
        gentleLook: false,
        wantsSites: true,
        sampling: true,
      });
    at(0);
    expect(at(90)).toEqual({ action: 'look' });
    schedule.addLook(epoch + 90_000, undefined);
    expect(at(100)).toEqual({});
    expect(at(115)).toEqual({ action: 'look' });
  });

  it('a look that would be too long waits for a gentle collection, and takes the place of its reading', () => {
    const life: Life = {
      live: () => 200 * mib,
      sampling: () => true,
      gentleSeconds: 2,
      gentleLookMs: () => 20,
    };
    const { looks, gentleLooks, requests, readings, gentlePauses } = new Probed(life).run(900);
    expect(looks).toEqual([]);
    expect(gentleLooks.length).toBeGreaterThan(10);
    expect(requests.length).toBe(gentleLooks.length);
    expect(readings).toEqual(gentleLooks);
    // What ends with the look has no pause of its own.
    expect(gentlePauses).toEqual([]);
  });

  it('a look that is short is made at once, though it could wait for a gentle collection', () => {
    const life: Life = {
      live: () => 5 * mib,
      sampling: () => true,
      gentleSeconds: 2,
      gentleLookMs: () => 5,
      pauseMs: () => 4,
    };
    const { looks, gentleLooks } = new Probed(life).run(600);
    expect(looks.length).toBeGreaterThan(10);
    expect(gentleLooks).toEqual([]);
  });

  it('a look that V8 was faster than is tried again after half the usual time', () => {
    const life: Life = {
      live: () => 100 * mib,
      sampling: () => true,
      gentleSeconds: 2,
      gentleLookMs: (look) => (look % 2 === 0 ? 20 : Number.NaN),
    };
    const { gentleLooks, requests, readings } = new Probed(life).run(200);
    expect(gentleLooks.length).toBe(1);
    expect(readings.length).toBeGreaterThanOrEqual(requests.length - 1);
    const gaps = requests.slice(2).map((second, index) => second - requests[index + 1]!);
    expect(new Set(gaps)).toEqual(new Set([15]));
  });

  it('looks that pause for long even so are given up, and tried again when that is half forgotten', () => {
    const life: Life = {
      live: () => 200 * mib,
      sampling: () => true,
      gentleSeconds: 2,
      gentleLookMs: () => 300,
    };
    const early = new Probed(life, { maxPauseMs: 50 }).run(3600);
    expect(early.gentleLooks.length).toBeGreaterThan(0);
    expect(early.gentleLooks.length).toBeLessThan(8);
    expect(early.decisions).toContain('too-long');
    const sum = early.gentleLookPauses.reduce((total, pauseMs) => total + pauseMs, 0);
    expect(sum).toBeLessThanOrEqual(0.002 * 3_600_000 + 300);
  });
});
