import type { Patient, Vitals } from '../../../src/cli/doctor/Patient.ts';

export const mebibyte: number = 2 ** 20;
export const gibibyte: number = 2 ** 30;

/** An application with nothing wrong: Node 22 in a container of 1 GB that its options fit. */
export function patient(changes: Partial<Patient> = {}): Patient {
  return {
    title: 'process 4711 (node server.js)',
    nodeVersion: '22.12.0',
    options: ['--max-old-space-size=768', '--report-on-fatalerror', '--import=tidemark/register'],
    commandLineOptions: [],
    isCommandLineHidden: false,
    nodeOptions: '--max-old-space-size=768 --report-on-fatalerror --import=tidemark/register',
    heap: { oldGenerationBytes: 768 * mebibyte, youngGenerationBytes: 48 * mebibyte, chosenBy: 'option' },
    container: { limitBytes: gibibyte, usedBytes: 200 * mebibyte, isSeen: true },
    hostBytes: 16 * gibibyte,
    hostAvailableBytes: 8 * gibibyte,
    overcommit: 0,
    deployment: { kind: 'container' },
    isWatched: true,
    vitals: vitals(),
    thresholdBytes: new Map(),
    configurationFault: undefined,
    ...changes,
  };
}

export function vitals(changes: Partial<Vitals> = {}): Vitals {
  return {
    pid: 4711,
    rssBytes: 200 * mebibyte,
    swappedBytes: 0,
    addressSpaceBytes: Number.POSITIVE_INFINITY,
    oomScoreAdjustment: 0,
    neighbours: [],
    ...changes,
  };
}
