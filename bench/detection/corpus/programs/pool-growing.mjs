// A pool of connections, which grows to its limit as they are wanted.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import genericPool from 'generic-pool';
import { now, textBytes, underLoad, wait } from '../load/load.mjs';

const server = createServer((socket) => socket.on('data', (data) => socket.write(data)));
server.listen(0, '127.0.0.1');
await once(server, 'listening');

async function openConnection() {
  const socket = connect(server.address().port, '127.0.0.1');
  await once(socket, 'connect');
  return {
    socket,
    statements: new Map(Array.from({ length: 40 }, (_, id) => [id, textBytes(2_000, id).toString('latin1')])),
  };
}

const pool = genericPool.createPool({ create: openConnection, destroy: async () => {} }, { max: 60 });
underLoad(async () => {
  const connection = await pool.acquire();
  connection.socket.write('select 1');
  await once(connection.socket, 'data');
  await wait(Math.min(30_000, 100 * now()));
  await pool.release(connection);
});
