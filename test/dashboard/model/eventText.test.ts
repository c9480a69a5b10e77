import { describe, expect, it } from 'vitest';
import { describeEstimate, describeEvent } from '../../../src/dashboard/model/eventText.ts';
import type { MemoryEvent } from '../../../src/wire/event.ts';
import { crossingEvent, leakEvent, megabyte } from '../given.ts';

const limit = { kind: 'container', usedBytes: 1, limitBytes: 2, ratio: 0.5 } as const;

describe('describeEvent', () => {
  it.each([
    ['begun', {}, 'R', 'warning', 'Worker 4711 is being replaced', 'It leaks.'],
    [
      'done',
      { replacement: '4712', detail: 'It ended.' },
      '✓',
      'calm',
      'Worker 4711 replaced by 4712',
      'It ended.',
    ],
    ['done', { kind: 'application' }, '✓', 'calm', 'Process 4711 replaced', 'It leaks.'],
    ['failed', { detail: 'No.' }, 'R', 'critical', 'Worker 4711 could not be replaced', 'No.'],
    ['refused', { kind: 'worker-thread' }, 'R', 'warning', 'Thread 4711 is not replaced', 'It leaks.'],
  ] as const)('says of a replacement that is %s how it stands', (step, more, letter, tone, title, detail) => {
    const payload = {
      kind: 'cluster-worker',
      id: '4711',
      step,
      cause: 'leak',
      reason: 'It leaks.',
      ...more,
    } as const;
    expect(describeEvent({ time: 0, type: 'memory:recycling', payload })).toEqual({
      letter,
      tone,
      title,
      detail,
    });
  });

  it.each<[MemoryEvent, string, string, string]>([
    [crossingEvent(0, 'warning'), 'W', 'warning', 'Heap warning'],
    [crossingEvent(0, 'critical', { metric: 'rss' }), 'C', 'critical', 'RSS critical'],
    [crossingEvent(0, 'normal', { metric: 'host' }), '✓', 'calm', 'Host memory back to normal'],
    [leakEvent(0), 'L', 'advisory', 'Leak suspected'],
    [leakEvent(0, { level: 'confirmed' }), 'L', 'critical', 'Leak confirmed'],
    [leakEvent(0, { level: 'withdrawn' }), '✓', 'calm', 'Leak withdrawn'],
  ])('%j has its letter, tone and title', (event, letter, tone, title) => {
    expect(describeEvent(event)).toMatchObject({ letter, tone, title });
  });

  it('says how a leak grows, and why it was withdrawn', () => {
    expect(describeEvent(leakEvent(0, { memory: 'native' })).detail).toBe(
      'Native memory +12 MB in 4 min, 52 kB/s',
    );
    expect(
      describeEvent(leakEvent(0, { level: 'withdrawn', evidence: ['a', 'It was a cache.'] })).detail,
    ).toBe('It was a cache.');
    expect(describeEvent(leakEvent(0, { level: 'withdrawn', evidence: [] })).detail).toBe('Bound the Map');
  });

  it('counts what is opened and not closed', () => {
    const resource = { kind: 'handle', type: 'TCPSocketWrap', count: 1204, perHour: -12.4 } as const;
    expect(describeEvent(leakEvent(0, { memory: 'native', resource })).detail).toBe(
      'Open handles: 1,204 (TCP sockets), −12 an hour',
    );
  });

  it('says when memory runs out, and of what', () => {
    const payload = { etaMs: 9_600_000, lowMs: 7_500_000, highMs: undefined, limit: 'container' } as const;
    expect(describeEvent({ time: 0, type: 'memory:out_of_memory_predicted', payload })).toMatchObject({
      letter: 'O',
      detail: 'Out of memory in about 2 h 40 (2 h 05 or later); container limit',
    });
  });

  it('counts an estimate down', () => {
    const estimate = { etaMs: 600_000, lowMs: 60_000, highMs: 1_200_000, limit: 'heap' } as const;
    expect(describeEstimate(estimate, 120_000)).toBe(
      'Out of memory in about 8 min (at any time, within 18 min)',
    );
    expect(describeEstimate(estimate, 660_000)).toBe('Out of memory at any time, within 9 min');
    expect(describeEstimate({ ...estimate, highMs: undefined }, 60_000)).toBe(
      'Out of memory in about 9 min (at any time, or later)',
    );
  });

  it('tells of pressure and of what was done about it', () => {
    const change = (level: 'normal' | 'critical', binding: typeof limit | undefined): MemoryEvent => ({
      time: 0,
      type: 'memory:pressure_changed',
      payload: { level, previousLevel: 'warning', capacity: { limits: [], binding } },
    });
    expect(describeEvent(change('critical', limit))).toEqual({
      letter: 'P',
      tone: 'critical',
      title: 'Pressure critical',
      detail: 'container limit used to 50 %',
    });
    expect(describeEvent(change('normal', undefined))).toMatchObject({
      letter: '✓',
      tone: 'calm',
      detail: '',
    });
    const applied = (freedBytes: number | undefined, measured: boolean): MemoryEvent => ({
      time: 0,
      type: 'memory:strategy_applied',
      payload: { strategy: 'Prune caches', level: 'warning', freedBytes, measured, pauseMs: undefined },
    });
    expect(describeEvent(applied(9 * megabyte, true)).detail).toBe('freed 9 MB');
    expect(describeEvent(applied(9 * megabyte, false)).detail).toBe('effect not measured');
    expect(describeEvent(applied(undefined, true)).detail).toBe('effect not measured');
    const claim = applied(undefined, false);
    Object.assign(claim.payload, { claimedBytes: 40 * megabyte, result: 'claimed' });
    expect(describeEvent(claim).detail).toBe('claims 40 MB; not measured');
    expect(describeEvent({ time: 0, type: 'memory:sampled', payload: {} } as MemoryEvent).title).toBe(
      'Sampled',
    );
  });

  it('names what the application has marked', () => {
    expect(describeEvent({ time: 0, type: 'memory:mark', payload: { label: 'deploy 4f2c91' } })).toEqual({
      letter: 'M',
      tone: 'quiet',
      title: 'deploy 4f2c91',
      detail: 'marked by the application',
    });
  });

  it('says which settings were changed', () => {
    const payload = { changed: [], needRestart: [], message: 'name is "shop" now.' };
    expect(describeEvent({ time: 0, type: 'memory:configuration_changed', payload })).toEqual({
      letter: 'S',
      tone: 'quiet',
      title: 'Settings changed',
      detail: 'name is "shop" now.',
    });
  });
});
