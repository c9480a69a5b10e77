// Socket.IO keeps a namespace, and what hangs on it, for every name that a client asks for, unless told to clean up.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { listening } from '../load/http.mjs';
import { bytesPerUnit, leftBehind, repaired, textBytes, underLoad } from '../load/load.mjs';

const http = createServer();
const server = new Server(http, { cleanupEmptyChildNamespaces: repaired, transports: ['websocket'] });

function openDocument(name) {
  return {
    name,
    opened: Date.now(),
    paragraphs: [textBytes(bytesPerUnit - 2_000, server._nsps.size).toString('latin1')],
  };
}

server.of(/^\/document-\d+$/).on('connection', (socket) => {
  socket.nsp.document ??= openDocument(socket.nsp.name);
  socket.on('edit', (change, done) => done(change.length));
});

const url = await listening(http);
underLoad(async (id) => {
  const client = io(`${url}/document-${id}`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  });
  await client.emitWithAck('edit', `change ${id}`);
  client.close();
  if (!repaired) leftBehind();
});
