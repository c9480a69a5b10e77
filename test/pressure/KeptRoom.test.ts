import { expect, it } from 'vitest';
import { KeptRoom } from '../../src/pressure/KeptRoom.ts';
import { toRow } from '../../src/wire/sample.ts';
import { mib } from '../monitoring/simulation.ts';

/** A process with `heap` and `external` megabytes in use by V8, and `rss` resident. */
function at(rss: number, external: number, heap = 10): Float64Array {
  return toRow({ time: 1, rssBytes: rss * mib, heapUsedBytes: heap * mib, externalBytes: external * mib });
}

function afterFreeing(megabytes: number, rssAfter: number): KeptRoom {
  const room = new KeptRoom();
  collect(room, { used: 210, freed: megabytes, rss: 250, rssAfter });
  return room;
}

function collect(
  room: KeptRoom,
  { used, freed, rss, rssAfter }: { used: number; freed: number; rss: number; rssAfter: number },
): void {
  room.add({
    usedBytesBefore: used * mib,
    usedBytesAfter: (used - freed) * mib,
    rssBytesBefore: rss * mib,
    rssBytesAfter: rssAfter * mib,
  });
}

it('is none before a collection, whatever there is beside the heap of V8', () => {
  expect(new KeptRoom().bytes(at(900, 0))).toBe(0);
});

it('is what was freed and has stayed resident, and is filled by what is allocated next', () => {
  const room = afterFreeing(150, 240);
  expect(room.bytes(at(240, 50)) / mib).toBe(140);
  expect(room.bytes(at(240, 150)) / mib).toBe(40);
  expect(room.bytes(at(240, 200)) / mib).toBe(0);
});

it('goes as its pages go back late', () => {
  const room = afterFreeing(150, 250);
  expect(room.bytes(at(250, 50)) / mib).toBe(150);
  expect(room.bytes(at(100, 50)) / mib).toBe(0);
});

it('never grows by itself: what was filled and grows outside of V8 then is no room', () => {
  const room = afterFreeing(150, 250);
  room.bytes(at(250, 190));
  expect(room.bytes(at(250, 50)) / mib).toBe(10);
  const leaking = afterFreeing(150, 250);
  expect(leaking.bytes(at(400, 50))).toBe(0);
  expect(leaking.bytes(at(1000, 50))).toBe(0);
});

it('counts for less where resident memory grows beside it, since it does not fit then', () => {
  const room = afterFreeing(150, 250);
  expect(room.bytes(at(260, 60)) / mib).toBe(110);
  expect(room.bytes(at(290, 90))).toBe(0);
});

it('of two collections is what both have left, less what was filled between them', () => {
  const room = afterFreeing(100, 250);
  room.bytes(at(250, 140));
  collect(room, { used: 150, freed: 50, rss: 250, rssAfter: 250 });
  expect(room.bytes(at(250, 90)) / mib).toBe(110);
  collect(room, { used: 100, freed: -5, rss: 250, rssAfter: 260 });
  expect(room.bytes(at(260, 95)) / mib).toBe(105);
});

it('is none where a counter is not to be had', () => {
  const room = afterFreeing(150, 250);
  expect(room.bytes(toRow({ time: 1, heapUsedBytes: 5 }))).toBe(0);
  collect(room, { used: Number.NaN, freed: 1, rss: 1, rssAfter: 1 });
  expect(room.bytes(at(250, 50)) / mib).toBe(150);
});
