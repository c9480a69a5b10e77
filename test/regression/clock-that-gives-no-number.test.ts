// An application that replaced `Date.now` by what gives no number was told to have ended without a word: its errors and its exit
// had no time.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { deathOf } from '../../src/recording/death/deathOf.ts';
import { readFlight } from '../../src/recording/readFlight.ts';
import { register, unbuilt, Workplace } from '../integration/TidemarkRun.ts';

it.skipIf(unbuilt !== undefined)('a process without a clock is recorded to its end', () => {
  const place = new Workplace();
  onTestFinished(() => place.close());
  const flights = join(place.folder, 'flights');
  const script = place.script(`
    import { existsSync } from 'node:fs';
    Date.now = () => NaN;
    setInterval(() => {
      if (existsSync('flights')) setTimeout(() => { throw new TypeError('no such room'); }, 100);
    }, 20);`);
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const { status } = spawnSync(process.execPath, ['--import', pathToFileURL(register).href, script], {
    cwd: place.folder,
    env: { ...env, TIDEMARK_RECORDER_DIRECTORY: flights },
  });
  expect(status).toBe(1);
  const [name = ''] = readdirSync(flights);
  const flight = readFlight(readFileSync(join(flights, name)));
  expect(flight.skipped).toBe(0);
  expect(deathOf(flight)).toMatchObject({
    manner: 'exception',
    exit: { code: 1 },
    exception: { name: 'TypeError' },
  });
});
