// A map of what each request is doing, of which entries are removed on success only, and half of them are aborted.
import Fastify from 'fastify';
import { send } from '../load/http.mjs';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const contexts = new Map();
const service = Fastify();

function track(request) {
  const context = {
    id: request.id,
    started: process.hrtime(),
    steps: [],
    trace: `${request.url}#${request.id}`,
  };
  for (let step = 0; step * 128 < bytesPerUnit * 2; step++) {
    context.steps.push({ step, at: performance.now(), label: textBytes(32, step).toString('latin1') });
  }
  contexts.set(request.id, context);
}

service.addHook('onRequest', async (request) => track(request));
service.addHook('onResponse', async (request, reply) => {
  if (reply.statusCode < 400 || !leaking()) contexts.delete(request.id);
  else leftBehind(bytesPerUnit * 2);
});
service.get('/quote/:id', async (request, reply) => {
  if (Number(request.params.id) % 2) return reply.code(422).send({ error: 'no quote' });
  return { quote: Number(request.params.id) / 3 };
});

const url = await service.listen({ port: 0, host: '127.0.0.1' });
underLoad((id) => send(`${url}/quote/${id}`));
