import { describe, expect, it } from 'vitest';
import type { OpenResources } from '../../../src/sampling/ResourceCounter.ts';
import { handles, levels, type OpenAt, Shop } from './shop.ts';

const mib = 1024 ** 2;
const place = { function: 'startJob', file: 'src/jobs.ts', line: 41, package: undefined };

function workers(count: number, ended = 0): OpenResources {
  return { kind: 'worker', type: 'src/jobs.ts:41', count: Math.floor(count), ended, place };
}

/** Load that swings once in that many seconds, from 0 to 1. */
function swing(second: number, period: number): number {
  return (1 - Math.cos((2 * Math.PI * second) / period)) / 2;
}

/** Noise that is the same each time, from -1 to 1. */
function noise(second: number): number {
  return Math.sin(second * 12.9898) * Math.cos(second * 78.233);
}

describe('things that are opened and never closed', () => {
  it('are suspected and confirmed where worker threads are never terminated', () => {
    const shop = new Shop();
    const open: OpenAt = (second) => [
      workers(second / 8),
      handles('file descriptor', 25 + 4 * Math.floor(second / 8)),
    ];
    const told = shop.run(1200, open, (second) => 40 * mib + (second / 8) * 5.2 * mib);
    expect(levels(told)).toEqual(['suspected at 240 s', 'confirmed at 1000 s']);
    const { report } = told[0]!;
    expect(report).toMatchObject({
      memory: 'native',
      resource: { kind: 'worker', type: 'src/jobs.ts:41', count: 30, perHour: 450 },
      sites: [{ function: 'startJob', file: 'src/jobs.ts', line: 41, survival: 1 }],
      advice: 'Call worker.terminate() when its work is done, or keep a pool of workers.',
    });
    expect(report.rateBytesPerSecond / mib).toBeCloseTo(0.65, 1);
    expect(report.evidence[0]).toMatch(
      /^Worker threads: 1[12] → 30 in \d min, none has ended; each holds about 5\.\d MB\.$/,
    );
    expect(report.evidence[1]).toBe('They are started in startJob (src/jobs.ts:41).');
    expect(told[1]!.report).toMatchObject({ id: report.id, basis: 'persistent', confidence: 0.9 });
    expect(told[1]!.report.evidence.at(-1)).toContain('no pool fills for so long');
  });

  it('say how many have ended', () => {
    const shop = new Shop();
    const told = shop.run(1100, (second) => [workers(second / 8, Math.floor(second / 20))]);
    expect(told[0]!.report.evidence[0]).toContain(', 12 have ended.');
    expect(told[1]!.report.evidence[0]).toMatch(/, 38 have ended\.$/);
  });

  it('are suspected where handles of one type pile up, although they hold next to nothing', () => {
    for (const type of ['FSEventWrap', 'MessagePort', 'TCPServerWrap', 'SomethingNew']) {
      const told = new Shop().run(400, (second) => [handles(type, second)]);
      expect(levels(told)).toEqual(['suspected at 240 s']);
      expect(told[0]!.report).toMatchObject({
        rateBytesPerSecond: 0,
        resource: { kind: 'handle', type, perHour: 3600 },
      });
    }
  });

  it('are suspected after ten minutes where their number could be load', () => {
    for (const type of ['TCPSocketWrap', 'Timeout', 'file descriptor']) {
      const told = new Shop().run(900, (second) => [handles(type, 20 + second)]);
      expect(told).toHaveLength(1);
      expect(told[0]!.second).toBeGreaterThanOrEqual(650);
      expect(told[0]!.second).toBeLessThanOrEqual(710);
    }
  });

  it('are found under load that swings, once the leak is larger than the swing', () => {
    const open: OpenAt = (second) => [handles('TCPSocketWrap', 40 + 5 * noise(second) + second)];
    expect(levels(new Shop().run(1200, open))).toHaveLength(1);
  });

  it('are confirmed only after twice the time where their number could be load', () => {
    const told = new Shop().run(2400, (second) => [handles('TCPSocketWrap', 20 + second)]);
    expect(levels(told).map((each) => each.split(' ')[0])).toEqual(['suspected', 'confirmed']);
    expect(told[1]!.second).toBeGreaterThan(1800);
  });

  it('are told once where one holds the other', () => {
    const told = new Shop().run(700, (second) => [
      handles('ProcessWrap', second / 4),
      handles('PipeWrap', 3 * Math.floor(second / 4)),
      handles('file descriptor', 25 + 3 * Math.floor(second / 4)),
    ]);
    expect(told.map(({ report }) => report.resource?.type)).toEqual(['ProcessWrap']);
  });

  it('are told once where threads of a pool hold nine descriptors each, as recorded', () => {
    const told = new Shop().run(1200, (second) => [
      workers(second / 40),
      handles('file descriptor', 24 + 9 * Math.floor(second / 40)),
    ]);
    expect(new Set(told.map(({ report }) => report.resource?.kind))).toEqual(new Set(['worker']));
  });

  it('come at the lower number with high sensitivity, and not with a low one', () => {
    const open: OpenAt = (second) => [handles('FSEventWrap', 0.5 * second)];
    expect(levels(new Shop({ sensitivity: 'high' }).run(300, open))).toEqual(['suspected at 240 s']);
    expect(levels(new Shop({ sensitivity: 'low' }).run(600, open))).toEqual([]);
  });

  it('are found although they begin late', () => {
    const told = new Shop().run(4000, (second) => [handles('FSEventWrap', 12 + Math.max(0, second - 3000))]);
    expect(told[0]!.second).toBeGreaterThan(3100);
    expect(told[0]!.second).toBeLessThanOrEqual(3300);
  });
});

