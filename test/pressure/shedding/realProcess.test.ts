import { describe, expect, it } from 'vitest';
import { Program } from '../Program.ts';

/**
 * Two requests at each of 375 ticks that hold a megabyte each, for 150 ticks, where the limit is 200 MB. A tick is a
 * tenth of a second, or longer where the machine is busy: what is held at a time is the same then.
 */
const program = `
  import { startMemoryMonitoring } from 'tidemark';
  import { shedLoad } from 'tidemark/pressure';
  const shedding = shedLoad(startMemoryMonitoring().pressure);
  const held = new Set();
  let refused = 0;
  let served = 0;
  const heldTicks = 150;
  let tick = 0;
  const serve = ({ url }) => {
    if (url === '/health') return;
    held.add({ list: new Array(2 ** 17).fill(0.5), until: tick + heldTicks });
  };
  const finish = () => {
    for (const each of held) {
      if (each.until > tick) return;
      held.delete(each);
      served++;
    }
  };
  const listener = process.argv[2] === 'shedding' ? shedding.wrap(serve) : serve;
  const response = () => ({ headersSent: false, writeHead: () => refused++, end: () => {} });
  let sent = 0;
  const timer = setInterval(() => {
    tick++;
    finish();
    for (let count = 0; count < 2; count++) {
      const url = sent++ % 30 === 0 ? '/health' : '/page';
      listener({ method: 'GET', url, headers: {}, complete: true }, response());
    }
    if (sent < 750) return;
    clearInterval(timer);
    const { exempted, episodes } = shedding.metrics;
    console.log(JSON.stringify({ refused, served, held: held.size, exempted, episodes }));
    process.exit(0);
  }, 100);
`;

/** The ticks take 40 s, and have taken 267 s at a load of 38 on two cores. */
const timeoutMs = 540_000;

function run(mode: string): Promise<Program> {
  return Program.run(program, { flags: ['--max-old-space-size=200'], args: [mode], timeoutMs });
}

describe('requests that hold more than the heap can', { timeout: timeoutMs + 60_000 }, () => {
  it('are the end of a process that takes them all, and not of one that sheds load', async () => {
    const [all, some] = await Promise.all([run('all'), run('shedding')]);
    expect(await all.closed, await all.account()).not.toBe(0);
    expect(all.stderr).toContain('JavaScript heap out of memory');
    expect(await some.closed, await some.account()).toBe(0);
    expect(some.stdout, await some.account()).toMatch(/^{"refused":\d+/);
    const { refused, served, exempted, episodes } = JSON.parse(some.stdout);
    expect(refused).toBeGreaterThan(50);
    expect(served).toBeGreaterThan(100);
    expect(exempted).toBeGreaterThan(0);
    expect(episodes).toBeGreaterThan(0);
  });
});
