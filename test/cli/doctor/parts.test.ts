import { describe, expect, it } from 'vitest';
import { deploymentOf, memoryLimitRemedy, variableRemedy } from '../../../src/cli/doctor/deployment.ts';
import { findingsText, verdictOf } from '../../../src/cli/doctor/findingsText.ts';
import { heapOf, withOptions } from '../../../src/cli/doctor/heapFlags.ts';
import { optionsRemedies } from '../../../src/cli/doctor/optionsRemedies.ts';
import { heapOptionsOf, recommendedHeap } from '../../../src/cli/doctor/recommendedHeap.ts';
import {
  commandLineOf,
  environmentOf,
  kilobytesAfter,
  softLimit,
} from '../../../src/cli/machine/processFiles.ts';
import { gibibyte, mebibyte, patient } from './patient.ts';

describe('the files of a process', () => {
  it('are split at zeros', () => {
    expect(environmentOf('A=1\0B=x=y\0=C\0rest\0')).toEqual({ A: '1', B: 'x=y' });
    expect(environmentOf('')).toEqual({});
  });

  it('give bytes and limits', () => {
    expect(kilobytesAfter('VmSwap', 'VmRSS:\t 12 kB\nVmSwap:\t   4 kB\n')).toBe(4096);
    expect(kilobytesAfter('VmSwap', 'VmRSS:\t 12 kB\n')).toBeNaN();
    const limits = 'Max cpu time  unlimited  unlimited  seconds\nMax address space  4096  unlimited  bytes\n';
    expect(softLimit('Max address space', limits)).toBe(4096);
    expect(softLimit('Max cpu time', limits)).toBe(Number.POSITIVE_INFINITY);
    expect(softLimit('Max data size', limits)).toBeNaN();
  });

  it.each([
    [['node', '--max-old-space-size=64', 'a.js', '--inspect'], ['--max-old-space-size=64'], 'a.js'],
    [['/usr/bin/node', '--import', './x.mjs', 'a.js'], ['--import=./x.mjs'], 'a.js'],
    [['node20', '-r', 'x', '--', 'a.js'], ['-r=x'], 'a.js'],
    [['node', '-e', '1'], [], '-e'],
    [['node', '--expose-gc'], ['--expose-gc'], undefined],
  ])('tell options from the script: %j', (given, options, script) => {
    expect(commandLineOf(given)).toEqual({ options, script, isHidden: false });
  });

  it('show no code, nor files of options in the place of the script', () => {
    expect(commandLineOf(['node', '--eval=secret()', 'secret'])).toMatchObject({ script: '--eval' });
    expect(commandLineOf(['node', '-p', 'secret()'])).toMatchObject({ script: '-p' });
    expect(commandLineOf(['node', '--env-file', '.env', 'app.js'])).toMatchObject({
      options: ['--env-file=.env'],
      script: 'app.js',
    });
  });

  it('show a title where the command line was', () => {
    for (const [given, script] of [
      [['npm run w --token=secret', ''], 'npm run w'],
      [['perl', '-e', 'secret()', '--', '--password=secret'], 'perl'],
      [['/sbin/init'], '/sbin/init'],
      [['worker 3 TOKEN=secret rest'], 'worker 3'],
      [['jobs of postgres://me:secret@host/db'], 'jobs of'],
      [['see http://host/docs'], 'see http://host/docs'],
    ] as const)
      expect(commandLineOf(given)).toEqual({ options: [], script, isHidden: true });
    expect(commandLineOf(['next-server (v14)'])).toEqual({
      options: [],
      script: 'next-server (v14)',
      isHidden: true,
    });
  });
});

