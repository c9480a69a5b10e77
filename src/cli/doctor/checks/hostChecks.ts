import { bytesInWords, percentInWords } from '../../../wire/quantity.ts';
import type { Finding } from '../Finding.ts';
import type { Patient } from '../Patient.ts';

/** A full host kills processes that are within their own limits. */
export function checkHost({ hostAvailableBytes, hostBytes, overcommit }: Patient): Finding[] {
  const findings: Finding[] = [];
  const share = hostAvailableBytes / hostBytes;
  if (share < 0.1) {
    findings.push({
      id: 'host-nearly-full',
      severity: share < 0.05 ? 'problem' : 'warning',
      title: `The host has ${bytesInWords(hostAvailableBytes)} left of ${bytesInWords(hostBytes)} (${percentInWords(share)}).`,
      reasons: [
        'When it has none, the kernel kills a process of its choice, whatever the limits of each are.',
      ],
    });
  }
  if (overcommit === 2) {
    findings.push({
      id: 'overcommit-refused',
      severity: 'warning',
      title: 'The kernel refuses memory that nothing backs (vm.overcommit_memory is 2).',
      reasons: [
        'V8 reserves far more than it uses: heaps, threads and WebAssembly may fail to start with memory left.',
      ],
      remedy: {
        lines: ['sysctl -w vm.overcommit_memory=0'],
        where: 'on the host, where its other processes allow that',
      },
    });
  }
  return findings;
}

/** A full collection reads the whole heap, from the disk where it is swapped out. */
export function checkSwap({ vitals }: Patient): Finding[] {
  if (vitals === undefined || !(vitals.swappedBytes > 0.02 * vitals.rssBytes)) return [];
  return [
    {
      id: 'swapped-out',
      severity: 'warning',
      title: `${bytesInWords(vitals.swappedBytes)} of its memory are swapped out.`,
      reasons: [
        'Each full collection reads the whole heap, and would read these from the disk: pauses of seconds.',
      ],
      remedy: {
        lines: ['memory.swap.max 0 (--memory-swap equal to --memory, MemorySwapMax=0)'],
        where: 'to its control group',
      },
    },
  ];
}
