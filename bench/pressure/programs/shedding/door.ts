// What a door takes of each request, from its beginning to its end, while nothing is refused. Prints nanoseconds as JSON.
import { EventEmitter } from 'node:events';
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
class Response extends EventEmitter {
  readonly headersSent = false;
}

let served = 0;
const serve = () => {
  served++;
};
const wrapped = shedding.wrap(serve);
const middleware = shedding.express();
for (let turn = 0; turn < 2; turn++) {
  timed((response) => wrapped(request, response));
  timed((response) => middleware(request, response, serve));
}
const bareNs = timed(() => serve());
const cost: DoorCost = {
  wrapNs: timed((response) => wrapped(request, response)) - bareNs,
  expressNs: timed((response) => middleware(request, response, serve)) - bareNs,
};
if (served < calls) throw new Error('The listener was not called.');
console.log(JSON.stringify(cost));

function timed(answer: (response: ServerResponse) => void): number {
  const start = performance.now();
  for (let index = 0; index < calls; index++) {
    const response = new Response();
    answer(response as unknown as ServerResponse);
    response.emit('close');
  }
  return ((performance.now() - start) * 1e6) / calls;
}
