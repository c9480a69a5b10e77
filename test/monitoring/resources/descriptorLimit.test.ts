import { describe, expect, it } from 'vitest';
import { leakHeadline } from '../../../src/reporting/words/leakSentences.ts';
import { handles, levels, type OpenAt, Shop } from './shop.ts';

function descriptors(perSecond: number, limit: number): OpenAt {
  return (second) => [handles('file descriptor', Math.min(limit, 25 + Math.floor(perSecond * second)))];
}

describe('descriptors that run out', () => {
  it('are told within minutes where the limit is near, with the limit first', () => {
    const told = new Shop({}, 1024).run(400, descriptors(1.1, 1024));
    expect(levels(told)).toEqual(['suspected at 370 s']);
    const { report } = told[0]!;
    expect(report.evidence[0]).toMatch(
      /^At this pace the limit of 1,024 open files is reached in about 9 min/,
    );
    expect(report.evidence[1]).toMatch(/^File descriptors: 1\d\d → 4\d\d in 5 min/);
    expect(report.advice).toMatch(
      /^Restart or drain the process before that, or raise the limit \(`ulimit -n`/,
    );
    expect(report.advice).toContain('Close files');
  });

  it('are told before the first ten minutes by detectMemoryLeak(), too, at every sensitivity', () => {
    const shop = new Shop({}, 1024);
    shop.run(360, descriptors(1.1, 1024));
    expect(shop.watch.reports).toEqual([]);
    shop.run(370, descriptors(1.1, 1024));
    for (const sensitivity of ['medium', 'high'] as const) {
      expect(shop.watch.reportsAt(sensitivity)).toMatchObject([{ level: 'suspected' }]);
    }
  });

  it('are not told early where the limit is far away, or hardly taken', () => {
    expect(levels(new Shop({}, 20_000).run(500, descriptors(1.1, 20_000)))).toEqual([]);
    expect(levels(new Shop({}, 2048).run(420, descriptors(1.1, 2048)))).toEqual([]);
  });

  it.each([300, 600])('are no leak where sockets come and go with a load of %d s', (period) => {
    const sockets = (second: number): number => 10 + 150 * (1 - Math.cos((2 * Math.PI * second) / period));
    const told = new Shop({}, 1024).run(2400, (second) => [
      handles('TCPSocketWrap', sockets(second)),
      handles('file descriptor', 25 + sockets(second)),
    ]);
    expect(levels(told)).toEqual([]);
  });

  it('are told once they are used up, and confirmed a minute later, not withdrawn', () => {
    const told = new Shop({}, 850).run(1800, descriptors(1.18, 850));
    expect(levels(told)).toEqual(['suspected at 300 s', 'confirmed at 760 s']);
    const { report } = told[1]!;
    expect(report).toMatchObject({
      id: told[0]!.report.id,
      basis: 'consuming',
      resource: {
        count: 850,
        perHour: 0,
        limit: { of: 'open files', count: 850, etaMs: 0, lowMs: 0, highMs: 0 },
      },
    });
    expect(report.evidence[0]).toBe('The limit of 850 open files is reached: opens fail (EMFILE).');
    expect(report.evidence.at(-1)).toContain('stood at the limit for a minute');
    expect(report.advice).toMatch(/^Restart or drain the process now, or raise the limit/);
    expect(leakHeadline(report)).toBe('open handles 850 (file descriptors), all that may be open');
  });

  it('stay told where some are opened and closed just below the limit', () => {
    const open: OpenAt = (second) => [
      handles('file descriptor', Math.min(850 - (second % 20 === 0 ? 4 : 0), 25 + Math.floor(1.18 * second))),
    ];
    const told = new Shop({}, 850).run(1800, open);
    expect(levels(told).map((each) => each.split(' ')[0])).toEqual(['suspected', 'confirmed']);
    expect(told[1]!.report.evidence[0]).toMatch(/all but reached \(84\d are open\)/);
  });

  it('are told where they were used up before anything could be said', () => {
    const told = new Shop({}, 850).run(600, descriptors(8, 850));
    expect(levels(told)).toEqual(['suspected at 240 s', 'confirmed at 310 s']);
    expect(told[0]!.report.evidence[0]).toContain('is reached: opens fail');
  });

  it('are over when they are closed', () => {
    const told = new Shop({}, 850).run(1800, (second) =>
      second < 900 ? descriptors(1.18, 850)(second) : [handles('file descriptor', 25)],
    );
    expect(levels(told).map((each) => each.split(' ')[0])).toEqual(['suspected', 'confirmed', 'withdrawn']);
    expect(told[2]!.report.resource).toMatchObject({ count: 25, perHour: 0 });
  });

  it('are withdrawn where they come to rest below the limit', () => {
    const told = new Shop({}, 850).run(1800, (second) => [
      handles('file descriptor', Math.min(700, 25 + Math.floor(1.18 * second))),
    ]);
    expect(levels(told).map((each) => each.split(' ')[0])).toEqual(['suspected', 'withdrawn']);
  });

  it('are those of the sockets that take them, which are told once', () => {
    const told = new Shop({}, 850).run(1800, (second) => [
      handles('TCPSocketWrap', Math.min(825, Math.floor(1.18 * second))),
      ...descriptors(1.18, 850)(second),
    ]);
    expect(told.map(({ report }) => `${report.level} ${report.resource!.type}`)).toEqual([
      'suspected TCPSocketWrap',
      'confirmed TCPSocketWrap',
    ]);
  });

  it('do not keep a pool told that others have starved', () => {
    const told = new Shop({}, 850).run(1200, (second) => [
      handles('TCPServerWrap', Math.min(200, second / 2)),
      handles('file descriptor', 850),
    ]);
    expect(levels(told.filter(({ report }) => report.resource?.type === 'TCPServerWrap')).at(-1)).toMatch(
      /^withdrawn/,
    );
  });
});
