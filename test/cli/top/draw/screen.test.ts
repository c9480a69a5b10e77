import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rowText, widthOf } from '../../../../src/cli/top/draw/Row.ts';
import { drawScreen } from '../../../../src/cli/top/draw/screen.ts';
import type { TopSnapshot } from '../../../../src/cli/top/TopProcess.ts';
import { firstView, type ViewState } from '../../../../src/cli/top/ViewState.ts';
import {
  clock,
  killedProcess,
  leakingProcess,
  now,
  silentProcess,
  snapshotOf,
  topProcess,
} from '../given.ts';

beforeAll(() => vi.stubEnv('TZ', 'UTC'));
afterAll(() => vi.unstubAllEnvs());

const four = snapshotOf(topProcess(), leakingProcess(), silentProcess(), killedProcess());

function drawn(
  snapshot: TopSnapshot,
  width: number,
  height: number,
  view: Partial<ViewState> = {},
): string[] {
  return drawScreen(snapshot, { ...firstView, ...view }, { width, height }).rows.map(rowText);
}

describe('the screen of tidemark top', () => {
  it('has every column, the trend and the forecast with its interval at 120 columns', () => {
    expect(drawn(four, 120, 26)).toEqual([
      'tidemark top   4 processes: 1 leak confirmed, 1 silent, 1 killed SIGKILL, 1 normal                              22:33:20',
      '',
      '     PID  NAME      VERDICT▾         LIVE   USED    RSS  OF CAP  TREND 10 MIN                   OOM',
      '▸   4711  api       leak confirmed  212 M  268 M  401 M    78 %  ▁▁▂▂▂▂▃▃▃▃▄▄▄▄▅▅▅▅▆▆▆▆▇▇▇▇███  2 h 35 (2 h–3 h 25)',
      '  4711.2  resize    silent           31 M   40 M  401 M    37 %  ▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅  –',
      '    4720  images    killed SIGKILL   88 M  121 M  288 M    99 %  ▁▂▂▂▂▂▃▃▃▃▄▄▄▄▅▅▅▅▆▆▆▆▇▇▇▇▇██  –',
      '    4712  api w2    normal           88 M  121 M  190 M    37 %  ▄▄▅▅▅▄▄▄▅▅▅▄▄▄▅▅▅▄▄▄▅▅▅▄▄▄▅▅▅  –',
      '',
      'api   process 4711, Node.js v20.20.2, since 22:13:20',
      'leak      confirmed since 22:28:20',
      '          live heap +29 MB in 9 min (52 kB/s, steady)',
      'holder    app.locals.sessions (Map), 41,200 entries',
      'site      sessionStore.set, src/session.ts:88, your code, 51 kB/s',
      '          97 % of what was allocated in or below sessionStore.set (src/session.ts:88) since then is still alive.',
      'next      Bound the Map, or delete on logout.',
      "forecast  out of memory in about 2 h 35 (2 h to 3 h 25): the container's limit of 512 MB. Told at 22:28:20 as 2 h 40.",
      "capacity  512 MB: the container's limit binds, 111 MB left (the heap could grow to 2 GB)",
      '          in use: heap 11 % of 2 GB, container 78 % of 512 MB',
      'memory    live 212 MB, used 268 MB, external 6 MB, RSS 401 MB',
      'pressure  warning since 22:30:00',
      '          22:30:10 LowMemoryStrategy freed 3 MB, as measured; 12 ms of pauses',
      '          22:31:40 LowMemoryStrategy freed nothing',
      '',
      '',
      '',
      'q quit   j k select   Enter details   s sort   space pause   ? help',
    ]);
  });

  it('has the interval of the forecast at 80 columns, and leaves out what matters least', () => {
    expect(drawn(four, 80, 20)).toEqual([
      'tidemark top   4 processes: 1 leak confirmed, 1 silent, …               22:33:20',
      '',
      '     PID  NAME      VERDICT▾         LIVE  OF CAP  TREND 10 MIN    OOM',
      '▸   4711  api       leak confirmed  212 M    78 %  ▁▂▂▃▃▄▅▅▆▆▇▇██  2 h–3 h 25',
      '  4711.2  resize    silent           31 M    37 %  ▅▅▅▅▅▅▅▅▅▅▅▅▅▅  –',
      '    4720  images    killed SIGKILL   88 M    99 %  ▂▂▂▃▄▄▅▅▅▆▇▇▇█  –',
      '    4712  api w2    normal           88 M    37 %  ▄▅▄▄▅▄▅▅▄▅▅▄▅▅  –',
      '',
      'api   process 4711, Node.js v20.20.2, since 22:13:20',
      'leak      confirmed since 22:28:20',
      '          live heap +29 MB in 9 min (52 kB/s, steady)',
      'holder    app.locals.sessions (Map), 41,200 entries',
      'site      sessionStore.set, src/session.ts:88, your code, 51 kB/s',
      '          97 % of what was allocated in or below sessionStore.set',
      '          (src/session.ts:88) since then is still alive.',
      'next      Bound the Map, or delete on logout.',
      "forecast  out of memory in about 2 h 35 (2 h to 3 h 25): the container's limit",
      '          more: Enter',
      '',
      'q quit   j k select   Enter details   s sort   space pause   ? help',
    ]);
  });

  it('keeps number, name, verdict and live size at 40 columns', () => {
    expect(drawn(four, 40, 24)).toEqual([
      'tidemark top   4 processes      22:33:20',
      '',
      '     PID NAME     VERDICT▾        LIVE',
      '▸   4711 api      leak confirmed 212 M',
      '  4711.2 resize   silent          31 M',
      '    4720 images   killed SIGKILL  88 M',
      '    4712 api w2   normal          88 M',
      '',
      'api   process 4711, since 22:13:20',
      'leak      confirmed since 22:28:20',
      '          live heap +29 MB in 9 min',
      '          (52 kB/s, steady)',
      'holder    app.locals.sessions (Map),',
      '          41,200 entries',
      'site      sessionStore.set,',
      '          src/session.ts:88, your code,',
      '          51 kB/s',
      '          97 % of what was allocated in',
      '          or below sessionStore.set',
      '          (src/session.ts:88) since then',
      '          is still alive.',
      '          more: Enter',
      '',
      'q quit  j k select  s sort  ? help',
    ]);
  });

  it('shows nothing but the details after Enter, and the rest of them by scrolling', () => {
    const view = { page: 'details', selected: '4720' } as const;
    expect(drawn(four, 80, 12, view)).toEqual([
      'tidemark top   4 processes: 1 leak confirmed, 1 silent, …               22:33:20',
      '',
      'images   child process 4720, Node.js v20.20.2, since 22:13:20',
      'ended     was killed by SIGKILL after 20 min, at 22:32:50',
      '          1 s before: live heap 88 MB, heap 121 MB, external 6 MB, RSS 288 MB.',
      '          Most likely the container ran out of memory: 99 % of its 512 MB were',
      '          in use then.',
      "capacity  512 MB: the container's limit binds, 7 MB left (the heap could grow to",
      '          2 GB)',
      '          in use: heap 5 % of 2 GB, container 99 % of 512 MB',
      '',
      'q quit   j k scroll   Enter back   space pause   ? help',
    ]);
    const scrolled = drawScreen(four, { ...firstView, ...view, scroll: 1 }, { width: 80, height: 12 });
    expect(scrolled.reach.scrollable).toBe(1);
    expect(rowText(scrolled.rows[9]!)).toBe('memory    live 88 MB, used 121 MB, external 6 MB, RSS 288 MB');
  });

  it('fills no more than the terminal has, whatever its size', () => {
    const pages = ['table', 'details', 'help'] as const;
    for (const page of pages) {
      for (let width = 1; width <= 200; width += 13) {
        for (const height of [1, 2, 3, 5, 11, 12, 13, 24, 60]) {
          const rows = drawn(four, width, height, { page });
          expect(rows.length).toBeLessThanOrEqual(height);
          for (const text of rows)
            expect(widthOf(text), `${width}×${height}: ${text}`).toBeLessThanOrEqual(width);
        }
      }
    }
  });

  it('shows a part of many processes, the selected one among them, and which part', () => {
    const many = snapshotOf(
      ...Array.from({ length: 40 }, (_, index) => {
        const pid = 5000 + index;
        return topProcess({ identity: { id: String(pid), pid, name: `worker ${index}` } });
      }),
    );
    const rows = drawn(many, 80, 24, { selected: '5030', sorting: { key: 'pid', isReversed: false } });
    expect(rows[2]).toMatch(/^ {4}PID▾ NAME {7}VERDICT /);
    expect(rows.filter((text) => / worker \d+ /.test(text))).toHaveLength(10);
    expect(rows.find((text) => text.startsWith('▸'))).toContain('5030  worker 30');
    expect(rows).toContain('  26 to 35 of 40');
    const last = drawn(many, 80, 24, { selected: '5039', sorting: { key: 'pid', isReversed: false } });
    expect(last).toContain('  31 to 40 of 40');
  });

  it('says that it is paused, and what goes on', () => {
    const rows = drawn(four, 80, 24, { isPaused: true });
    expect(rows[0]).toMatch(/ paused at 22:33:20$/);
    expect(rows.at(-1)).toContain('space go on');
  });

  it('says which hub has ended, for as long as that is all there is, and keeps what was last known', () => {
    const end = { time: now - 60_000, name: 'api', pid: 4711 };
    const lost = { ...leakingProcess(), state: 'unwatched', unansweredSince: end.time } as const;
    const alone = drawn({ ...snapshotOf(lost), ended: [end], answering: 0 }, 80, 24);
    expect(alone[1]).toBe(
      `api (pid 4711) ended at ${clock(1140)}, or its hub did. What starts next is shown.`,
    );
    expect(alone.find((text) => text.startsWith('▸'))).toContain('api       unwatched       212 M');
    expect(alone.join('\n')).toContain(`unwatched Nobody watches it since ${clock(1140)}`);
    const others = drawn({ ...snapshotOf(lost, topProcess()), ended: [end], answering: 1 }, 80, 24);
    expect(others[1]).toBe('');
    const news = { ...end, time: now - 5000 };
    expect(drawn({ ...snapshotOf(topProcess()), ended: [news], answering: 1 }, 80, 24)[1]).toContain(
      'Others go on.',
    );
  });

  it('says so where a hub runs that knows of no process yet', () => {
    expect(drawn(snapshotOf(), 80, 24)[2]).toBe('No process yet: a hub waits for its first one.');
  });

  it('explains keys and columns', () => {
    const rows = drawn(four, 80, 30, { page: 'help' });
    expect(rows).toContain('q, Ctrl-C       quit');
    expect(rows).toContain('OF CAP          how much of the limit that kills first is in use');
    expect(rows.at(-1)).toBe('q quit   Esc back');
  });

  it('has all of the help in a small window too, and says that there is more', () => {
    const small = drawn(four, 40, 16, { page: 'help' });
    expect(small.at(-1)).toBe('q quit  j k more  Esc back');
    expect(small.join('\n')).not.toContain('OOM             when');
    const end = drawn(four, 40, 16, { page: 'help', scroll: 1_000 });
    expect(end.join('\n')).toContain('OOM             when memory runs out, as');
    const { reach } = drawScreen(four, { ...firstView, page: 'help' }, { width: 40, height: 16 });
    expect(reach.scrollable).toBeGreaterThan(10);
  });

  it('lets no name steer the terminal', () => {
    const evil = topProcess({ identity: { name: 'a\x1b[2Jb\u202e\nc' } });
    expect(drawn(snapshotOf(evil), 120, 30).join('')).not.toMatch(/\p{Cc}|\p{Cf}/u);
    expect(drawn(snapshotOf(evil), 120, 30)[3]).toContain('a?[2Jb??c');
  });
});
