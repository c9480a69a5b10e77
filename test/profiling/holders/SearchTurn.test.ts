import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SearchTurn } from '../../../src/profiling/holders/SearchTurn.ts';

const staleMs = 60_000;

let folder: string;
let directory: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tm-turn-'));
  directory = join(folder, 'holders');
});

afterEach(() => rmSync(folder, { recursive: true }));

const turnAt = (now?: () => number): SearchTurn =>
  new SearchTurn({ directory, staleMs, ...(now && { now }) });

describe('the turn', () => {
  it('is one at a time, in a folder that only its owner can enter', () => {
    const first = turnAt();
    const second = turnAt();
    expect(first.take()).toBe(true);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(first.take()).toBe(true);
    expect(second.take()).toBe(false);
    second.end();
    expect(second.take()).toBe(false);
    first.end();
    expect(second.take()).toBe(true);
    second.end();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('clears away what others have left behind, and not what comes later', () => {
    turnAt().take();
    writeFileSync(join(directory, 'old.heapsnapshot'), '');
    const own = turnAt(() => Date.now() + 2 * staleMs);
    expect(own.take()).toBe(true);
    expect(existsSync(join(directory, 'old.heapsnapshot'))).toBe(false);
    writeFileSync(join(directory, 'new.heapsnapshot'), '');
    own.take();
    expect(existsSync(join(directory, 'new.heapsnapshot'))).toBe(true);
  });

  it('passes on from a process that has ended', () => {
    expect(turnAt().take()).toBe(true);
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(join(directory, 'turn.lock'), String(pid));
    expect(turnAt().take()).toBe(true);
  });

  it('stays with one that shows up', () => {
    let now = Date.now();
    const own = turnAt(() => now);
    own.take();
    now += 2 * staleMs;
    own.take();
    expect(turnAt(() => now).take()).toBe(false);
  });

  it('cannot be taken where nothing can be written', () => {
    writeFileSync(directory, 'a file');
    expect(() => turnAt().take()).toThrow(/EEXIST|ENOTDIR/);
  });
});
