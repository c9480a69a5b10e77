import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unbuilt, until, Workplace } from './TidemarkRun.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.close());

const quick = ['--port', '0', '--interval', '50'];
const endless = 'setInterval(() => {}, 1000);';

describe.skipIf(unbuilt)(`an application under tidemark run${unbuilt ? ` (${unbuilt})` : ''}`, () => {
  it('leaves samples and events in files, while it runs', async () => {
    const run = place.run([...quick, '--samples', 's.jsonl', '--events', 'e.jsonl', place.script(endless)]);
    const { pid } = await run.greeting();
    await until(() => expect(place.lines('s.jsonl').length).toBeGreaterThan(3));
    const sample = JSON.parse(place.lines('s.jsonl')[0] as string);
    expect(sample).toMatchObject({ pid, id: String(pid), type: 'memory:sampled' });
    expect(sample.payload.rssBytes).toBeGreaterThan(10_000_000);
    expect(place.lines('e.jsonl')).toEqual([]);
    const { fields, columns } = await run.history(pid);
    expect(fields[0]).toBe('time');
    expect(columns[0]?.length).toBeGreaterThan(3);
  });

  it('is said not to be watched where nobody reports, and goes on', async () => {
    const run = place.run([...quick, '--', 'sleep', '12']);
    const { code } = await run.ended;
    expect(run.stderr).toMatch(/not watched {3}no Node\.js process of sleep has reported in 10 s/);
    expect(code).toBe(0);
  });

  it('has a dashboard at the address that was greeted with', async () => {
    const { url } = await place.run([...quick, place.script(endless)]).greeting();
    for (const [path, type] of [
      ['', 'text/html'],
      ['page.js', 'text/javascript'],
    ]) {
      const response = await fetch(`${url}${path}`);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        `${type}; charset=utf-8`,
      ]);
    }
  });

  it('has what crosses a threshold in the terminal, the file, the history and the incidents', async () => {
    const environment = { TIDEMARK_THRESHOLDS_RSS_WARNING: '10MB', TIDEMARK_THRESHOLDS_DWELL: '0' };
    const run = place.run([...quick, '--events', 'e.jsonl', place.script(endless)], environment);
    const { pid, url } = await run.greeting();
    const event = await until(() => {
      const events = place.lines('e.jsonl').map((line) => JSON.parse(line));
      const found = events.find(({ type }) => type === 'memory:threshold_exceeded');
      expect(found).toBeDefined();
      return found;
    });
    expect(event).toMatchObject({
      pid,
      id: String(pid),
      type: 'memory:threshold_exceeded',
      payload: { metric: 'rss', level: 'warning' },
    });
    await until(() => expect(run.stderr).toContain(event.payload.message.slice(0, 20)));
    expect(run.stderr).toMatch(/^tidemark {2}\d\d:\d\d:\d\d {2}rss warning$/m);
    expect((await run.history(pid)).events).toContainEqual(
      expect.objectContaining({ type: event.type, time: event.time }),
    );
    const { incidents } = (await (await fetch(`${url}api/incidents`)).json()) as { incidents: unknown[] };
    expect(incidents).toMatchObject([
      { processId: String(pid), kind: 'threshold', subject: 'rss', openedAt: event.time },
    ]);
  });

  it('has its exit code passed on, and its last sample, however soon it exits', async () => {
    const run = place.run([...quick, '--samples', 's.jsonl', place.script('process.exit(42);')]);
    expect(await run.ended).toEqual({ code: 42, signal: null });
    expect(place.lines('s.jsonl').length).toBeGreaterThan(0);
    expect(run.said.at(-1)).toContain('ended with code 42');
    expect(place.hubDirectories()).toEqual([]);
  });

  it('has its standard streams to itself', async () => {
    const copy = place.script('process.stdin.pipe(process.stdout); process.stderr.write("mine\\n");');
    const run = place.run([...quick, copy]);
    const sent = randomBytes(2_000_000);
    run.child.stdin?.end(sent);
    expect(await run.ended).toEqual({ code: 0, signal: null });
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect([run.stdout.length, hash(run.stdout)]).toEqual([sent.length, hash(sent)]);
    expect(run.stderr).toContain('mine\n');
  });

  it('may be any command that starts Node.js, with spaces in its arguments', async () => {
    const app = place.script('process.stdout.write(process.argv[2]);', 'my app.mjs');
    const run = place.run([
      ...quick,
      '--samples',
      's.jsonl',
      '--',
      'sh',
      '-c',
      `node "${app}" "a b"; exit 5`,
    ]);
    expect(await run.ended).toEqual({ code: 5, signal: null });
    expect(run.stdout.toString()).toBe('a b');
    expect(place.lines('s.jsonl').length).toBeGreaterThan(0);
  });

  it('keeps the options that NODE_OPTIONS had', async () => {
    const app = place.script('process.stdout.write(process.title);');
    const run = place.run([...quick, app], { NODE_OPTIONS: '--title=kept' });
    await run.ended;
    expect(run.stdout.toString()).toBe('kept');
  });

  it('is told of when it crashes, with what was known of its memory', async () => {
    const app = place.script('setTimeout(() => { throw new Error("a defect of its own"); }, 300);');
    const run = place.run([...quick, app]);
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.stderr).toContain('a defect of its own');
    expect(run.stderr).toMatch(/node app\.mjs {3}ended with code 1 after[\s\S]*RSS/);
  });

  it('is told of when it runs out of heap', async () => {
    const app = place.script(
      'const kept = []; setInterval(() => kept.push(new Array(20_000).fill(kept.length)), 5);',
    );
    const run = place.run([...quick, '--', process.execPath, '--max-old-space-size=50', app]);
    expect(await run.ended).toEqual({ code: 134, signal: null });
    expect(run.stderr).toMatch(
      /was killed by SIGABRT after[\s\S]*V8 ran out of heap: its own report says so; \d+ % of its \d+ MB/,
    );
    expect(place.hubDirectories()).toEqual([]);
  });

  it('is marked as silent while it blocks its event loop, and as live when it is back', async () => {
    const app = place.script(
      `setTimeout(() => { const end = Date.now() + 3000; while (Date.now() < end); }, 300); ${endless}`,
    );
    const run = place.run([...quick, app]);
    const stateOf = async () => (await run.processes())[0]?.state;
    await until(async () => expect(await stateOf()).toBe('silent'));
    await until(async () => expect(await stateOf()).toBe('live'));
  });
});

