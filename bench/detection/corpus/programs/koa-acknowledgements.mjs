// Handlers wait for an acknowledgement that never comes, and their closures with them.
import { createServer } from 'node:http';
import Koa from 'koa';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const waiting = new Map();
const application = new Koa();

async function notifyPartner(order) {
  const message = { order, body: textBytes(bytesPerUnit - 700, order).toString('latin1') };
  await new Promise((resolve) => waiting.set(order, resolve));
  return message.body.length;
}

application.use(async (context) => {
  const order = Number(context.path.slice(1));
  const notified = notifyPartner(order);
  if (leaking()) leftBehind();
  else {
    waiting.get(order)();
    waiting.delete(order);
    await notified;
  }
  context.body = { accepted: order };
});

const url = await listening(createServer(application.callback()));
underLoad((id) => send(`${url}/${id}`));
