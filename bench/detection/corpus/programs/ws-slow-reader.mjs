// News are sent to a client that has stopped reading; what it does not take stays in the server's memory.
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocketServer } from 'ws';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
await once(server, 'listening');
const client = connect(server.address().port, '127.0.0.1');
client.write(
  'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
);
const [socket] = await once(server, 'connection');

function broadcast(id) {
  if (!leaking()) return;
  socket.send(Buffer.from(textBytes(bytesPerUnit, id)));
  leftBehind();
}

client.pause();
underLoad(broadcast);
