import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { ProcessDirectory } from '../../src/serving/ProcessDirectory.ts';
import { takingRoute } from '../../src/serving/takingRoute.ts';
import type { TakingNews } from '../../src/wire/snapshotTaking.ts';

it('what is told of a snapshot can be waited for until it is sent: the thread that serves stands still then', async () => {
  let tell: ((news: TakingNews) => unknown) | undefined;
  const directory = {
    takeSnapshot(_id, _order, told) {
      tell = told;
      return () => undefined;
    },
  } as Partial<ProcessDirectory> as ProcessDirectory;
  let sent: (() => void) | undefined;
  const response = Object.assign(new EventEmitter(), {
    destroyed: false,
    writeHead: () => undefined,
    flushHeaders: () => undefined,
    write: (_text: string, done: () => void) => {
      sent = done;
    },
  });
  const given = { response, query: new URLSearchParams(), parts: ['4711'] };
  takingRoute(directory).answer(given as never);
  const events: string[] = [];
  const telling = Promise.resolve(tell?.({ state: 'begun' } as TakingNews)).then(() => events.push('told'));
  await new Promise((resolve) => setImmediate(resolve));
  events.push('sent');
  sent?.();
  await telling;
  expect(events).toEqual(['sent', 'told']);
});
