import { describe, expect, it, vi } from 'vitest';
import type { FlightNote } from '../../../src/recording/FlightNote.ts';
import type { Gathering } from '../../../src/recording/watchdog/gatheringOfMain.ts';
import type { MainStack } from '../../../src/recording/watchdog/stackOfMain.ts';
import { Watchdog } from '../../../src/recording/watchdog/Watchdog.ts';
import type { StandstillEnd } from '../../../src/recording/watchdog/WatchdogOrder.ts';

class Stage {
  now = 0;
  /** By how much the clock of the machine is ahead of the one of looks. */
  wallAheadMs = 0;
  beatAt = 0;
  isInspected = false;
  found: MainStack = { stack: ['spin (/app/app.js:4)'] };
  readonly notes: FlightNote[] = [];
  readonly ends: StandstillEnd[] = [];
  readonly capture = vi.fn(async () => this.found);
  gathering: Gathering | undefined;
  readonly gather = vi.fn(async () => this.gathering);
  /** Of one core. */
  cpuShare = 1;
  readonly watchdog = new Watchdog({
    beatMs: 250,
    blockedAfterMs: 2000,
    look: () => ({ now: this.now, beatAt: this.beatAt, cpuMs: this.cpuShare * this.now }),
    wall: () => this.now + this.wallAheadMs,
    rssBytes: () => 7,
    isInspected: () => this.isInspected,
    capture: this.capture,
    gather: this.gather,
    write: (note) => this.notes.push(note),
    moved: (end) => this.ends.push(end),
  });

  async pass(seconds: number, beats: boolean): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.now += 1000;
      if (beats) this.beatAt = this.now;
      await this.watchdog.look();
    }
  }
}

describe('a watchdog', () => {
  it('writes of a standstill at once, then where it is, and then that it is over', async () => {
    const stage = new Stage();
    await stage.pass(2, true);
    await stage.pass(2, false);
    const note = { type: 'blocked', time: 4000, since: 2000, cpuShare: 1, rssBytes: 7 };
    expect(stage.notes).toEqual([note, { ...note, stack: ['spin (/app/app.js:4)'] }]);
    await stage.pass(1, false);
    expect(stage.notes.slice(2)).toEqual([{ ...note, time: 5000 }]);
    await stage.pass(1, true);
    expect(stage.notes.at(-1)).toEqual({ type: 'moved', time: 6000, forMs: 4000 });
    expect(stage.ends).toEqual([{ forMs: 4000, cpuShare: 1, stack: ['spin (/app/app.js:4)'] }]);
    expect(stage.capture).toHaveBeenCalledTimes(1);
  });

  it('goes on with a standstill while the clock of the machine is set by hours, and tells it by the new one', async () => {
    const hours = 5 * 3_600_000;
    for (const setMs of [hours, -hours]) {
      const stage = new Stage();
      await stage.pass(2, true);
      await stage.pass(2, false);
      stage.wallAheadMs = setMs;
      await stage.pass(1, false);
      expect(stage.notes.at(-1)).toMatchObject({
        type: 'blocked',
        time: setMs + 5000,
        since: setMs + 2000,
        cpuShare: 1,
      });
      await stage.pass(1, true);
      expect(stage.notes.at(-1)).toEqual({ type: 'moved', time: setMs + 6000, forMs: 4000 });
      expect(stage.ends).toMatchObject([{ forMs: 4000, stack: ['spin (/app/app.js:4)'] }]);
    }
  });

  it('tells one beginning of a standstill, although clocks run at their own pace', async () => {
    const stage = new Stage();
    await stage.pass(2, true);
    for (let second = 0; second < 9; second++) {
      await stage.pass(1, false);
      stage.wallAheadMs += 30;
    }
    const sinces = stage.notes.map((note) => note.type === 'blocked' && note.since);
    expect(new Set(sinces).size).toBe(1);
  });

  it('writes what is gathered meanwhile beside where it is', async () => {
    const stage = new Stage();
    stage.gathering = { forMs: 1000, bytes: 5e6, sites: [{ frame: 'spin (/app/app.js:4)', bytes: 5e6 }] };
    await stage.pass(2, true);
    await stage.pass(2, false);
    expect(stage.notes.at(-1)).toMatchObject({
      type: 'blocked',
      stack: ['spin (/app/app.js:4)'],
      gathering: stage.gathering,
    });
    expect(stage.gather).toHaveBeenCalledTimes(1);
  });

  it('looks on while that takes its time, and writes nothing of it once the standstill is over', async () => {
    const stage = new Stage();
    let answer = (_gathering: Gathering): void => {};
    stage.gather.mockReturnValue(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    await stage.pass(2, true);
    await stage.pass(9, false);
    expect(stage.notes.at(-1)).toMatchObject({ type: 'blocked', since: 2000 });
    await stage.pass(1, true);
    answer({ forMs: 1000, bytes: 5e6, sites: [] });
    await stage.pass(1, true);
    expect(stage.notes.at(-1)).toMatchObject({ type: 'moved', forMs: 10_000 });
    expect(stage.notes.some((note) => 'gathering' in note)).toBe(false);
  });

  it('does not ask what is gathered by who waits, or does not answer', async () => {
    const waiting = new Stage();
    waiting.cpuShare = 0.01;
    await waiting.pass(2, true);
    await waiting.pass(2, false);
    expect(waiting.capture).toHaveBeenCalledTimes(1);
    expect(waiting.gather).not.toHaveBeenCalled();
    const native = new Stage();
    native.found = { withoutStack: 'native' };
    await native.pass(2, true);
    await native.pass(2, false);
    expect(native.gather).not.toHaveBeenCalled();
  });

  it('leaves a program with a debugger alone, and takes no more than five stacks within an hour', async () => {
    const stage = new Stage();
    stage.isInspected = true;
    await stage.pass(1, true);
    await stage.pass(3, false);
    expect(stage.capture).not.toHaveBeenCalled();
    expect(stage.notes.at(-1)).toMatchObject({ type: 'blocked' });
    expect(stage.notes).toContainEqual(expect.objectContaining({ withoutStack: 'debugger' }));
    stage.isInspected = false;
    for (let block = 0; block < 7; block++) {
      await stage.pass(1, true);
      await stage.pass(3, false);
    }
    expect(stage.capture).toHaveBeenCalledTimes(5);
    expect(stage.notes).toContainEqual(expect.objectContaining({ withoutStack: 'often' }));
    await stage.pass(3600, true);
    await stage.pass(3, false);
    expect(stage.capture).toHaveBeenCalledTimes(6);
  });

  it('says why there is no stack', async () => {
    const stage = new Stage();
    stage.found = { withoutStack: 'native' };
    await stage.pass(1, true);
    await stage.pass(2, false);
    expect(stage.notes.at(-1)).toMatchObject({ withoutStack: 'native' });
    await stage.pass(1, true);
    expect(stage.ends).toEqual([{ forMs: 3000, cpuShare: 1, stack: undefined }]);
  });
});
