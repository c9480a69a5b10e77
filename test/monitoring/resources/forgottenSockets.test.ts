import { describe, expect, it } from 'vitest';
import type { PickedSockets } from '../../../src/sampling/ResourceCounter.ts';
import { handles, levels, type OpenAt, Shop } from './shop.ts';

/** Sockets of which shares of those opened last are silent for one minute, and of these for another. */
function sockets(silentShare: number, keptShare: number): (newest: number) => PickedSockets {
  const picked = (count: number, shares: readonly number[]): PickedSockets => ({
    count,
    silent: () => picked(Math.floor(count * (shares[0] ?? 1)), shares.slice(1)),
  });
  return (newest) => picked(Math.min(300, newest), [silentShare, keptShare]);
}

const opened: OpenAt = (second) => [handles('TCPSocketWrap', 20 + 3 * second)];

describe('sockets that pile up', () => {
  it('are told within six minutes where nobody uses them, and it is said how that is known', () => {
    const told = new Shop({}, undefined, sockets(1, 1)).run(360, opened);
    expect(levels(told)).toHaveLength(1);
    expect(told[0]!.report.evidence).toContain(
      'All 300 that were looked at among those opened last have stayed open for 2 min without a byte: nobody uses them.',
    );
  });

  it('are told beside a few that are used', () => {
    const told = new Shop({}, undefined, sockets(0.85, 1)).run(360, opened);
    expect(told[0]!.report.evidence[1]).toMatch(/^255 of 300 that were looked at/);
  });

  it.each([
    ['carry something', 0.5, 1],
    ['are closed by and by', 1, 0.97],
  ])('wait for ten minutes where they %s, as those of a load do', (_, silentShare, keptShare) => {
    const shop = new Shop({}, undefined, sockets(silentShare, keptShare));
    expect(shop.run(640, opened)).toEqual([]);
    const [told] = shop.run(720, opened);
    expect(told!.report.evidence.join(' ')).not.toContain('looked at');
  });

  it('are not looked at while their number does not grow, nor where it grows too little', () => {
    let looks = 0;
    const counting = (newest: number): PickedSockets => {
      looks += 1;
      return sockets(1, 1)(newest);
    };
    const shop = new Shop({}, undefined, counting);
    expect(shop.run(3600, (second) => [handles('TCPSocketWrap', second < 60 ? second : 60)])).toEqual([]);
    expect(looks).toBe(0);
  });

  it('are no leak where a pool of 90 has filled, though it is silent', () => {
    const shop = new Shop({}, undefined, sockets(1, 1));
    expect(shop.run(3600, (second) => [handles('TCPSocketWrap', Math.min(90, second / 4))])).toEqual([]);
  });

  it('are no leak where a pool of 500 fills within four minutes and stays', () => {
    const shop = new Shop({}, undefined, sockets(1, 1));
    expect(shop.run(3600, (second) => [handles('TCPSocketWrap', Math.min(500, 2.1 * second))])).toEqual([]);
  });

  it('are no leak under a load that swings', () => {
    for (const period of [300, 600, 1200]) {
      const swing: OpenAt = (second) => [
        handles('TCPSocketWrap', 10 + 450 * (1 - Math.cos((2 * Math.PI * second) / period))),
      ];
      expect(new Shop({}, undefined, sockets(0.1, 0.5)).run(7200, swing)).toEqual([]);
    }
  });
});
