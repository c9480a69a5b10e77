// Each job's signal is combined with that of the process, which keeps a listener for every one. Repaired, it is cleared.

import { setMaxListeners } from 'node:events';
import { anySignal } from 'any-signal';
import { bytesPerUnit, leftBehind, repaired, textBytes, underLoad, wait } from '../load/load.mjs';

const shutdown = new AbortController();
setMaxListeners(0, shutdown.signal);

async function runJob(id) {
  const job = new AbortController();
  const signal = anySignal([shutdown.signal, job.signal]);
  const input = { id, text: textBytes(bytesPerUnit - 3_000, id).toString('latin1') };
  signal.addEventListener('abort', () => input.text.length);
  await wait(50);
  if (repaired) signal.clear();
  else leftBehind();
}

underLoad(runJob);