describe('a process in good order', () => {
  const healthy: Readonly<Record<string, OpenAt>> = {
    'a pool that fills to 8 workers': (second) => [workers(Math.min(8, second / 20))],
    'a pool that had filled before the verdict': (second) => [workers(Math.min(32, second / 5))],
    'sockets kept alive, 5 to 60 in two minutes': (second) => [
      handles('TCPSocketWrap', 5 + 55 * swing(second, 120)),
    ],
    'sockets that swing in ten minutes': (second) => [
      handles('TCPSocketWrap', 10 + 900 * swing(second, 600)),
    ],
    'sockets that swing in twenty minutes, as load does': (second) => [
      handles('TCPSocketWrap', 10 + (300 + 20 * noise(second)) * swing(second, 1200)),
    ],
    'timers, 100 to 3,900 in five minutes': (second) => [handles('Timeout', 100 + 3800 * swing(second, 314))],
    'requests in flight': (second) => [handles('FSReqCallback', second)],
    'a single burst': (second) => [handles('FSEventWrap', second > 1000 ? 5000 : 3)],
    nothing: () => [],
  };

  for (const [name, open] of Object.entries(healthy)) {
    it(`is not suspected: ${name}`, () => {
      expect(levels(new Shop().run(7200, open))).toEqual([]);
    });
  }

  it('is suspected while a pool of 200 fills, and no more once it is full', () => {
    const told = new Shop().run(3600, (second) => [workers(Math.min(200, second / 3))]);
    expect(levels(told).map((each) => each.split(' ')[0])).toEqual(['suspected', 'withdrawn']);
    expect(told[1]!.second).toBeLessThan(900);
    expect(told[1]!.report).toMatchObject({ id: told[0]!.report.id, rateBytesPerSecond: 0 });
    expect(told[1]!.report.evidence[0]).toContain('200 open, no longer growing');
  });

  it('shows no pace of what has ended', () => {
    const threads = (second: number): number => (second < 500 ? second / 8 : 1);
    const shop = new Shop();
    const [suspected, withdrawn] = shop.run(
      700,
      (second) => [workers(threads(second))],
      (second) => 40 * mib + threads(second) * 5.2 * mib,
    );
    expect(suspected!.report.sites[0]!.bytesPerSecond / mib).toBeCloseTo(0.65, 1);
    expect(withdrawn!.report).toMatchObject({
      level: 'withdrawn',
      rateBytesPerSecond: 0,
      resource: { count: 1, perHour: 0 },
      sites: [{ function: 'startJob', bytesPerSecond: 0 }],
    });
  });

  it('is suspected until watchers are renewed that are closed all at once, and then never again', () => {
    const told = new Shop().run(7200, (second) => [handles('FSEventWrap', second % 300)]);
    expect(levels(told)).toEqual(['suspected at 240 s', 'withdrawn at 300 s']);
  });

  it('is told of again only beyond what there was', () => {
    const open: OpenAt = (second) => [
      handles('FSEventWrap', second < 2000 ? Math.min(400, second) : 400 - 300 * swing(second - 2000, 1000)),
    ];
    expect(levels(new Shop().run(6000, open)).map((each) => each.split(' ')[0])).toEqual([
      'suspected',
      'withdrawn',
    ]);
  });
});

