import { describe, expect, it } from 'vitest';
import { nodes } from '../../../system/nodes.ts';
import { leaksOf } from '../startedPrograms.ts';

/** A loop that waits for an hour with the first event, and as many events meanwhile before each snapshot. */
const programOf = (count: number): string => `
  import { EventEmitter, on } from 'node:events';
  class Hub {
    #feed = new EventEmitter();
    async run() {
      for await (const event of on(this.#feed, 'job')) await new Promise((resolve) => setTimeout(resolve, 3_600_000, event));
    }
    push(event) {
      this.#feed.emit('job', event);
    }
  }
  let id = 0;
  export const hub = new Hub();
  void hub.run();
  export async function work() {
    await undefined;
    for (let i = 0; i < ${count}; i++) hub.push({ id: id++, text: 'job ' + id, list: [id + 0.5] });
  }
`;

describe.each(nodes)('of Node.js $major', { timeout: 60_000 }, ({ path: node, missing }) => {
  it.skipIf(missing !== undefined).for([400, 5_000])(
    'events that wait for a loop over events.on() are one leak, told by their emitter, with what to try: %i',
    async (count) => {
      const [suspects] = await leaksOf('jobs.mjs', programOf(count), 1, node);
      expect(suspects).toMatchObject([
        {
          path: 'hub (module /app/jobs.mjs) → #feed → unconsumedEvents of on("job")',
          className: 'FixedQueue',
          objects: 1,
          entries: count * 6 - 1,
          fixIdea: expect.stringMatching(
            /^the loop over on\(this\.#feed, "job"\) is slower than its events come/,
          ),
        },
      ]);
    },
  );
});
