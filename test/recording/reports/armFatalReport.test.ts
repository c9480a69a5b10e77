import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { armFatalReport, type ReportSettings } from '../../../src/recording/reports/armFatalReport.ts';

let directory: string;
let flight: string;
const untouched: ReportSettings = {
  directory: '',
  filename: '',
  reportOnFatalError: false,
  reportOnSignal: false,
  reportOnUncaughtException: false,
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tm-arm-'));
  flight = join(directory, '1-7-abcdef.flight');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a report of a full heap', () => {
  it('is armed beside the flight, in a folder of this user alone, and called off', () => {
    const report = { ...untouched };
    const disarm = armFatalReport(report, flight);
    const filename = join(directory, 'reports', '1-7-abcdef.raw.json');
    expect(report).toEqual({ ...untouched, filename, reportOnFatalError: true });
    expect(statSync(join(directory, 'reports')).mode & 0o777).toBe(0o700);
    disarm();
    expect(report).toEqual(untouched);
  });

  it('is left to whoever has set reports up, before or after', () => {
    for (const own of [{ directory: '/var/reports' }, { filename: 'x' }, { reportOnSignal: true }]) {
      const report = { ...untouched, ...own };
      armFatalReport(report, flight)();
      expect(report).toEqual({ ...untouched, ...own });
    }
    const report = { ...untouched };
    const disarm = armFatalReport(report, flight);
    report.filename = 'theirs';
    disarm();
    expect(report).toMatchObject({ filename: 'theirs', reportOnFatalError: true });
  });

  it('is not armed where others could read it, nor where it cannot be', () => {
    mkdirSync(join(directory, 'reports'));
    chmodSync(join(directory, 'reports'), 0o755);
    const report = { ...untouched };
    armFatalReport(report, flight);
    armFatalReport(report, '/proc/nowhere/1-7-abcdef.flight');
    expect(report).toEqual(untouched);
    const frozen = Object.freeze({ ...untouched });
    rmSync(join(directory, 'reports'), { recursive: true });
    expect(() => armFatalReport(frozen, flight)()).not.toThrow();
    expect(() => armFatalReport(undefined, flight)()).not.toThrow();
  });
});
