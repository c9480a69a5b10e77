// Plays the wardrobe with one of its leaks on a clock of its own, and writes three heap snapshots, with the same time of the game
// between them: FOLDER LEAK [SEED]. Needs --expose-gc.
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { writeHeapSnapshot } from 'node:v8';
import { root } from '../../harness/shipped.ts';

const [folder, leak, seed = '1'] = process.argv.slice(2) as [string, string, string?];
const warmUpSeconds = 15;
const secondsBetween = 20;
const leakBytesPerSecond = 60_000;

const rehearsal = join(root, 'examples/wardrobe/dist/measurements/rehearsal.js');
const { rehearse } = await import(rehearsal);
const { load, world } = await rehearse({
  workload: 'mixed',
  actorCount: 400,
  rate: 1500,
  leak,
  leakBytesPerSecond,
  seed: Number(seed),
});
Object.assign(globalThis, { world });
await load.run(warmUpSeconds);
for (const name of ['a', 'b', 'c']) {
  // In a turn of its own, since registers keep what the one before has used.
  await turn();
  (globalThis as { gc?: () => void }).gc?.();
  writeHeapSnapshot(join(folder, `${name}.heapsnapshot`));
  if (name !== 'c') await load.run(secondsBetween);
}
process.stdout.write('{}');