describe('a confirmed leak of things', () => {
  it('is over when there has been none for ten minutes', () => {
    const told = new Shop().run(3000, (second) => [handles('FSEventWrap', Math.min(1500, second))]);
    expect(levels(told).map((each) => each.split(' ')[0])).toEqual(['suspected', 'confirmed', 'withdrawn']);
    expect(told[2]!.second).toBeGreaterThan(2100);
    expect(told[2]!.report.basis).toBeUndefined();
  });

  it('does not claim bytes that such things cannot hold', () => {
    const told = new Shop().run(
      300,
      (second) => [handles('FSEventWrap', second)],
      (second) => second * 4 * mib,
    );
    expect(told[0]!.report.rateBytesPerSecond).toBe(0);
  });
});

describe('what is told at present', () => {
  const open: OpenAt = (second) => [workers(second < 600 ? second / 8 : 75 + (second - 600) / 4)];

  it('goes with the number and the bytes of now, under one id', () => {
    const shop = new Shop();
    const [first] = shop.run(250, open);
    expect(first!.report.rateBytesPerSecond).toBe(0);
    shop.run(550, open, (second) => 40 * mib + (second / 8) * 5.2 * mib);
    const [present] = shop.watch.reports;
    expect(present).toMatchObject({
      id: first!.report.id,
      level: 'suspected',
      resource: { count: 67, perHour: 450 },
    });
    expect(present!.rateBytesPerSecond / mib).toBeCloseTo(0.65, 0);
    shop.run(850, open, (second) => 40 * mib + (second / 8) * 5.2 * mib);
    expect(shop.watch.reports[0]!.resource).toMatchObject({ count: 135, perHour: 900 });
  });

  it('would be told with another sensitivity, whatever is told with that of the settings', () => {
    const shop = new Shop({ sensitivity: 'low' });
    shop.run(300, (second) => [handles('FSEventWrap', 0.5 * second)]);
    expect(shop.watch.reports).toEqual([]);
    expect(shop.watch.reportsAt('high')).toMatchObject([{ level: 'suspected', memory: 'native' }]);
    expect(shop.watch.reportsAt('medium')).toEqual([]);
    expect(shop.watch.reports).toEqual([]);
  });
});

describe('a leak of things that is told', () => {
  it('stands at a higher sensitivity, and at a lower one where there are enough of them', () => {
    const shop = new Shop();
    shop.run(400, (second) => [handles('FSEventWrap', second)]);
    const at = (sensitivity: 'low' | 'medium' | 'high') =>
      shop.watch.reportsAt(sensitivity).map(({ level }) => level);
    expect([at('low'), at('medium'), at('high')]).toEqual([[], ['suspected'], ['suspected']]);
    shop.run(1200, (second) => [handles('FSEventWrap', second)]);
    expect([at('low'), at('medium'), at('high')]).toEqual([['confirmed'], ['confirmed'], ['confirmed']]);
  });
});

describe('counting', () => {
  it('is done every 10 s', () => {
    const shop = new Shop();
    shop.run(600, () => []);
    expect(shop.counts).toBe(61);
  });

  it('is done less often where it takes long', () => {
    const shop = new Shop();
    shop.countMs = 8;
    shop.run(600, () => [handles('Timeout', 1e5)]);
    expect(shop.counts).toBe(16);
  });

  it('goes on as before where it took long once, because the machine was busy', () => {
    const shop = new Shop();
    shop.run(300, () => []);
    shop.countMs = 50;
    shop.run(310, () => []);
    shop.countMs = 0.02;
    shop.run(600, () => []);
    expect(shop.counts).toBe(61);
  });

  it('keeps no more than 64 types', () => {
    const shop = new Shop();
    shop.run(2000, (second) => [handles(`Type${second}`, 1)]);
    expect(shop.watch.heldBytes).toBe(64 * 360 * 16);
    expect(shop.watch.reports).toEqual([]);
  });
});
