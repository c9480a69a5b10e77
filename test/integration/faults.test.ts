import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { helloOf, RawAgent, sampleOf } from '../hub/RawAgent.ts';
import { unbuilt, until, Workplace } from './TidemarkRun.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.close());

const quick = ['--port', '0', '--interval', '20'];
/** Writes a line of its resident memory every 20 ms; ends when its standard input does. */
const beating = `
  import { appendFileSync } from 'node:fs';
  setInterval(() => appendFileSync('beats', process.memoryUsage.rss() + '\\n'), 20);
`;

function beats(): number {
  return place.lines('beats').length;
}

async function beatsOn(count: number): Promise<void> {
  const before = beats();
  await until(() => expect(beats()).toBeGreaterThan(before + count));
}

function socketPath(): string {
  return join(place.sockets, place.hubDirectories()[0] as string, 'hub.sock');
}

describe.skipIf(unbuilt !== undefined || process.platform === 'win32')('faults', () => {
  it('of the hub do not harm the application: it goes on when the hub is killed', async () => {
    const run = place.run([...quick, place.script(beating)]);
    const { pid } = await run.greeting();
    await until(async () => expect((await run.history(pid)).columns[0]?.length).toBeGreaterThan(5));
    run.child.kill('SIGKILL');
    await until(() => expect(run.child.signalCode).toBe('SIGKILL'));
    await beatsOn(50);
    process.kill(pid, 'SIGTERM');
    // What it leaves behind is swept up by the next hub.
    expect(place.hubDirectories()).toHaveLength(1);
    place.ageHubDirectories();
    await place.run([...quick, place.script('', 'next.mjs')]).ended;
    expect(place.hubDirectories()).toEqual([]);
  });

  it('of the hub do not harm the application: it goes on while the hub stands still', async () => {
    const run = place.run([...quick, place.script(beating)]);
    const { pid } = await run.greeting();
    const samples = async () => (await run.history(pid)).columns[0]?.length ?? 0;
    await until(async () => expect(await samples()).toBeGreaterThan(5));
    run.child.kill('SIGSTOP');
    await beatsOn(100);
    run.child.kill('SIGCONT');
    const before = await samples();
    await until(async () => expect(await samples()).toBeGreaterThan(before + 20));
    expect((await run.processes()).map(({ state }) => state)).toEqual(['live']);
  });

  it('of a peer harm nobody: nonsense, half a hello, a hello of another version, an endless line', async () => {
    const run = place.run([...quick, place.script(beating)]);
    const { pid } = await run.greeting();
    await until(async () => expect(await run.processes()).toHaveLength(1));
    const nonsense = new RawAgent(socketPath()).write('nonsense\n'.repeat(100));
    const newer = new RawAgent(socketPath()).say({ ...helloOf('1'), protocol: 99 });
    const half = new RawAgent(socketPath()).write('{"type":"hello","prot');
    const endless = new RawAgent(socketPath()).write('x'.repeat(2_000_000));
    const fitting = new RawAgent(socketPath()).say(helloOf('2'), sampleOf({ time: 1_000 }));
    await until(() =>
      expect([nonsense.closed, newer.closed, half.closed, endless.closed]).toEqual([true, true, true, true]),
    );
    expect(newer.received).toMatchObject([{ type: 'refused' }]);
    expect(fitting.closed).toBe(false);
    expect((await run.history('2')).columns[0]).toEqual([1_000]);
    const before = (await run.history(pid)).columns[0]?.length ?? 0;
    await until(async () => expect((await run.history(pid)).columns[0]?.length).toBeGreaterThan(before));
    fitting.socket.destroy();
    run.child.kill('SIGTERM');
    expect(await run.ended).toEqual({ code: null, signal: 'SIGTERM' });
    expect(place.hubDirectories()).toEqual([]);
  });
});
