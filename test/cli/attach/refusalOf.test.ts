import { describe, expect, it } from 'vitest';
import { type Examined, isTooOld, refusalOf } from '../../../src/cli/attach/refusalOf.ts';
import type { ProcessFacts } from '../../../src/cli/machine/ProcessFacts.ts';

const facts: ProcessFacts = {
  pid: 7,
  processId: 7,
  namespacePids: [7],
  userId: 1000,
  state: 'S',
  startTicks: 1,
  rssBytes: 1,
  commandLine: { options: [], script: 'server.js', isHidden: false },
  program: '/usr/bin/node',
  environment: {},
  catches: () => true,
};
const examined: Examined = {
  facts,
  isSelf: false,
  ownUserId: 1000,
  isElsewhere: false,
  isReadable: true,
  nodeVersion: '22.1.0',
  options: [],
};

const of = (changes: Partial<Examined>, more: Partial<ProcessFacts> = {}): string | undefined =>
  refusalOf({ ...examined, ...changes, facts: { ...facts, ...more } });

describe('whether one may come into a process', () => {
  it('is so for an ordinary Node.js of the same user', () => {
    expect(refusalOf(examined)).toBeUndefined();
    expect(of({ nodeVersion: undefined })).toBeUndefined();
  });

  it('is refused with the reason, and with what to do where there is something', () => {
    expect(of({ isSelf: true })).toContain('this very tidemark');
    expect(of({}, { pid: 9, processId: 7 })).toContain('9 is a thread of process 7. Attach to 7');
    expect(of({}, { state: 'Z' })).toContain('ended already');
    expect(of({}, { state: 'T' })).toContain('kill -CONT 7');
    expect(of({}, { userId: 33 })).toContain("sudo -u '#33' tidemark attach 7");
    expect(of({ isElsewhere: true }, { namespacePids: [7, 1] })).toContain('where its number is 1');
    expect(of({ isReadable: false })).toContain('does not let this user look at it');
    expect(of({}, { program: '/usr/bin/node_exporter' })).toContain('/usr/bin/node_exporter, and no Node.js');
    expect(of({ nodeVersion: '18.20.0' })).toContain('Node.js 18.20.0, and Tidemark on 20.19 and later');
    expect(of({ options: ['--import=tidemark/register'] })).toContain('Tidemark is loaded there already');
    expect(of({ options: ['--permission'] })).toContain('forbids inspectors');
    expect(of({ options: ['--experimental-permission'] })).toContain('forbids inspectors');
  });

  it('goes by minor versions, too', () => {
    expect(['20.18.3', '16.20.2'].map(isTooOld)).toEqual([true, true]);
    expect(['20.19.0', '22.0.0', '24.1.0'].map(isTooOld)).toEqual([false, false, false]);
  });
});
