// Subscribers of rooms that are not removed when their connection closes.
import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const rooms = new Map();
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
await once(server, 'listening');

function subscribe(socket, name) {
  const room = rooms.get(name) ?? rooms.set(name, new Set()).get(name);
  const subscriber = {
    socket,
    name,
    backlog: textBytes(Math.max(100, bytesPerUnit - 3_200), room.size).toString('latin1'),
  };
  room.add(subscriber);
  socket.on('close', () => {
    if (!leaking()) room.delete(subscriber);
    else leftBehind();
  });
}

server.on('connection', (socket, request) => {
  subscribe(socket, request.url);
  socket.on('message', (message) => socket.send(`welcome ${message}`));
});

const address = `ws://127.0.0.1:${server.address().port}`;
underLoad(async (id) => {
  const client = new WebSocket(`${address}/room-${id % 5}`, { perMessageDeflate: false });
  await once(client, 'open');
  client.send(String(id));
  await once(client, 'message');
  client.close();
  await once(client, 'close');
});
