// A connection starts a heartbeat that is not stopped when it closes.
import { createServer } from 'node:http';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

function startHeartbeat(id) {
  const connection = { id, beats: 0, greeting: textBytes(bytesPerUnit - 700, id).toString('latin1') };
  const timer = setInterval(() => {
    connection.beats += connection.greeting.length;
  }, 60_000);
  return () => clearInterval(timer);
}

const server = createServer((request, response) => {
  const stop = startHeartbeat(Number(request.url.slice(1)));
  response.on('close', () => {
    if (leaking()) leftBehind();
    else stop();
  });
  response.end('welcome');
});
const url = await listening(server);
underLoad((id) => send(`${url}/${id}`));
