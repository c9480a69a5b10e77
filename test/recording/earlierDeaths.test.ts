import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oomKillsOf } from '../../src/recording/earlierDeaths.ts';
import type { FlightHeader } from '../../src/recording/flightFormat.ts';
import { inodeOf } from '../../src/recording/inodeOf.ts';
import { FlightPlace, subject } from './givenFlight.ts';

let place: FlightPlace;
let directory: string;

beforeEach(() => {
  place = new FlightPlace();
  directory = place.path('group');
  makeGroup(3);
});

afterEach(() => place.close());

function makeGroup(kills: number): void {
  mkdirSync(directory);
  writeFileSync(`${directory}/memory.oom_control`, `oom_kill_disable 0\nunder_oom 0\noom_kill ${kills}\n`);
}

describe('how often the kernel has killed in the control group of a flight', () => {
  it('is what the group counts, as long as it is the same one', () => {
    const header = {
      ...subject,
      group: { version: 1, directory, inode: inodeOf(directory) },
    } as unknown as FlightHeader;
    expect(oomKillsOf(header, subject.signature)).toBe(3);
    // Something else is there when it is made anew, so that its number is not given out again.
    rmSync(directory, { recursive: true });
    mkdirSync(place.path('other'));
    makeGroup(0);
    expect(inodeOf(directory)).not.toBe(header.group?.inode);
    expect(oomKillsOf(header, subject.signature)).toBeUndefined();
    rmSync(directory, { recursive: true });
    expect(oomKillsOf(header, subject.signature)).toBeUndefined();
  });

  it('is not known of another container or machine', () => {
    const header = { ...subject, group: { version: 1, directory } } as unknown as FlightHeader;
    expect(oomKillsOf(header, subject.signature)).toBe(3);
    expect(oomKillsOf(header, { ...subject.signature, pidNamespace: 'pid:[2]' })).toBeUndefined();
    expect(oomKillsOf(header, { ...subject.signature, bootId: 'b' })).toBeUndefined();
  });
});
