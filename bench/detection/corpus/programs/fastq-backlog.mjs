// Mails come faster than they are sent, and the queue has no bound.
import fastq from 'fastq';
import { bytesPerUnit, leftBehind, perSecond, textBytes, underLoad, wait } from '../load/load.mjs';

const queue = fastq.promise(async (mail) => {
  await wait(2_000 / perSecond);
  return mail.body.length;
}, 1);

function submit(id) {
  queue.push({
    to: `customer-${id}@example.com`,
    body: textBytes(2 * bytesPerUnit - 250, id).toString('latin1'),
  });
  leftBehind();
}

underLoad(submit);
