// Buffers are taken from a pool, which grows with the most that were ever in use, and are given back.
import { createServer } from 'node:http';
import { listening, send } from '../load/http.mjs';
import { share, textBytes, underLoad, wait } from '../load/load.mjs';

const free = [];

async function withBuffer(use) {
  const buffer = free.pop() ?? Buffer.alloc(128 << 10);
  await use(buffer);
  free.push(buffer);
}

const server = createServer(async (request, response) => {
  await withBuffer(async (buffer) => {
    buffer.write(request.url);
    await wait(1_000 + 3_000 * share(undefined, 240));
    response.end(buffer.subarray(0, 10));
  });
});
const url = await listening(server);
underLoad((id) => send(`${url}/${textBytes(200, id).toString('latin1').trim()}`));
