import type { Finding } from '../Finding.ts';
import type { Patient } from '../Patient.ts';

/** When the last fixes come, by major version. Source: the schedule of the Node.js release working group. */
const ends: Readonly<Record<number, string>> = {
  14: '2023-04-30',
  16: '2023-09-11',
  18: '2025-04-30',
  20: '2026-04-30',
  22: '2027-04-30',
  24: '2028-04-30',
  26: '2029-04-30',
};
const oldest = [20, 19] as const;

/** Whether Tidemark runs on this Node, and whether anybody mends it. */
export function checkNodeVersion({ nodeVersion }: Patient, now: number): Finding[] {
  if (nodeVersion === undefined) return [];
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    return [
      {
        id: 'node-too-old',
        severity: 'problem',
        title: `Node.js ${nodeVersion} is too old for Tidemark, which needs ${oldest.join('.')} or later.`,
        reasons: [],
      },
    ];
  }
  const end = ends[major];
  if (end !== undefined && now > Date.parse(end)) {
    return [
      {
        id: 'node-unmaintained',
        severity: 'warning',
        title: `Node.js ${major} has had no fixes since ${end}.`,
        reasons: [
          'Leaks in Node.js itself stay in it, as holes in its security do. Use a version with long-term support.',
        ],
      },
    ];
  }
  if (major % 2 === 1) {
    return [
      {
        id: 'node-odd',
        severity: 'advice',
        title: `Node.js ${major} is maintained for half a year only.`,
        reasons: ['Use an even version in production.'],
      },
    ];
  }
  return [
    { id: 'node-maintained', severity: 'fine', title: `Node.js ${nodeVersion} is maintained.`, reasons: [] },
  ];
}
