import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TidemarkRun, unbuilt, until, Workplace } from './TidemarkRun.ts';
import { noTerminal, TmuxTerminal } from './TmuxTerminal.ts';

const main = join(import.meta.dirname, '../../dist/cli/main.js');
const missing = unbuilt ?? noTerminal;
if (missing !== undefined) process.stderr.write(`\ntidemark top in a terminal is not tested: ${missing}\n`);

// The live size is known only after a major collection, which a small program may not have for minutes.
const app = `
  import { fork } from 'node:child_process';
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  fork(new URL('child.mjs', import.meta.url));
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  setInterval(() => collect(), 500);
`;
// It does not outlive who has started it, even where that is killed.
const child = `
  process.on('disconnect', () => process.exit());
  setInterval(() => { Array.from({ length: 20_000 }, (_, i) => ({ i })); }, 100);
`;

let place: Workplace;
let terminal: TmuxTerminal | undefined;
const commands: TidemarkRun[] = [];

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => {
  for (const command of commands.splice(0)) command.child.kill('SIGKILL');
  terminal?.close();
  terminal = undefined;
  place.close();
});

async function started(): Promise<{ run: TidemarkRun; pid: number }> {
  place.script(child, 'child.mjs');
  const run = place.run(['--no-dashboard', '--interval', '200', place.script(app)]);
  const pid = await until(() => {
    const match = /\(pid (\d+)\)/.exec(run.stderr);
    if (match === null) throw new Error(`no greeting yet: ${run.stderr}`);
    return Number(match[1]);
  });
  return { run, pid };
}

function terminalOf(columns: number, rows: number): TmuxTerminal {
  const environment = { TMPDIR: place.sockets, LANG: 'C.UTF-8', LC_ALL: '', NO_COLOR: '', FORCE_COLOR: '' };
  terminal = new TmuxTerminal(place.folder, { columns, rows }, environment);
  return terminal;
}

function top(...given: string[]): TidemarkRun {
  const command = new TidemarkRun(['top', ...given], place.folder, { TMPDIR: place.sockets });
  commands.push(command);
  return command;
}

describe.skipIf(missing)('tidemark top in a terminal', () => {
  it('shows the processes of a hub, takes keys, follows its size, and leaves the terminal as it was', async () => {
    const { pid } = await started();
    const screen = terminalOf(100, 30);
    screen.type(`echo before; '${process.execPath}' '${main}' top --interval 300ms; echo "left with $?"`);
    const row = (text: RegExp) => screen.rows().find((line) => text.test(line)) ?? '';
    await until(() => {
      expect(screen.rows()[0]).toMatch(/^tidemark top {3}2 processes: 2 too early .*\d\d:\d\d:\d\d$/);
      expect(screen.rows()[2]).toMatch(/PID {2}NAME .*VERDICT▾ .*LIVE .*RSS {2}OF CAP {2}TREND/);
      expect(row(/ app\.mjs +too/)).toMatch(/^▸ +\d+ {2}app\.mjs {2,}too early +[\d.]+ M .* \d+ %/);
      expect(row(/^capacity/)).toMatch(/^capacity {2}.*binds/);
    });
    expect(screen.isAlternate).toBe(true);
    expect(screen.rows().join('\n')).not.toContain('before');

    screen.press('j');
    await until(() => expect(row(/ child\.mjs +too/)).toMatch(/^▸/));
    screen.press('r');
    await until(() => expect(screen.rows()[2]).toContain('RSS▾'));
    screen.press('Enter');
    await until(() => expect(screen.rows()[2]).toMatch(/^child\.mjs {3}child process \d+, Node\.js v/));
    screen.press('Escape', '?');
    await until(() => expect(screen.rows()[2]).toBe('Keys'));
    screen.press('?', 'Space');
    await until(() => expect(screen.rows()[0]).toMatch(/paused at \d\d:\d\d:\d\d$/));
    screen.press('Space');

    screen.resize(40, 20);
    await until(() => {
      expect(screen.rows()).toHaveLength(20);
      expect(screen.rows()[2]).toMatch(/^ +PID NAME +VERDICT +LIVE$/);
      expect(screen.rows()[19]).toMatch(/^q quit .*\? help$/);
    });

    screen.press('q');
    await until(() => expect(screen.rows().join('\n')).toContain('left with 0'));
    expect(screen.isAlternate).toBe(false);
    expect(screen.rows().join('\n')).toContain('before');
    process.kill(pid, 'SIGTERM');
  });

  it('stays when the hub ends, takes in the next one, and is left on a signal', async () => {
    const first = await started();
    const screen = terminalOf(90, 30);
    screen.type(`'${process.execPath}' '${main}' top --interval 300ms`);
    const text = () => screen.rows().join('\n');
    await until(() => expect(text()).toContain('2 processes'));
    process.kill(first.pid, 'SIGKILL');
    await first.run.ended;
    await until(() => {
      expect(screen.rows()[1]).toMatch(
        /^app\.mjs \(pid \d+\) ended at \d\d:\d\d:\d\d, or its hub did\. What starts next/,
      );
      expect(text()).toMatch(/app\.mjs {2,}(unwatched|killed SIGKILL|ended)/);
    });
    const second = await started();
    await until(() => expect(text()).toMatch(new RegExp(`${second.pid}  app\\.mjs +too early`)));
    screen.press('C-c');
    await until(() => expect(screen.isAlternate).toBe(false));
    screen.type(`exec '${process.execPath}' '${main}' top`);
    await until(() => expect(screen.isAlternate).toBe(true));
    process.kill(second.pid, 'SIGTERM');
  });
});

describe.skipIf(unbuilt)('tidemark top without a terminal', () => {
  it('prints lines until it is stopped, and says what to do where nothing runs', async () => {
    const nobody = top();
    expect(await nobody.ended).toMatchObject({ code: 1 });
    expect(nobody.stderr).toContain('Nothing of yours runs under Tidemark. Start it with tidemark run');
    const { pid } = await started();
    const command = await until(async () => {
      const once = top(String(pid), '--json', '--once');
      expect(await once.ended).toMatchObject({ code: 0 });
      return once;
    });
    expect(JSON.parse(command.stdout.toString())).toMatchObject({ pid, name: 'app.mjs', state: 'live' });
    const lines = top('--interval', '200ms');
    await until(() => expect(lines.stdout.toString().split('\n').length).toBeGreaterThan(6));
    lines.child.kill('SIGINT');
    expect(await lines.ended).toMatchObject({ signal: 'SIGINT' });
    const seen = lines.stdout
      .toString()
      .split('\n')
      .filter((line) => line.includes(`pid=${pid} `));
    expect(seen[0]).toMatch(
      /^\d{4}-\S+Z pid=\d+ name=app\.mjs verdict="too early" live=\S+ used=\S+ rss=\S+M /,
    );
    const unread = top('--interval', '200ms');
    await until(() => expect(unread.stdout.length).toBeGreaterThan(0));
    unread.child.stdout?.destroy();
    expect(await unread.ended).toMatchObject({ code: 0 });
  });
});
