import { describe, expect, it } from 'vitest';
import { describeGrowth } from '../../../src/dashboard/model/eventText.ts';
import type { DeclaredHolders } from '../../../src/monitoring/holders/Holder.ts';
import { leakHeadline } from '../../../src/reporting/words/leakSentences.ts';
import { ToldProcess } from '../leakStory.ts';
import { kib, mib } from '../simulation.ts';

const leak = (second: number): number => 60 * mib + 400 * kib * second;

describe('an alert of a heap that is full before it is known what fills it', () => {
  const [told] = new ToldProcess({ liveBytes: leak, limitMib: 240 }).until(300).told;

  it('says first when that is, and no time at which it is settled', () => {
    expect(told!.evidence[0]).toMatch(/^At this pace the heap is full in about \d+ (s|min) \(/);
    expect(told!.evidence.at(-1)).toContain('memory may be full before that can be told');
    expect(told!.evidence.join(' ')).not.toContain('Settled at');
  });

  it('advises to do something now', () => {
    expect(told!.advice).toMatch(/^Restart or drain the process now/);
    expect(told!.advice).not.toContain('wait');
  });

  it('asks for no snapshots minutes apart while there are only minutes, and not for some and for none at once', () => {
    expect(told!.advice).not.toContain('ompare two heap snapshots');
    expect(told!.advice).toContain('After the restart, take two heap snapshots');
  });
});

describe('an alert', () => {
  const slow = (second: number): number => 60 * mib + 50 * kib * second;

  it('says why nobody is named', () => {
    const [told] = new ToldProcess({ liveBytes: slow }).until(300).told;
    expect(told!.evidence.join(' ')).toContain('Who allocates it is not known: ');
  });

  it('says what is missing once the time has passed at which it was to be settled', () => {
    const process = new ToldProcess({ liveBytes: slow }).until(3600);
    expect(process.levels).toEqual(['suspected']);
    const outlook = process.detector.verdict().reasons.at(-1);
    expect(outlook).toContain('to be confirmed it would have to come from functions');
    expect(outlook).not.toContain('Settled at');
  });

  it('of what is beyond declared holders goes by the whole live size when it says when the heap is full', () => {
    const declaredMib = 150;
    const holders: DeclaredHolders = {
      count: 1,
      heldBytes: () => declaredMib * mib,
      filling: [],
      exceeded: [],
    };
    const limitMib = 600;
    const liveBytes = (second: number): number => declaredMib * mib + slow(second);
    const [told] = new ToldProcess({ liveBytes, holders, limitMib }).until(300).told;
    expect(told!.evidence[0]).toMatch(/^The live heap beyond what is declared has grown /);
    const leftSeconds = (0.97 * limitMib * mib - liveBytes(told!.at)) / (50 * kib);
    expect(told!.outOfMemory!.etaMs / 1000 / leftSeconds).toBeCloseTo(1, 1);
  });

  it('does not ask to declare what is declared, and has grown beyond its bound', () => {
    const exceeded = [{ name: 'prices', memory: 'heap', entries: 3000, bound: '2,000 entries' }] as const;
    const holders: DeclaredHolders = { count: 1, heldBytes: () => 0, filling: [], exceeded };
    const { told } = new ToldProcess({ liveBytes: slow, holders }).until(600);
    expect(told.length).toBeGreaterThan(0);
    for (const { evidence } of told) expect(evidence.join(' ')).not.toContain('registerHolder');
  });
});

describe('a withdrawal', () => {
  it('says what it had come to, and that it has stopped', () => {
    const until = (second: number): number => 60 * mib + 50 * kib * Math.min(600, second);
    const [, withdrawn] = new ToldProcess({ liveBytes: until }).until(1500).told;
    expect(withdrawn).toMatchObject({ level: 'withdrawn' });
    expect(withdrawn!.evidence[0]).toContain('has stopped growing');
    expect(withdrawn!.evidence.at(-1)).toMatch(/^At its height it had grown 2\d(\.\d)? MB in \d min\.$/);
  });

  it('tells the growth at its height, in its fields, too, though the memory has come back', () => {
    const rising = (second: number): number => Math.max(0, Math.min(second, 900) - 300);
    const backAgain = (second: number): number =>
      60 * mib + 50 * kib * (second < 930 ? rising(second) : Math.max(20, 600 - 20 * (second - 930)));
    const withdrawn = new ToldProcess({ liveBytes: backAgain }).until(1500).told.at(-1)!;
    expect(withdrawn.level).toBe('withdrawn');
    expect(withdrawn.grownBytes / mib).toBeGreaterThan(24);
    expect(withdrawn.grownBytes / mib).toBeLessThan(32);
    expect(withdrawn.sinceMs).toBeGreaterThan(400_000);
    expect(withdrawn.sinceMs).toBeLessThanOrEqual(840_000);
    expect(withdrawn.rateBytesPerSecond).toBeLessThan(512);
    expect(withdrawn.stoppedForMs).toBeGreaterThanOrEqual(60_000);
    expect(leakHeadline(withdrawn)).toMatch(
      /^live heap \+\d+(\.\d)? MB in \d+ min at its height \(stopped \d+ (s|min) ago\)$/,
    );
    expect(describeGrowth(withdrawn)).toMatch(
      /^Live heap \+\d+(\.\d)? MB in \d+ min at its height, stopped \d+ (s|min) ago$/,
    );
  });
});
