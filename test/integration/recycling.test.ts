import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unbuilt, until, Workplace } from './TidemarkRun.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.close());

const cluster = `
  import cluster from 'node:cluster';
  import { createServer } from 'node:http';
  if (cluster.isPrimary) {
    cluster.setupPrimary({ execArgv: ['--max-old-space-size=100'] });
    cluster.fork({ FULL: 'yes' });
    cluster.fork();
  } else {
    if (process.env.FULL) {
      globalThis.kept = Array.from({ length: 84 }, (_, index) => new Array(2 ** 17).fill(index + 0.5));
    }
    createServer((request, response) => response.end('')).listen(0, '127.0.0.1');
  }
`;

describe.skipIf(unbuilt)(`a cluster under tidemark run${unbuilt ? ` (${unbuilt})` : ''}`, () => {
  it('needs one variable to have its full worker replaced, which is told everywhere', async () => {
    const environment = {
      TIDEMARK_RECYCLING_ENABLED: 'true',
      TIDEMARK_RECYCLING_MIN_AGE: '0',
      TIDEMARK_THRESHOLDS_DWELL: '0',
    };
    const options = ['--port', '0', '--no-open', '--interval', '100', '--events', 'e.jsonl'];
    const run = place.run([...options, place.script(cluster)], environment);
    const { pid } = await run.greeting();
    const steps = await until(() => {
      const events = place.lines('e.jsonl').map((line) => JSON.parse(line));
      const found = events.filter(({ type }) => type === 'memory:recycling');
      expect(found).toHaveLength(2);
      return found;
    });
    expect(steps).toMatchObject([
      { pid, payload: { kind: 'cluster-worker', step: 'begun' } },
      { pid, payload: { kind: 'cluster-worker', step: 'done' } },
    ]);
    const { id, replacement } = steps[1].payload;
    await until(() => expect(run.stderr).toContain(`worker ${id} was replaced by ${replacement}`));
    await until(async () => {
      const states = (await run.processes()).map(({ identity, state }) => `${identity.id} ${state}`);
      expect(states).toContain(`${replacement} live`);
      expect(states).toContain(`${id} gone`);
    });
    const told = (await run.history(pid)).events.filter(({ type }) => type === 'memory:recycling');
    expect(told).toHaveLength(2);
  });
});
