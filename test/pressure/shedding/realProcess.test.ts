import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** Thirty requests a second that hold a megabyte on the heap for ten seconds each, where the limit is 200 MB. */
const program = `
  import { startMemoryMonitoring } from 'tidemark';
  import { shedLoad } from 'tidemark/pressure';
  const shedding = shedLoad(startMemoryMonitoring().pressure);
  const held = new Set();
  let refused = 0;
  let served = 0;
  const serve = ({ url }) => {
    if (url === '/health') return;
    const list = new Array(2 ** 17).fill(0.5);
    held.add(list);
    setTimeout(() => {
      held.delete(list);
      served++;
    }, 10_000);
  };
  const listener = process.argv[2] === 'shedding' ? shedding.wrap(serve) : serve;
  const response = () => ({ headersSent: false, writeHead: () => refused++, end: () => {} });
  let sent = 0;
  const timer = setInterval(() => {
    for (let count = 0; count < 3; count++) {
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

function run(file: string, mode: string): Promise<{ ended: boolean; text: string }> {
  const args = ['--max-old-space-size=200', file, mode];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 80_000, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      resolve({ ended: error === null, text: `${stdout}${stderr}` });
    });
  });
}

describe('requests that hold more than the heap can', { timeout: 100_000 }, () => {
  it('are the end of a process that takes them all, and not of one that sheds load', async () => {
    const { outputFiles } = await build({
      stdin: { contents: program, resolveDir: root, loader: 'js' },
      alias: {
        'tidemark/pressure': join(root, 'src/pressure/index.ts'),
        tidemark: join(root, 'src/index.ts'),
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      write: false,
    });
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'program.mjs');
    writeFileSync(file, outputFiles[0]?.text ?? '');
    const [all, some] = await Promise.all([run(file, 'all'), run(file, 'shedding')]);
    expect(all.ended).toBe(false);
    expect(all.text).toContain('JavaScript heap out of memory');
    expect(some.text).toMatch(/^{"refused":\d+/);
    expect(some.ended).toBe(true);
    const { refused, served, exempted, episodes } = JSON.parse(some.text);
    expect(refused).toBeGreaterThan(50);
    expect(served).toBeGreaterThan(100);
    expect(exempted).toBeGreaterThan(0);
    expect(episodes).toBeGreaterThan(0);
  });
});
