// What a door takes of each request while nothing is refused. Prints nanoseconds as JSON.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { shippedUrl } from '../../../harness/shipped.ts';

export interface DoorCost {
  readonly wrapNs: number;
  readonly expressNs: number;
}

const calls = Number(process.argv[2]);
const { shedLoad } = (await import(
  shippedUrl('pressure/index.js')
)) as typeof import('../../../../src/pressure/index.ts');
const shedding = shedLoad({ addLoadShedder: () => () => {} });
const request = { method: 'GET', url: '/page', headers: {} } as unknown as IncomingMessage;
const response = { headersSent: false } as unknown as ServerResponse;

let served = 0;
const serve = () => {
  served++;
};
const wrapped = shedding.wrap(serve);
const middleware = shedding.express();
for (let turn = 0; turn < 2; turn++) {
  timed(() => wrapped(request, response));
  timed(() => middleware(request, response, serve));
}
const bareNs = timed(() => serve());
const cost: DoorCost = {
  wrapNs: timed(() => wrapped(request, response)) - bareNs,
  expressNs: timed(() => middleware(request, response, serve)) - bareNs,
};
if (served < calls) throw new Error('The listener was not called.');
console.log(JSON.stringify(cost));

function timed(call: () => void): number {
  const start = performance.now();
  for (let index = 0; index < calls; index++) call();
  return ((performance.now() - start) * 1e6) / calls;
}
