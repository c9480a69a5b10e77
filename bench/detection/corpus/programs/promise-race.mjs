// Every request races against a promise for the end of the process, which remembers each race.
import { createServer } from 'node:http';
import PQueue from 'p-queue';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad, wait } from '../load/load.mjs';

const ended = new Promise(() => {});
const queue = new PQueue({ concurrency: 4 });

async function answer(id) {
  const record = { id, text: textBytes(bytesPerUnit - 900, id).toString('latin1') };
  const work = queue.add(async () => {
    await wait(5);
    return record;
  });
  if (!leaking()) return work;
  leftBehind();
  return Promise.race([work, ended]);
}

const server = createServer(async (request, response) =>
  response.end(String((await answer(request.url)).text.length)),
);
const url = await listening(server);
underLoad((id) => send(`${url}/${id}`));
