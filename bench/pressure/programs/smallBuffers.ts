import { setTimeout as sleep } from 'node:timers/promises';
import { Application } from '../application/Application.ts';

// An upload is kept in pieces of 8 KB until the storage has taken it, which takes its time.
const pieces = 256;
const storageMs = 3000;
const application = await Application.create();
application.server.get('/uploads/:id', async () => {
  const upload = Array.from({ length: pieces }, (_, index) => Buffer.allocUnsafeSlow(8192).fill(index));
  await sleep(storageMs);
  return { bytes: upload.reduce((sum, { length }) => sum + length, 0) };
});
await application.listen();
