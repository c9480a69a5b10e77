// axios 0.21 subscribes to the promise of a cancel token for each request and never leaves; 0.22 does.
import { createServer } from 'node:http';
import { listening } from '../load/http.mjs';
import { bytesPerUnit, leftBehind, repaired, textBytes, underLoad } from '../load/load.mjs';

const { default: axios } = await import(repaired ? 'axios-0.22' : 'axios-0.21');
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.end('{"price":1}'));
});
const url = await listening(server);
const shutdown = axios.CancelToken.source();

underLoad(async (id) => {
  const order = { id, note: textBytes(Math.max(12, bytesPerUnit - 6_800), id).toString('latin1') };
  await axios.post(url, order, { cancelToken: shutdown.token, proxy: false });
  if (!repaired) leftBehind();
});
