// A sparse file of 6 GB, named like a flight, filled the room of all of them, so that nothing was recorded any more.

import { truncateSync, writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { FlightFolder } from '../../src/recording/FlightFolder.ts';
import { newFlightName } from '../../src/recording/flightNames.ts';
import { FakeOutput } from '../cli/FakeOutput.ts';
import { postmortemCommand } from '../cli/postmortemCommand.ts';
import { FlightPlace } from '../recording/givenFlight.ts';

const gib = 1024 ** 3;

it('a file that no recorder has made takes no room of the flights, stays, and is told of', async () => {
  const place = new FlightPlace();
  onTestFinished(() => place.close());
  const path = place.path(newFlightName(Date.now(), 7));
  writeFileSync(path, '');
  truncateSync(path, 6 * gib);
  const folder = new FlightFolder({ path: place.folder });
  expect(folder.makeRoom(1024 ** 2, 64 * 1024 ** 2)).toBe(true);
  expect(folder.entries().map((entry) => [entry.path, folder.lifeOf(entry)])).toEqual([[path, 'unknown']]);

  const [stdout, stderr] = [new FakeOutput(), new FakeOutput()];
  const told = await postmortemCommand(['--list', place.folder], {
    folder: place.folder,
    stdout,
    stderr,
    now: Date.now(),
  });
  expect(told).toEqual({ exitCode: 0 });
  expect(stdout.text).toContain(`${path} cannot be read: it is larger than any flight (6 GB)`);
});
