// The heap of an application of that many users, with three leaks of different kinds, a cache that fills up once, and work that
// comes and goes: writes three heap snapshots, with the same work between them. FOLDER USERS. Needs --expose-gc.
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { writeHeapSnapshot } from 'node:v8';
import { populate } from '../population.ts';

class RequestContext {
  readonly url: string;
  readonly headers: { readonly host: string; readonly cookie: string };
  readonly body: number[];

  constructor(number: number) {
    this.url = `/api/${number}`;
    this.headers = { host: `host ${number}`, cookie: `cookie ${number}` };
    this.body = new Array(40).fill(number + 0.5);
  }
}

const requests = 1500;
const [folder, users] = process.argv.slice(2) as [string, string];
const app = populate(Number(users));
app.bus.setMaxListeners(0);
const responses = new Map<string, RequestContext>();
const dashboard = { history: [] as object[] };
const warm = new Map<number, number[]>();
const pending = new Set<object>();
Object.assign(globalThis, { responses, dashboard, warm, pending });

function work(round: number): void {
  pending.clear();
  for (let index = 0; index < requests; index++) {
    const context = new RequestContext(round * requests + index);
    // A Map from which nothing is deleted.
    responses.set(context.url, context);
    // A listener that stays, with what it closes over.
    const body = new Array(40).fill(index + 0.5);
    app.bus.on('tick', function onTick() {
      return body.length;
    });
    // A list that has lost its bound.
    dashboard.history.push({ at: new Date(index), state: { round, text: `state ${round} ${index}` } });
    if (round === 0) warm.set(index, new Array(100).fill(index + 0.5));
    pending.add(new Array(80).fill(index + 0.5));
  }
}

for (const [round, name] of ['a', 'b', 'c'].entries()) {
  // In a turn of its own, since registers keep what the one before has used.
  await turn();
  (globalThis as { gc?: () => void }).gc?.();
  writeHeapSnapshot(join(folder, `${name}.heapsnapshot`));
  if (name !== 'c') work(round);
}
process.stdout.write('{}');
