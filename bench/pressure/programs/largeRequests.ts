import { setTimeout as sleep } from 'node:timers/promises';
import { Application } from '../application/Application.ts';

// Orders of some megabytes are parsed, and held until a slow back end has answered.
const backEndMs = 2500;
const application = await Application.create();
application.server.post('/orders', async (request) => {
  const orders = request.body as readonly { readonly quantity: number }[];
  await sleep(backEndMs);
  return { orders: orders.length, pieces: orders.reduce((sum, { quantity }) => sum + quantity, 0) };
});
application.server.get('/health', () => ({ ok: true }));
await application.listen();
