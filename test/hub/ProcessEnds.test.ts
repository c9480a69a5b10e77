import { beforeEach, describe, expect, it } from 'vitest';
import { ProcessEnds } from '../../src/hub/ProcessEnds.ts';
import { helloOf } from './RawAgent.ts';

const { process: child } = helloOf('4712', { parentPid: 4711 });
const unseen = { time: 10_000, code: null, signal: null };
let ends: ProcessEnds;

beforeEach(() => {
  ends = new ProcessEnds();
});

describe('the end of a process', () => {
  it('is what whoever has started it has seen, before what it has said itself', () => {
    const seen = { time: 10_050, code: null, signal: 'SIGKILL' };
    ends.record(4712, seen);
    expect(ends.endOf(child, unseen, true)).toEqual(seen);
    expect(ends.endOf(child, undefined, true)).toEqual(seen);
    ends.forget(4712);
    expect(ends.endOf(child, unseen, true)).toEqual(unseen);
  });

  it('is what the code of its shell says, where nobody has said more', () => {
    ends.record(4711, { time: 10_050, code: 137, signal: null });
    expect(ends.endOf(child, unseen, true)).toEqual({ time: 10_000, code: null, signal: 'SIGKILL' });
    ends.record(4711, { time: 10_050, code: 134, signal: null });
    expect(ends.endOf(child, unseen, true)).toMatchObject({ signal: 'SIGABRT' });
  });

  it('is not what the code of its parent says where that is of another time, no signal, or known better', () => {
    ends.record(4711, { time: 11_001, code: 137, signal: null });
    expect(ends.endOf(child, unseen, true)).toEqual(unseen);
    for (const code of [0, 1, 128, 255, null]) {
      ends.record(4711, { time: 10_050, code, signal: null });
      expect(ends.endOf(child, unseen, true)).toEqual(unseen);
    }
    ends.record(4711, { time: 10_050, code: 137, signal: null });
    expect(ends.endOf(child, unseen, false)).toEqual(unseen);
    const said = { time: 10_000, code: 3, signal: null };
    expect(ends.endOf(child, said, true)).toEqual(said);
    expect(ends.endOf(child, undefined, true)).toBeUndefined();
  });

  it('is kept of the last thousand', () => {
    ends.record(4712, { ...unseen, signal: 'SIGKILL' });
    for (let pid = 5000; pid < 6000; pid += 1) ends.record(pid, unseen);
    expect(ends.endOf(child, unseen, true)).toEqual(unseen);
  });
});
