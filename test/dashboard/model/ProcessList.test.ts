import { describe, expect, it } from 'vitest';
import { describeExit, describeRole, ProcessList } from '../../../src/dashboard/model/ProcessList.ts';
import type { ProcessSummary } from '../../../src/wire/process.ts';
import { noon, processOf } from '../given.ts';

function listOf(...processes: readonly ProcessSummary[]): ProcessList {
  const list = new ProcessList();
  for (const process of processes) list.set(process);
  return list;
}

const main = processOf({ id: '1', pid: 1, parentPid: 0 });
const thread = processOf({ id: '1.2', pid: 1, threadId: 2, role: 'worker-thread', name: 'thumbnails' });
const child = processOf({ id: '7', pid: 7, parentPid: 1, role: 'child', name: 'images' });
const grandchild = processOf({ id: '9', pid: 9, parentPid: 7, role: 'child', name: 'convert' });
const dead = processOf({ id: '5', pid: 5, parentPid: 1, role: 'cluster-worker' }, { state: 'gone' });

describe('ProcessList', () => {
  it('lists threads and children below the one that started them, the dead last', () => {
    const listed = listOf(dead, grandchild, child, thread, main).listed();
    expect(listed.map(({ process, depth }) => `${depth} ${process.identity.id}`)).toEqual([
      '0 1',
      '1 7',
      '2 9',
      '1 1.2',
      '1 5',
    ]);
  });

  it('takes the newest of what is said of a process', () => {
    const list = listOf(main, { ...main, state: 'silent' });
    expect(list.size).toBe(1);
    expect(list.get('1')?.state).toBe('silent');
    expect(list.get('nobody')).toBeUndefined();
    expect(list.get(undefined)).toBeUndefined();
  });

  it('prefers the main process, even a dead one to a living child', () => {
    expect(listOf(child, main, thread).preferred()).toBe(main);
    const deadMain = processOf({ id: '1', pid: 1 }, { state: 'gone' });
    expect(listOf(deadMain, child).preferred()).toBe(deadMain);
    const restarted = processOf({ id: '20', pid: 20 });
    expect(listOf(restarted, deadMain).preferred()).toBe(restarted);
  });

  it('prefers the newest among equals, and nothing among none', () => {
    const later = processOf({ id: '8', startedAt: noon });
    expect(listOf(later, main).preferred()).toBe(later);
    expect(listOf().preferred()).toBeUndefined();
  });

  it('does not take a process for its own parent', () => {
    expect(listOf(processOf({ pid: 3, parentPid: 3 })).listed()).toHaveLength(1);
  });
});

describe('processes in words', () => {
  it('say what they are', () => {
    expect(describeRole(main)).toBe('main process · pid 1');
    expect(describeRole(thread)).toBe('worker thread 2 · pid 1');
    expect(describeRole(processOf({ role: 'page' }))).toBe('page');
  });

  it('say how they ended', () => {
    const exits = [
      undefined,
      { time: noon, code: null, signal: 'SIGKILL' },
      { time: noon, code: 0, signal: null },
      { time: noon, code: 7, signal: null },
      { time: noon, code: null, signal: null },
    ];
    expect(exits.map((exit) => describeExit(exit, noon))).toEqual([
      'gone; how it ended is not known',
      'killed by SIGKILL at 12:00:00',
      'ended normally at 12:00:00',
      'ended with exit code 7 at 12:00:00',
      'ended at 12:00:00',
    ]);
  });
});
