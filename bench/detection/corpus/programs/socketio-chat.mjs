// Rooms with people who come and go; the last messages of each room are kept.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { listening } from '../load/http.mjs';
import { textBytes, underLoad } from '../load/load.mjs';

const http = createServer();
const server = new Server(http, { transports: ['websocket'] });
const history = new Map();
server.on('connection', (socket) => {
  socket.on('say', (room, message, done) => {
    socket.join(room);
    const messages = history.get(room) ?? history.set(room, []).get(room);
    messages.push({ message, at: Date.now() });
    if (messages.length > 50) messages.shift();
    socket.to(room).emit('said', message);
    done();
  });
});
const url = await listening(http);
const clients = [];
underLoad(async (id) => {
  if (id % 10 === 0) {
    clients.push(io(url, { transports: ['websocket'], forceNew: true }));
    if (clients.length > 12) clients.shift().close();
  }
  await clients[id % clients.length]
    .timeout(5_000)
    .emitWithAck('say', `room-${id % 8}`, textBytes(500, id).toString('latin1'));
});
