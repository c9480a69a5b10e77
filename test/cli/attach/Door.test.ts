import { describe, expect, it } from 'vitest';
import { type DoorOptions, inspectorPort, isShut, openDoor } from '../../../src/cli/attach/Door.ts';
import type { Target } from '../../../src/cli/attach/Target.ts';
import { FilesInMemory } from '../../sampling/node/FilesInMemory.ts';

const heading =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

/** A line of `/proc/PID/net/tcp` for each socket. */
function table(...sockets: readonly (readonly [port: number, inode: string])[]): string {
  const lines = sockets.map(
    ([port, inode], index) =>
      `   ${index}: 0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0000\n`,
  );
  return heading + lines.join('');
}

const inspector = {
  '/json/version': { Browser: 'node.js/v22.1.0' },
  '/json/list': [{ webSocketDebuggerUrl: 'ws://127.0.0.1/x' }],
};

interface Scene {
  readonly options?: readonly string[];
  readonly catches?: boolean;
  /** Sockets before the signal, and what it adds. */
  readonly sockets?: readonly (readonly [number, string])[];
  readonly opens?: readonly [number, string];
  /** Which of them process 7 has. */
  readonly own?: readonly string[];
  /** What answers, by port. */
  readonly answers?: Readonly<Record<number, Readonly<Record<string, unknown>>>>;
}

function scene({ options = [], catches = true, sockets = [], opens, own = [], answers = {} }: Scene) {
  const files = new FilesInMemory({ '/proc/7/net/tcp': table(...sockets) });
  const signals: number[] = [];
  const asked: number[] = [];
  let time = 0;
  const target = {
    pid: 7,
    title: 'node server.js',
    options,
    facts: { catches: () => catches },
  } as unknown as Target;
  const door: DoorOptions = {
    machine: {
      files,
      list: (path) => (path === '/proc' ? ['7', '8', 'net'] : path === '/proc/7/fd' ? own : ['taken']),
      link: (path) => {
        const [, , pid, , name] = path.split('/');
        return `socket:[${pid === '7' ? name : '900'}]`;
      },
    },
    signal: (_, signal) => {
      signals.push(signal);
      if (opens !== undefined) files.files.set('/proc/7/net/tcp', table(...sockets, opens));
    },
    ask: async (port, path) => {
      asked.push(port);
      return answers[port]?.[path];
    },
    wait: async (milliseconds) => {
      time += milliseconds;
    },
    now: () => time,
  };
  return { open: () => openDoor(target, door), signals, asked, files };
}

describe('the inspector of a process', () => {
  it('is opened by a signal, and found by whose its socket is', async () => {
    const given = scene({
      sockets: [[80, '1']],
      opens: [9229, '2'],
      own: ['1', '2'],
      answers: { 9229: inspector },
    });
    expect(await given.open()).toEqual({
      port: 9229,
      url: 'ws://127.0.0.1/x',
      nodeVersion: '22.1.0',
      wasOpen: false,
    });
    expect(given.signals).toHaveLength(1);
    expect(given.asked).not.toContain(80);
    expect(isShut({ files: given.files }, 7, 9229)).toBe(false);
    expect(isShut({ files: given.files }, 7, 9230)).toBe(true);
  });

  it('is used without a signal where it is open', async () => {
    const given = scene({ sockets: [[9229, '2']], own: ['2'], answers: { 9229: inspector } });
    expect(await given.open()).toMatchObject({ wasOpen: true });
    expect(given.signals).toEqual([]);
    const anywhere = {
      options: ['--inspect=0'],
      sockets: [[4000, '2']] as const,
      own: ['2'],
      answers: { 4000: inspector },
    };
    expect(await scene(anywhere).open()).toMatchObject({ port: 4000, wasOpen: true });
  });

  it('is not opened where the process does not handle the signal, which would end it', async () => {
    const given = scene({ catches: false });
    await expect(given.open()).rejects.toThrow('would be ended by it');
    const disabled = scene({ options: ['--disable-sigusr1'] });
    await expect(disabled.open()).rejects.toThrow('--disable-sigusr1');
    expect([...given.signals, ...disabled.signals]).toEqual([]);
  });

  it('is not opened where somebody else has its port, and that one is not asked', async () => {
    const given = scene({ sockets: [[9229, '900']], own: ['2'] });
    await expect(given.open()).rejects.toThrow('port 9229, which process 8 has');
    const hidden = scene({ sockets: [[9229, '901']], own: ['2'] });
    await expect(hidden.open()).rejects.toThrow('port 9229, which another process has');
    expect([...given.signals, ...given.asked]).toEqual([]);
  });

  it('is given up where it does not open', async () => {
    const given = scene({ opens: [5000, '2'], own: ['2'] });
    await expect(given.open()).rejects.toThrow('did not open its inspector within 10 s');
  });

  it('is expected at the port that its options say', () => {
    const ports = [
      [],
      ['--inspect'],
      ['--inspect-port=9300'],
      ['--inspect=0.0.0.0:9400'],
      ['--debug-port=5', '--inspect-brk=6'],
    ];
    expect(ports.map(inspectorPort)).toEqual([9229, 9229, 9300, 9400, 6]);
  });
});
