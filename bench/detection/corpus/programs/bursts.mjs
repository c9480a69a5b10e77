// Quiet, and every minute and a quarter ten seconds of many times the work, whose results are kept for half a minute.
import Fastify from 'fastify';
import { send } from '../load/http.mjs';
import { now, textBytes, underLoad } from '../load/load.mjs';

const recent = new Map();
const service = Fastify();
service.get('/:id', async (request) => {
  const { id } = request.params;
  recent.set(id, textBytes(6_000, id).toString('latin1'));
  setTimeout(() => recent.delete(id), 30_000);
  return { id };
});
const url = await service.listen({ port: 0, host: '127.0.0.1' });
underLoad((id) => (now() % 75 < 10 || id % 10 === 0 ? send(`${url}/${id}`) : undefined));
