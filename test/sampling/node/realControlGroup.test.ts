import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MemorySample } from '../../../src/wire/sample.ts';
import { answerOf, programFile } from '../program.ts';

const mountPoint = '/sys/fs/cgroup/memory';
const mebibyte = 2 ** 20;
const reason = 'needs root and a control group hierarchy of version 1';

/** Makes a memory group for the length of one test; `undefined` where this machine does not let us. */
function memoryGroup(name: string): string | undefined {
  const directory = join(mountPoint, name);
  try {
    mkdirSync(directory);
  } catch {
    return undefined;
  }
  onTestFinished(() => rmdirSync(directory));
  return existsSync(join(directory, 'memory.limit_in_bytes')) ? directory : undefined;
}

function limit(directory: string, megabytes: number): void {
  writeFileSync(join(directory, 'memory.limit_in_bytes'), String(megabytes * mebibyte));
}

/** Enters the group, then takes two samples, 2 s apart by its clock; between them the limit is changed. */
const program = `
  import { writeFileSync } from 'node:fs';
  const [group, limitFile] = process.argv.slice(2);
  writeFileSync(group + '/cgroup.procs', String(process.pid));
  let now = 0;
  const source = nodeSource({ now: () => now });
  const row = new Float64Array(sampleFields.length);
  const held = Array.from({ length: 30 }, (_, index) => Buffer.alloc(2 ** 20, index));
  source.read(row);
  const before = toSample(row);
  writeFileSync(limitFile, String(180 * 2 ** 20));
  now = 2000;
  source.read(row);
  console.log(JSON.stringify({ before, after: toSample(row), kills: source.oomKills(), held: held.length }));
`;

interface Answer {
  readonly before: MemorySample;
  readonly after: MemorySample;
  readonly kills: number;
}

describe('a real control group', () => {
  it('of version 1 tells its use, its limit, and its limit when that was changed', async (context) => {
    const group = memoryGroup(`tidemark-${process.pid}-own`);
    if (group === undefined) return context.skip(reason);
    limit(group, 200);
    const answer = await answerOf([await programFile(program), group, join(group, 'memory.limit_in_bytes')]);
    const { before, after, kills } = answer as Answer;
    expect(before.containerLimitBytes).toBe(200 * mebibyte);
    expect(after.containerLimitBytes).toBe(180 * mebibyte);
    expect(before.containerUsedBytes).toBeGreaterThan(25 * mebibyte);
    expect(before.containerUsedBytes).toBeLessThan(200 * mebibyte);
    expect(kills).toBe(0);
    expect(readFileSync(join(group, 'memory.limit_in_bytes'), 'utf8').trim()).toBe(String(180 * mebibyte));
  });

  it('of version 1 is bound by its parent', async (context) => {
    const parent = memoryGroup(`tidemark-${process.pid}-parent`);
    const child = parent && memoryGroup(`tidemark-${process.pid}-parent/child`);
    if (parent === undefined || child === undefined) return context.skip(reason);
    limit(parent, 190);
    const answer = await answerOf([await programFile(program), child, join(parent, 'memory.limit_in_bytes')]);
    const { before, after } = answer as Answer;
    expect(before.containerLimitBytes).toBe(190 * mebibyte);
    expect(after.containerLimitBytes).toBe(180 * mebibyte);
  });
});