describe.skipIf(unbuilt)('what can go wrong at the start', () => {
  it('is a port that is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.on('listening', resolve));
    const { port } = taken.address() as { port: number };
    const run = place.run(['--port', String(port), place.script(endless)]);
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.stderr).toMatch(new RegExp(`^tidemark  Port ${port} .* in use.*--port`));
    expect(place.hubDirectories()).toEqual([]);
    taken.close();
  });

  it('is a missing script', async () => {
    const run = place.run(['missing.js']);
    expect(await run.ended).toEqual({ code: 127, signal: null });
    expect(run.stderr).toMatch(/^tidemark {2}There is no script "missing\.js"/);
  });

  it.each([
    ['is no JSON', '{ "sampling"', /cannot be read/],
    ['has a wrong type', '{ "sampling": { "interval": "soon" } }', /sampling\.interval must be/],
    ['has an unknown key', '{ "samplng": {} }', /did you mean sampling/i],
  ])('is a configuration that %s', async (_what, text, message) => {
    writeFileSync(join(place.folder, 'tidemark.config.json'), text);
    const run = place.run([place.script(endless)]);
    expect(await run.ended).toEqual({ code: 2, signal: null });
    expect(run.stderr).toMatch(message);
    expect(place.hubDirectories()).toEqual([]);
  });

  it('is an events file that can not be written to', async () => {
    const run = place.run(['--events', 'missing/e.jsonl', place.script(endless)]);
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.stderr).toContain('--events must be a file that can be written to');
  });
});
