// A client with a fixed number of connections, whose answers come with bodies of changing size.
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { listening } from '../load/http.mjs';
import { textBytes, underLoad } from '../load/load.mjs';

const server = createServer((request, response) => {
  const size = 2_000 + 40_000 * Math.random();
  response.end(JSON.stringify({ path: request.url, text: textBytes(size, 1).toString('latin1') }));
});
const pool = new Pool(await listening(server), { connections: 6 });
underLoad(async (id) => {
  const { body } = await pool.request({ path: `/${id}`, method: 'GET', signal: AbortSignal.timeout(5_000) });
  return (await body.json()).text.length;
});
