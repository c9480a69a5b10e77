import { bytesInWords } from '../../../wire/quantity.ts';
import type { Finding } from '../Finding.ts';
import { nameOf } from '../heapFlags.ts';
import { majorOf, type Patient, roomBytes } from '../Patient.ts';

/** What a snapshot near the limit takes beyond the heap, as a multiple of it: measured at 500 MB on Node 20 to 24. */
const snapshotFactor = 12;

/** A heap snapshot near the limit takes many times the heap, so that the kernel ends the process before it is written. */
export function checkNearLimitSnapshot({ heap, options, ...patient }: Patient): Finding[] {
  if (heap === undefined || !has(options, '--heapsnapshot-near-heap-limit')) return [];
  const needed = heap.oldGenerationBytes * snapshotFactor;
  const room = roomBytes(patient);
  if (needed <= room) return [];
  return [
    {
      id: 'near-limit-snapshot-too-large',
      severity: 'warning',
      title: '--heapsnapshot-near-heap-limit is likely to end in SIGKILL here.',
      reasons: [
        `Writing a snapshot of a heap of ${bytesInWords(heap.oldGenerationBytes)} takes up to some ${bytesInWords(needed)} besides and stands still meanwhile; there are ${bytesInWords(room)}.`,
        'tidemark snapshot take looks first whether memory suffices. Take the option out.',
      ],
    },
  ];
}

/** Without it, a heap that is full ends the process with a few lines on standard error and nothing else. */
export function checkFatalReport(patient: Patient): Finding[] {
  const { options } = patient;
  if (has(options, '--report-on-fatalerror')) {
    return [
      {
        id: 'fatal-report-armed',
        severity: 'fine',
        title: 'A report is written when V8 gives up.',
        reasons: [],
      },
    ];
  }
  const leavesOutVariables = has(options, '--report-exclude-env') || (majorOf(patient) ?? 0) >= 22;
  const added = ['--report-on-fatalerror', ...(leavesOutVariables ? ['--report-exclude-env'] : [])];
  return [
    {
      id: 'fatal-report-missing',
      severity: 'advice',
      title: 'When the heap is full, nothing is left behind but a few lines on standard error.',
      reasons: [
        leavesOutVariables
          ? 'A diagnostic report costs nothing until then, and says what the heap was made of and under which limits.'
          : 'A diagnostic report costs nothing until then, and says what the heap was made of and under which limits. On this Node.js it holds all environment variables, with the secrets in them: keep it where nobody else reads.',
      ],
      options: added,
    },
  ];
}

/** Who reaches the inspector can run code in the process and read all of its memory. */
export function checkInspector({ options }: Patient): Finding[] {
  const exposed = options.find((option) => {
    const address = /^--inspect(?:[-_]brk|[-_]wait)?=(.+)$/.exec(option)?.[1];
    return address !== undefined && !isLoopback(address);
  });
  if (exposed === undefined) return [];
  return [
    {
      id: 'inspector-exposed',
      severity: 'problem',
      title: `The inspector is open to other machines: ${exposed}.`,
      reasons: [
        'Whoever reaches that port can run code in the process and take its memory, with every secret in it.',
      ],
      remedy: { lines: ['--inspect=127.0.0.1:9229'], where: 'instead, or leave it out' },
    },
  ];
}

/** A port alone listens on 127.0.0.1. */
function isLoopback(address: string): boolean {
  const host = address.replace(/:\d+$/, '');
  return /^\d+$/.test(host) || /^(127\.[\d.]+|localhost|\[?::1\]?)$/.test(host);
}

/** `process.title` overwrites the command line. */
export function checkCommandLine({ isCommandLineHidden }: Patient): Finding[] {
  if (!isCommandLineHidden) return [];
  return [
    {
      id: 'command-line-hidden',
      severity: 'advice',
      title: 'Options on its command line cannot be seen: process.title has overwritten them.',
      reasons: ['What is said here holds if none of them is about memory. Options in NODE_OPTIONS are seen.'],
    },
  ];
}

function has(options: readonly string[], name: string): boolean {
  return options.some((option) => nameOf(option) === name);
}