describe('options of a heap', () => {
  it('win over what V8 would choose, the last one over the others', () => {
    const options = ['--max-old-space-size=512', '--max_old_space_size=300'];
    expect(heapOf(options, gibibyte, 22)).toEqual({
      oldGenerationBytes: 300 * mebibyte,
      youngGenerationBytes: 48 * mebibyte,
      chosenBy: 'option',
    });
    expect(heapOf(['--max-old-space-size=300'], gibibyte, 24).youngGenerationBytes).toBe(192 * mebibyte);
    expect(heapOf(['--max-semi-space-size=8'], gibibyte, 22)).toEqual({
      oldGenerationBytes: 512 * mebibyte,
      youngGenerationBytes: 24 * mebibyte,
      chosenBy: 'default',
    });
    expect(heapOf(['--max-old-space-size-percentage=50'], gibibyte, 24).oldGenerationBytes).toBe(
      512 * mebibyte,
    );
    expect(heapOf(['--max-old-space-size=0'], gibibyte, 22).chosenBy).toBe('default');
  });

  it('are set among those that are there', () => {
    expect(withOptions('', ['--a=1'])).toBe('--a=1');
    expect(withOptions(' --b  --max_old_space_size=9 ', ['--max-old-space-size=1'])).toBe(
      '--b --max-old-space-size=1',
    );
  });

  it('are recommended so that all of it fits', () => {
    for (const megabytes of [200, 256, 512, 1000, 1024, 2048, 4096, 16_384]) {
      for (const semiSpaceMb of [16, 64]) {
        const recommended = recommendedHeap(megabytes * mebibyte, semiSpaceMb * mebibyte)!;
        const young = 3 * (recommended.semiSpaceMb ?? semiSpaceMb);
        expect(recommended.oldSpaceMb + young + 64).toBeLessThanOrEqual(megabytes);
        expect(recommended.oldSpaceMb).toBeGreaterThan(0.4 * megabytes);
        expect(recommended.oldSpaceMb).toBeLessThanOrEqual(0.75 * megabytes);
      }
    }
    expect(recommendedHeap(100 * mebibyte, 16 * mebibyte)).toBeUndefined();
    expect(heapOptionsOf({ oldSpaceMb: 64, semiSpaceMb: undefined })).toEqual(['--max-old-space-size=64']);
  });

  it('of all findings make one line, the smaller heap of two', () => {
    const findings = [
      { id: 'a', severity: 'problem', title: '', reasons: [], options: ['--max-old-space-size=384'] },
      {
        id: 'b',
        severity: 'problem',
        title: '',
        reasons: [],
        options: ['--max-old-space-size=168', '--max-semi-space-size=8'],
      },
      { id: 'c', severity: 'advice', title: '', reasons: [], options: ['--report-on-fatalerror'] },
    ] as const;
    const nodeOptions = '--max-old-space-size=768 --trace-warnings';
    expect(optionsRemedies(patient({ nodeOptions }), findings)).toEqual([
      {
        lines: [
          'ENV NODE_OPTIONS="--trace-warnings --max-old-space-size=168 --max-semi-space-size=8 --report-on-fatalerror"',
        ],
        where: 'to the Dockerfile, or with -e to docker run',
      },
    ]);
    // The command line wins over the variable, so it must be changed there.
    const commandLineOptions = ['--max_old_space_size=768'];
    expect(optionsRemedies(patient({ nodeOptions: '', commandLineOptions }), findings.slice(0, 1))).toEqual([
      {
        lines: ['--max-old-space-size=384'],
        where: 'to the command line of node, instead of --max_old_space_size=768',
      },
    ]);
    expect(optionsRemedies(patient(), [])).toEqual([]);
  });
});

describe('who starts an application', () => {
  const signs = { memberships: '0::/\n', environment: {}, hasContainerMark: false };

  it.each([
    [{ environment: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } }, { kind: 'kubernetes' }],
    [
      { memberships: '0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-1.scope\n' },
      { kind: 'kubernetes' },
    ],
    [{ hasContainerMark: true }, { kind: 'container' }],
    [{ memberships: '4:memory:/docker/1f\n' }, { kind: 'container' }],
    [{ memberships: '0::/system.slice/api.service\n' }, { kind: 'systemd', unit: 'api.service' }],
    [{ memberships: '0::/system.slice/api.service/workers\n' }, { kind: 'systemd', unit: 'api.service' }],
    [{ memberships: '0::/user.slice/user-1000.slice/user@1000.service/app.slice\n' }, { kind: 'plain' }],
    [{}, { kind: 'plain' }],
  ])('is told by %j', (changes, expected) => {
    expect(deploymentOf({ ...signs, ...changes })).toEqual(expected);
  });

  it('decides what a remedy looks like', () => {
    const kinds = [
      { kind: 'kubernetes' },
      { kind: 'systemd', unit: 'a.service' },
      { kind: 'container' },
      { kind: 'plain' },
    ] as const;
    expect(kinds.map((kind) => variableRemedy(kind, 'NODE_OPTIONS', '--x').lines)).toEqual([
      ['- name: NODE_OPTIONS', '  value: "--x"'],
      ['[Service]', 'Environment="NODE_OPTIONS=--x"'],
      ['ENV NODE_OPTIONS="--x"'],
      ['export NODE_OPTIONS="--x"'],
    ]);
    expect(kinds.map((kind) => memoryLimitRemedy(kind, 512).lines.at(-1))).toEqual([
      '  limits: { memory: 512Mi }',
      'MemoryMax=512M',
      '--memory 512m',
      'systemd-run --scope -p MemoryMax=512M node app.js',
    ]);
  });
});

describe('findings as text', () => {
  const finding = {
    id: 'x',
    severity: 'problem',
    title: 'It is wrong.',
    reasons: ['Since it is so.'],
  } as const;

  it('begin with the verdict and end with what is fine', () => {
    const examination = {
      title: 'process 1',
      findings: [
        { ...finding, options: ['--a'], remedy: { lines: ['line 1', 'line 2'], where: 'there' } },
        { id: 'y', severity: 'fine', title: 'It is right.', reasons: [] } as const,
      ],
      optionsRemedies: [{ lines: ['export A'], where: 'here' }],
    };
    expect(findingsText(examination, { width: 80, hasColours: false }).split('\n')).toEqual([
      'tidemark doctor  1 problem',
      '         process 1',
      '',
      'PROBLEM  It is wrong.',
      '         Since it is so.',
      '         → --a',
      '         Add there:',
      '             line 1',
      '             line 2',
      '',
      '         Options: add here:',
      '             export A',
      '',
      'fine     It is right.',
      '',
    ]);
    expect(findingsText(examination, { width: 80, hasColours: true })).toContain('\u001b[31mPROBLEM');
  });

  it('count what is to be done', () => {
    const advice = { ...finding, severity: 'advice' } as const;
    expect(verdictOf([finding, advice, advice])).toBe('1 problem, 2 pieces of advice');
    expect(verdictOf([{ ...finding, severity: 'fine' }])).toBe('nothing to do');
  });
});
