// Work is handed over no faster than it is done.
import PQueue from 'p-queue';
import { share, textBytes, underLoad, wait } from '../load/load.mjs';

const queue = new PQueue({ concurrency: 4 });
let refused = 0;

underLoad((id) => {
  if (queue.size > 400) return refused++;
  const job = { id, input: textBytes(8_000, id).toString('latin1') };
  queue.add(async () => {
    await wait(120 * share(undefined, 200));
    return job.input.length;
  });
});
