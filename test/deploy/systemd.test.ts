import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import { bytesOf, objections } from './startedHeap.ts';

const folder = join(import.meta.dirname, '../../deploy/systemd');
const unit = readFileSync(join(folder, 'shop.service'), 'utf8');

function values(name: string): string[] {
  return [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value!);
}

const [variables] = [
  new Map(
    values('Environment').map((text) => {
      const assignment = text.replace(/^"(.*)"$/, '$1');
      const equals = assignment.indexOf('=');
      return [assignment.slice(0, equals), assignment.slice(equals + 1)];
    }),
  ),
];
const missing =
  spawnSync('systemd-analyze', ['--version']).status === 0 ? undefined : 'systemd-analyze is not installed';
if (missing) process.stderr.write(`\nThe unit is not verified: ${missing}\n`);

describe('the unit of systemd', () => {
  it('has a heap that tidemark doctor finds right for its limit, and is slowed down before it is killed', () => {
    const [limit] = values('MemoryMax');
    const options = variables.get('NODE_OPTIONS')!.split(' ');
    expect(objections(options, bytesOf(limit!), 24)).toEqual([]);
    const heapBytes = (384 + 3 * 16 + 40) * 2 ** 20;
    expect(bytesOf(values('MemoryHigh')[0]!)).toBeLessThan(bytesOf(limit!));
    expect(bytesOf(values('MemoryHigh')[0]!)).toBeGreaterThan(heapBytes);
  });

  it('keeps flights and reports in its state directory', () => {
    const [state] = values('StateDirectory');
    expect(variables.get('TIDEMARK_RECORDER_DIRECTORY')).toBe(`/var/lib/${state}/flights`);
    expect(variables.get('NODE_OPTIONS')).toContain(`--report-directory=/var/lib/${state} `);
  });

  it('is given a configuration that is right', () => {
    const path = join(folder, 'tidemark.config.json');
    const settings: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const environment = Object.fromEntries([...variables].filter(([name]) => /^TIDEMARK_/.test(name)));
    const { warnings, configuration } = resolveConfiguration({ file: { path, settings }, environment });
    expect(warnings).toEqual([]);
    expect(configuration.port).toBe(7171);
    expect(existsSync(path)).toBe(true);
  });

  it.skipIf(missing)('is one that systemd takes without a word', () => {
    const scratch = mkdtempSync(join(tmpdir(), 'tm-unit-'));
    try {
      // It looks for the program, which may be elsewhere here.
      writeFileSync(join(scratch, 'shop.service'), unit.replace('/usr/bin/node', process.execPath));
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', join(scratch, 'shop.service')], {
        encoding: 'utf8',
      });
      const ofUnit = stderr.split('\n').filter((line) => line.includes('shop'));
      expect([status, ofUnit]).toEqual([0, []]);
      writeFileSync(join(scratch, 'shop.service'), unit.replace('MemoryMax=512M', 'MemoryMost=512M'));
      const wrong = spawnSync('systemd-analyze', ['verify', join(scratch, 'shop.service')], {
        encoding: 'utf8',
      });
      expect(wrong.stderr).toContain('MemoryMost');
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });
});
