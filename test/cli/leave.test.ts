import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { leave } from '../../src/cli/leave.ts';

const done: unknown[] = [];

function self(platform: NodeJS.Platform = 'linux') {
  return {
    pid: 7,
    platform,
    kill: (pid: number, signal: string) => done.push(`kill ${pid} ${signal}`),
    exit: (code: number) => done.push(`exit ${code}`),
  };
}

beforeEach(() => {
  done.length = 0;
  vi.useFakeTimers();
});

afterEach(() => vi.useRealTimers());

describe('leaving', () => {
  it('passes an exit code on', () => {
    leave({ exitCode: 3 }, self());
    expect(done).toEqual(['exit 3']);
  });

  it('dies of the signal that the application died of, or says so by its code', () => {
    leave({ signal: 'SIGTERM' }, self());
    expect(done).toEqual(['kill 7 SIGTERM']);
    vi.runAllTimers();
    expect(done).toEqual(['kill 7 SIGTERM', 'exit 143']);
  });

  it('leaves no second core file', () => {
    leave({ signal: 'SIGABRT' }, self());
    vi.runAllTimers();
    expect(done).toEqual(['exit 134']);
  });

  it('uses the code on Windows, which has no signals', () => {
    leave({ signal: 'SIGINT' }, self('win32'));
    vi.runAllTimers();
    expect(done).toEqual(['exit 130']);
  });
});
