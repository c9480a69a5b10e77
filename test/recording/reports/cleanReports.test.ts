import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanReports } from '../../../src/recording/reports/cleanReports.ts';

let directory: string;
let folder: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tm-reports-'));
  folder = join(directory, 'reports');
  mkdirSync(folder);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const put = (name: string, content: unknown): void =>
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

describe('reports that V8 has left', () => {
  it('lose environment, arguments, addresses and values, and keep what tells of memory', () => {
    // What this Node.js writes, with the parts that only some reports have.
    const report = process.report?.getReport() as unknown as Record<string, Record<string, unknown>>;
    expect(JSON.stringify(report)).toContain('environmentVariables');
    const header = { ...report.header, trigger: 'OOMError', event: 'heap out of memory' };
    const javascriptStack = { message: 'm', stack: [], errorProperties: { password: 'hush' } };
    put('1-7-abcdef.raw.json', { ...report, header, javascriptStack });
    cleanReports(directory);
    expect(readdirSync(folder)).toEqual(['1-7-abcdef.json']);
    const text = readFileSync(join(folder, '1-7-abcdef.json'), 'utf8');
    expect(statSync(join(folder, '1-7-abcdef.json')).mode & 0o777).toBe(0o600);
    const cleaned = JSON.parse(text);
    expect(cleaned.header).toMatchObject({ trigger: 'OOMError', event: 'heap out of memory' });
    expect(cleaned.javascriptHeap).toEqual(report.javascriptHeap);
    expect(
      cleaned.header.commandLine ?? cleaned.header.cwd ?? cleaned.header.networkInterfaces,
    ).toBeUndefined();
    expect(Object.keys(cleaned)).not.toContain('environmentVariables');
    expect(text).not.toContain('hush');
    for (const argument of process.argv.slice(1)) expect(text).not.toContain(argument);
  });

  it('are left while they are written, and removed where they never become whole', () => {
    put('1-7-abcdef.raw.json', '{"header": {"event"');
    cleanReports(directory);
    expect(readdirSync(folder)).toEqual(['1-7-abcdef.raw.json']);
    cleanReports(directory, { now: () => Date.now() + 61_000 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are 16 at most, of which the newest stay', () => {
    for (let at = 10; at < 40; at++) put(`17959982${at}-7-abcdef.json`, {});
    cleanReports(directory);
    const names = readdirSync(folder);
    expect(names).toHaveLength(16);
    expect(names).toContain('1795998239-7-abcdef.json');
    expect(names).not.toContain('1795998223-7-abcdef.json');
  });

  it('need not be there', () => {
    rmSync(folder, { recursive: true });
    expect(() => cleanReports(directory)).not.toThrow();
  });
});
