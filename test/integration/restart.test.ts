import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unbuilt, until, Workplace } from './TidemarkRun.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.close());

const quick = ['--restart', '--port', '0', '--no-open', '--interval', '50', '--events', 'e.jsonl'];
/** An application that does nothing about pressure, and does not ask for a fresh process. */
const unanswered = { TIDEMARK_AUTOMATIC_RESPONSE_ENABLED: 'false' };
const anyAge = { TIDEMARK_RECYCLING_MIN_AGE: '0' };

/** Counts its lives in a file, and says how the one that it is goes. */
function lives(...each: readonly string[]): string {
  return place.script(`
    import { appendFileSync, readFileSync } from 'node:fs';
    appendFileSync('lives.txt', process.pid + '\\n');
    const life = readFileSync('lives.txt', 'utf8').split('\\n').length - 1;
    const leak = (length = 100_000) => { const kept = []; setInterval(() => kept.push(new Array(length).fill(kept.length)), 1); };
    const goOn = () => setInterval(() => {}, 1000);
    [${each.map((body) => `() => { ${body} }`).join(', ')}].at(Math.min(life, ${each.length}) - 1)();
  `);
}

const heap = (script: string, megabytes = 40): string[] => [
  ...quick,
  '--',
  process.execPath,
  `--max-old-space-size=${megabytes}`,
  script,
];

interface Told {
  readonly id: string;
  readonly pid: number;
  readonly type: string;
  readonly payload: Record<string, unknown>;
}

function told(): Told[] {
  const events = place.lines('e.jsonl').map((line) => JSON.parse(line) as Told);
  return events.filter(({ type }) => type === 'memory:recycling');
}

