import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LeakGroup } from '../../../../bench/detection/corpus/CorpusProgram.ts';
import { programSettings } from '../../../../bench/detection/corpus/CorpusProgram.ts';
import { healthyPrograms } from '../../../../bench/detection/corpus/healthyPrograms.ts';
import { leakingPrograms } from '../../../../bench/detection/corpus/leakingPrograms.ts';
import { limitPrograms } from '../../../../bench/detection/corpus/limitPrograms.ts';
import { notes } from '../../../../bench/detection/corpus/notes.ts';
import { allPrograms, selected } from '../../../../bench/detection/corpus/programs.ts';

const folder = join(import.meta.dirname, '../../../../bench/detection/corpus');
const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

describe('the corpus', () => {
  it('is large enough', () => {
    expect(leakingPrograms.length).toBeGreaterThanOrEqual(36);
    expect(healthyPrograms.length).toBeGreaterThanOrEqual(24);
    expect(limitPrograms.length).toBeGreaterThanOrEqual(20);
  });

  it.each<LeakGroup>(['late', 'swinging', 'large', 'slow'])(
    'has four programs or more that are %s',
    (group) => {
      expect(leakingPrograms.filter(({ leak }) => leak?.group === group).length).toBeGreaterThanOrEqual(4);
    },
  );

  it('has at least three leaks of packages themselves, beside the version without it', () => {
    const versions = leakingPrograms.filter(({ packages }) => packages.some((one) => /-\d/.test(one)));
    expect(versions.length).toBeGreaterThanOrEqual(3);
    for (const { name } of versions)
      expect(selected(allPrograms, [`${name}-repaired`])[0]?.leak).toBeUndefined();
  });

  it('names each program once, and has a file for each and a program for each file', () => {
    expect(new Set(allPrograms.map(({ name }) => name)).size).toBe(allPrograms.length);
    const files = readdirSync(join(folder, 'programs')).map((file) => file.replace('.mjs', ''));
    expect([...new Set(allPrograms.map(({ file }) => file))].sort()).toEqual(files.sort());
  });

  it.each(allPrograms.map((program) => [program.name, program] as const))(
    'declares what %s uses',
    (_, program) => {
      const source = readFileSync(join(folder, 'programs', `${program.file}.mjs`), 'utf8');
      for (const used of program.packages) {
        expect(dependencies).toHaveProperty([used]);
        expect(source).toContain(used);
      }
    },
  );

  it.each(leakingPrograms.map((program) => [program.name, program] as const))(
    'says what is to blame in %s',
    (_, program) => {
      expect(program.leak!.guilty.length).toBeGreaterThan(0);
      const rate = program.leak!.bytesPerSecond;
      const [least, most] = program.leak!.group === 'slow' ? [5e3, 20e3] : [20e3, 600e3];
      expect(rate).toBeGreaterThanOrEqual(least);
      expect(rate).toBeLessThanOrEqual(most);
    },
  );

  it('locks exact versions, without the address of a registry', () => {
    for (const version of Object.values(dependencies))
      expect(version).toMatch(/^(npm:[\w.-]+@)?\d+\.\d+\.\d+$/);
    expect(existsSync(join(folder, 'package-lock.json'))).toBe(true);
    expect(readFileSync(join(folder, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });

  it('explains no program that there is not', () => {
    expect(selected(allPrograms, Object.keys(notes)).map(({ note }) => note)).toEqual(Object.values(notes));
  });

  it('does not accept a name that there is not', () => {
    expect(() => selected(allPrograms, ['no-such-program'])).toThrow('no program is called no-such-program');
  });

  it('tells a program its load through variables', () => {
    const [program] = selected(allPrograms, ['lodash-memoize']);
    expect(programSettings(program!)).toEqual({
      CORPUS_PER_SECOND: '12',
      CORPUS_BYTES_PER_SECOND: '80000',
      CORPUS_ONSET_SECONDS: '600',
    });
    expect(programSettings(selected(allPrograms, ['mem-expired-repaired'])[0]!)).toMatchObject({
      CORPUS_REPAIRED: '1',
    });
  });
});
