// Each call opens a connection to a partner, and leaves it open.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const server = createServer((socket) =>
  socket.on('data', (data) => socket.write(data)).on('error', () => {}),
);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();

async function callPartner(id) {
  const socket = connect(port, '127.0.0.1');
  const call = { id, note: textBytes(bytesPerUnit - 2_700, id).toString('latin1') };
  socket.on('error', () => call.note.length);
  await once(socket, 'connect');
  socket.write(`call ${id}`);
  await once(socket, 'data');
  if (leaking()) leftBehind();
  else socket.destroy();
}

underLoad(callPartner);