describe.skipIf(unbuilt)(
  `tidemark run --restart${unbuilt ? ` (${unbuilt})` : ''}`,
  { timeout: 90_000 },
  () => {
    it('starts again what ran out of heap, and ends as its last life ends', async () => {
      // Some 20 MB a second at most, so that a sample is not far from the end.
      const run = place.run(heap(lives('leak(2500)', 'setTimeout(() => process.exit(7), 200)')), {
        ...anyAge,
        ...unanswered,
      });
      expect(await run.ended).toEqual({ code: 7, signal: null });
      const [first, second] = place.lines('lives.txt');
      expect(place.lines('lives.txt')).toHaveLength(2);
      const base = { kind: 'application', id: first, cause: 'died' };
      expect(told()).toMatchObject([
        { id: first, pid: Number(first), payload: { ...base, step: 'begun' } },
        { id: second, pid: Number(second), payload: { ...base, step: 'done', replacement: second } },
      ]);
      expect(run.stderr).toMatch(
        /was killed by SIGABRT after[\s\S]*V8 ran out of heap: its own report says so; \d+ % of its \d+ MB/,
      );
      expect(run.stderr).toMatch(
        new RegExp(`restart {3}process ${first} was replaced by ${second}, which was started after`),
      );
      expect(run.stderr).toMatch(/ended with code 7/);
    });

    it('starts again what was killed, and passes signals on to the process that there is then', async () => {
      const run = place.run(
        [...quick, lives('goOn()', "process.on('SIGTERM', () => process.exit(9)); goOn()")],
        anyAge,
      );
      const { pid } = await run.greeting();
      await until(() => expect(place.lines('lives.txt')).toEqual([String(pid)]));
      process.kill(pid, 'SIGKILL');
      const second = await until(() => {
        const found = place.lines('lives.txt')[1];
        expect(found).toBeDefined();
        return Number(found);
      });
      await until(async () => {
        const states = (await run.processes()).map(({ identity, state }) => `${identity.pid} ${state}`);
        expect(states).toContain(`${pid} gone`);
        expect(states).toContain(`${second} live`);
      });
      // The dashboard asks for the events of each process.
      for (const [id, step] of [
        [pid, 'begun'],
        [second, 'done'],
      ]) {
        const { events } = await run.history(id as number);
        expect(events).toMatchObject([{ type: 'memory:recycling', payload: { step } }]);
      }
      run.child.kill('SIGTERM');
      expect(await run.ended).toEqual({ code: 9, signal: null });
      expect(place.lines('lives.txt')).toHaveLength(2);
    });

    it.each([
      ['ends well', 'process.exitCode = 0', { code: 0, signal: null }],
      ['fails by itself', 'process.exit(1)', { code: 1, signal: null }],
      ['throws', 'throw new Error("a defect")', { code: 1, signal: null }],
    ])('leaves alone what %s', async (_what, body, end) => {
      const run = place.run([...quick, lives(body)], anyAge);
      expect(await run.ended).toEqual(end);
      expect(place.lines('lives.txt')).toHaveLength(1);
      expect(told()).toEqual([]);
    });

    it('gives up after three short lives, and ends as the last one ended', async () => {
      const run = place.run(heap(lives('leak()'), 30));
      expect(await run.ended).toEqual({ code: 134, signal: null });
      expect(place.lines('lives.txt')).toHaveLength(3);
      expect(told().map(({ payload }) => payload.step)).toEqual([
        'begun',
        'done',
        'begun',
        'done',
        'refused',
      ]);
      expect(run.stderr).toContain('It is started again in 1 s.');
      expect(run.stderr).toContain('It is started again in 2 s.');
      expect(run.stderr).toContain('Three lives within an hour were too short');
    });

    it('does not go beyond its budget', async () => {
      const environment = { ...anyAge, TIDEMARK_RECYCLING_MAX_PER_HOUR: '1' };
      const run = place.run(heap(lives('leak()'), 30), environment);
      expect(await run.ended).toEqual({ code: 134, signal: null });
      expect(place.lines('lives.txt')).toHaveLength(2);
      expect(run.stderr).toContain('All 1 restarts of this hour are used');
    });

    it('is over at once when a signal comes while it waits', async () => {
      const run = place.run(heap(lives('leak()'), 30));
      await until(() => expect(run.stderr).toContain('It is started again in 2 s.'));
      run.child.kill('SIGTERM');
      expect(await run.ended).toEqual({ code: null, signal: 'SIGTERM' });
      expect(place.lines('lives.txt')).toHaveLength(2);
    });

    it('asks what grows fast with nothing to prune to end, before memory ends it', async () => {
      const run = place.run(heap(lives('leak(2500)', 'process.exit(3)'), 160), anyAge);
      expect(await run.ended).toEqual({ code: 3, signal: null });
      const steps = told().map(({ payload }) => [payload.step, payload.cause]);
      expect(steps[0]).toEqual(['requested', 'requested']);
      expect(steps.filter(([step]) => step !== 'requested')).toEqual([
        ['begun', 'requested'],
        ['done', 'requested'],
      ]);
      expect(run.stderr).not.toContain('SIGABRT');
      expect(run.stderr).toMatch(/pressure critical {3}heap at/);
    });

    it('asks what is close to its limit to end, in time', async () => {
      const ill = `
      globalThis.kept = Array.from({ length: 40 }, (_, index) => new Array(2 ** 17).fill(index + 0.5));
      process.on('SIGTERM', () => { appendFileSync('terms.txt', 'asked\\n'); process.exit(0); });
      goOn();
    `;
      const environment = {
        ...anyAge,
        TIDEMARK_THRESHOLDS_HEAP_WARNING: '0.5',
        TIDEMARK_THRESHOLDS_HEAP_CRITICAL: '0.6',
        TIDEMARK_THRESHOLDS_DWELL: '0',
        ...unanswered,
      };
      const run = place.run(heap(lives(ill, 'process.exit(3)'), 60), environment);
      expect(await run.ended).toEqual({ code: 3, signal: null });
      expect(place.lines('terms.txt')).toEqual(['asked']);
      expect(told().map(({ payload }) => [payload.step, payload.cause, payload.detail])).toEqual([
        ['begun', 'pressure', undefined],
        ['done', 'pressure', 'The old one ended with code 0.'],
      ]);
    });
  },
);
