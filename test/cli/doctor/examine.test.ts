import { describe, expect, it } from 'vitest';
import { examine } from '../../../src/cli/doctor/examine.ts';
import type { Patient } from '../../../src/cli/doctor/Patient.ts';
import { gibibyte, mebibyte, patient, vitals } from './patient.ts';

const now = Date.parse('2026-02-01');

/** What is not fine, as `severity id`. */
function told(changes: Partial<Patient>, at = now): string[] {
  return examine(patient(changes), at)
    .filter(({ severity }) => severity !== 'fine')
    .map(({ id, severity }) => `${severity} ${id}`);
}

function finding(id: string, changes: Partial<Patient>) {
  const found = examine(patient(changes), now).find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

const smallHeap = {
  oldGenerationBytes: 256 * mebibyte,
  youngGenerationBytes: 3 * mebibyte,
  chosenBy: 'default',
} as const;

describe('an examination', () => {
  it('has nothing to say of an application whose limits fit', () => {
    expect(told({})).toEqual([]);
    expect(examine(patient(), now).map(({ id }) => id)).toEqual([
      'heap-fits',
      'container-limited',
      'node-maintained',
      'fatal-report-armed',
      'watched',
    ]);
  });

  it('tells the worst first', () => {
    const container = { limitBytes: 512 * mebibyte, usedBytes: Number.NaN, isSeen: true };
    expect(told({ container, isWatched: false, hostAvailableBytes: gibibyte })).toEqual([
      'problem heap-exceeds-room',
      'warning host-nearly-full',
      'advice unwatched',
    ]);
  });

  it('finds a heap that the kernel would kill before V8 fails, and options that fit', () => {
    const container = { limitBytes: 512 * mebibyte, usedBytes: 0, isSeen: true };
    const { options, reasons } = finding('heap-exceeds-room', { container });
    expect(options).toEqual(['--max-old-space-size=384']);
    expect(reasons.join(' ')).toContain('768 MB of old generation and 48 MB of young');
    // 384 and 48 and what Node takes are below 512.
    const heap = {
      oldGenerationBytes: 384 * mebibyte,
      youngGenerationBytes: 48 * mebibyte,
      chosenBy: 'option',
    } as const;
    expect(told({ container, heap })).toEqual([]);
  });

  it('makes the young generation of Node 24 smaller, which alone would fill a small container', () => {
    const container = { limitBytes: 512 * mebibyte, usedBytes: 0, isSeen: true };
    const heap = {
      oldGenerationBytes: 384 * mebibyte,
      youngGenerationBytes: 192 * mebibyte,
      chosenBy: 'option',
    } as const;
    const { options } = finding('heap-exceeds-room', { nodeVersion: '24.1.0', heap, container });
    expect(options).toEqual(['--max-old-space-size=384', '--max-semi-space-size=16']);
  });

  it('says so where Node cannot see the limit', () => {
    const container = { limitBytes: gibibyte, usedBytes: 0, isSeen: false };
    const heap = {
      oldGenerationBytes: 4 * gibibyte,
      youngGenerationBytes: 48 * mebibyte,
      chosenBy: 'default',
    } as const;
    expect(finding('heap-exceeds-room', { container, heap }).reasons.at(-1)).toContain('one above it limits');
  });

  it('gives no options where no heap would fit', () => {
    const container = { limitBytes: 100 * mebibyte, usedBytes: 0, isSeen: true };
    expect(finding('heap-exceeds-room', { container, heap: smallHeap })).not.toHaveProperty('options');
  });

  it('advises a larger heap where V8 chose a small one by itself', () => {
    const container = { limitBytes: 4 * gibibyte, usedBytes: 0, isSeen: true };
    const heap = {
      oldGenerationBytes: 2 * gibibyte,
      youngGenerationBytes: 48 * mebibyte,
      chosenBy: 'default',
    } as const;
    expect(finding('heap-leaves-room', { container, heap }).options).toEqual(['--max-old-space-size=3072']);
    // Who has chosen it will have known why.
    expect(told({ container, heap: { ...heap, chosenBy: 'option' } })).toEqual([]);
  });

  it('adds up the heaps of all processes in a container', () => {
    const heap = {
      oldGenerationBytes: 384 * mebibyte,
      youngGenerationBytes: 48 * mebibyte,
      chosenBy: 'option',
    } as const;
    const three = [4712, 4713].map((pid) => ({ pid, heap }));
    const { title, options } = finding('neighbours-exceed-container', {
      heap,
      vitals: vitals({ neighbours: three }),
    });
    expect(title).toBe('3 Node.js processes share 1 GB, and may take 1.4 GB together.');
    expect(options).toEqual(['--max-old-space-size=248', '--max-semi-space-size=8']);
    const two = vitals({ neighbours: three.slice(1) });
    expect(examine(patient({ heap, vitals: two }), now).map(({ id }) => id)).toContain('neighbours-fit');
  });

  it('tells a container without limit more seriously than a terminal without one', () => {
    const container = undefined;
    const heap = {
      oldGenerationBytes: 2 * gibibyte,
      youngGenerationBytes: 48 * mebibyte,
      chosenBy: 'default',
    } as const;
    expect(told({ container, heap })).toEqual(['warning container-unlimited']);
    expect(told({ container, heap, deployment: { kind: 'plain' } })).toEqual(['advice container-unlimited']);
    expect(finding('container-unlimited', { container, heap }).remedy?.lines).toEqual(['--memory 2688m']);
  });

  it('finds thresholds that are beyond the limit they warn of', () => {
    const thresholdBytes = new Map([
      ['thresholds.rss.critical', 2 * gibibyte],
      ['thresholds.heap.warning', 800 * mebibyte],
      ['thresholds.container.critical', 900 * mebibyte],
    ]);
    const { title, remedy } = finding('threshold-out-of-reach', { thresholdBytes });
    expect(title).toBe('thresholds.rss.critical can never be reached: 2 GB, and the limit is 1 GB.');
    expect(remedy?.lines).toEqual(['ENV TIDEMARK_THRESHOLDS_RSS_CRITICAL="0.9"']);
    expect(told({ thresholdBytes })).toHaveLength(2);
  });

  it('passes on what is wrong with the configuration', () => {
    const configurationFault = 'sampling.interval must be a time';
    expect(finding('configuration-wrong', { configurationFault }).reasons).toEqual([configurationFault]);
  });

  it('warns of a snapshot near the limit that memory does not suffice for', () => {
    const options = ['--heapsnapshot-near-heap-limit=1', '--report-on-fatalerror'];
    expect(told({ options })).toEqual(['warning near-limit-snapshot-too-large']);
    const container = { limitBytes: 12 * gibibyte, usedBytes: 0, isSeen: true };
    expect(told({ options, container })).toEqual([]);
  });

  it('asks for a report when V8 gives up, without the environment where Node can leave it out', () => {
    expect(finding('fatal-report-missing', { options: [] }).options).toEqual([
      '--report-on-fatalerror',
      '--report-exclude-env',
    ]);
    const old = finding('fatal-report-missing', { options: [], nodeVersion: '20.19.0' });
    expect(old.options).toEqual(['--report-on-fatalerror']);
    expect(old.reasons.join(' ')).toContain('secrets');
  });

  it.each([
    ['--inspect=0.0.0.0:9229', true],
    ['--inspect-brk=10.1.2.3:9229', true],
    ['--inspect=[::]:9229', true],
    ['--inspect=0.0.0.0', true],
    ['--inspect=my-host:0', true],
    ['--inspect', false],
    ['--inspect=9230', false],
    ['--inspect=127.0.0.1:9229', false],
    ['--inspect=localhost', false],
    ['--inspect=[::1]:9229', false],
  ])('knows whether %s lets others in', (option, isExposed) => {
    const options = [option, '--report-on-fatalerror'];
    expect(told({ options })).toEqual(isExposed ? ['problem inspector-exposed'] : []);
  });

  it.each([
    ['18.20.0', ['problem node-too-old']],
    ['20.18.3', ['problem node-too-old']],
    ['20.19.0', []],
    ['23.1.0', ['advice node-odd']],
  ])('knows whether Node %s is any good', (nodeVersion, expected) => {
    expect(told({ nodeVersion })).toEqual(expected);
  });

  it('knows when the fixes of a version end', () => {
    expect(told({ nodeVersion: '20.20.0' }, Date.parse('2026-05-01'))).toEqual(['warning node-unmaintained']);
    expect(told({ nodeVersion: '22.1.0' }, Date.parse('2026-05-01'))).toEqual([]);
  });

  it('says that it does not know a heap whose Node nobody knows', () => {
    expect(told({ nodeVersion: undefined, heap: undefined })).toEqual(['warning node-version-unknown']);
  });

  it.each([
    ['swapped-out', { vitals: vitals({ swappedBytes: 50 * mebibyte }) }],
    ['address-space-limited', { vitals: vitals({ addressSpaceBytes: 4 * gibibyte }) }],
    ['chosen-first', { vitals: vitals({ oomScoreAdjustment: 999 }) }],
    ['overcommit-refused', { overcommit: 2 }],
    ['host-nearly-full', { hostAvailableBytes: 0.04 * 16 * gibibyte }],
    ['command-line-hidden', { isCommandLineHidden: true }],
  ])('tells of %s', (id, changes) => {
    expect(told(changes).map((text) => text.split(' ')[1])).toEqual([id]);
  });

  it('says what Kubernetes means by a process that is chosen first', () => {
    const changes = {
      vitals: vitals({ oomScoreAdjustment: 1000 }),
      deployment: { kind: 'kubernetes' },
    } as const;
    expect(finding('chosen-first', changes).reasons[0]).toContain('request');
  });
});
