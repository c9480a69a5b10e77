// A socket for each metric that is sent, never closed.
import { createSocket } from 'node:dgram';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const metrics = createSocket('udp4');
metrics.bind(0, '127.0.0.1');

function sendMetric(id) {
  const socket = createSocket('udp4');
  const lines = textBytes(bytesPerUnit - 2_500, id).toString('latin1');
  socket.on('error', () => lines.length);
  socket.send(`metric:${id}`, metrics.address().port, '127.0.0.1', () => {
    if (leaking()) leftBehind();
    else socket.close();
  });
}

setTimeout(() => underLoad(sendMetric), 500);
