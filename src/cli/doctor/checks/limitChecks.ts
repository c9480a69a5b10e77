import { bytesInWords } from '../../../wire/quantity.ts';
import { memoryLimitRemedy, variableRemedy } from '../deployment.ts';
import type { Finding } from '../Finding.ts';
import { type Patient, roomBytes } from '../Patient.ts';
import { programBytes } from '../recommendedHeap.ts';

const gibibyte = 2 ** 30;
const mebibyte = 2 ** 20;

/** Without a limit, a leak takes the host's memory, and the kernel chooses whom to kill. */
export function checkContainerLimit({ container, deployment, heap, hostBytes }: Patient): Finding[] {
  if (container !== undefined) {
    const { limitBytes, usedBytes } = container;
    const used = Number.isNaN(usedBytes) ? '' : `, of which ${bytesInWords(usedBytes)} are charged now`;
    return [
      {
        id: 'container-limited',
        severity: 'fine',
        title: `Its control group is limited to ${bytesInWords(limitBytes)}${used}.`,
        reasons: [],
      },
    ];
  }
  if (Number.isNaN(hostBytes) || heap === undefined) return [];
  const wanted = (heap.oldGenerationBytes + heap.youngGenerationBytes + programBytes) * 1.25;
  const megabytes = Math.ceil(Math.min(wanted, hostBytes * 0.8) / mebibyte / 64) * 64;
  return [
    {
      id: 'container-unlimited',
      severity: deployment.kind === 'plain' ? 'advice' : 'warning',
      title: 'No control group limits its memory.',
      reasons: [
        `A heap is limited by V8, but Buffers and native memory are not: a leak of them takes the host's ${bytesInWords(hostBytes)}, and the kernel may kill another process for it.`,
      ],
      remedy: memoryLimitRemedy(deployment, megabytes),
    },
  ];
}

/** V8 reserves address space by gigabytes, however little it uses. */
export function checkAddressSpace({ vitals }: Patient): Finding[] {
  if (vitals === undefined || !(vitals.addressSpaceBytes < 16 * gibibyte)) return [];
  return [
    {
      id: 'address-space-limited',
      severity: 'problem',
      title: `ulimit -v limits its address space to ${bytesInWords(vitals.addressSpaceBytes)}.`,
      reasons: [
        'V8 reserves address space for code and for each WebAssembly memory (8 GB and more) without using it, and fails where it may not: that looks like running out of memory, and is not.',
      ],
      remedy: {
        lines: ['ulimit -v unlimited'],
        where: 'where it is started; limit memory by a control group instead',
      },
    },
  ];
}

/** The kernel ends the process with the highest score first. */
export function checkOomScore({ deployment, vitals }: Patient): Finding[] {
  if (vitals === undefined || !(vitals.oomScoreAdjustment >= 500)) return [];
  return [
    {
      id: 'chosen-first',
      severity: 'advice',
      title: `When the host runs out of memory, the kernel takes this process first (oom_score_adj ${vitals.oomScoreAdjustment}).`,
      reasons: [
        deployment.kind === 'kubernetes'
          ? 'Kubernetes gives that to containers that request little or no memory: request what is used, and as much as the limit for the best class of service.'
          : 'Somebody has asked for that.',
      ],
    },
  ];
}

/** A limit that no threshold can reach is an alert that never comes. */
export function checkThresholds(patient: Patient): Finding[] {
  const { thresholdBytes, configurationFault, heap } = patient;
  if (configurationFault !== undefined) {
    return [
      {
        id: 'configuration-wrong',
        severity: 'problem',
        title: "Tidemark's configuration is wrong, and the application would run unwatched.",
        reasons: [configurationFault],
      },
    ];
  }
  const room = roomBytes(patient);
  return [...thresholdBytes].flatMap(([path, bytes]) => {
    const limit = path.startsWith('thresholds.heap.') ? (heap?.oldGenerationBytes ?? room) : room;
    if (bytes < limit) return [];
    const metric = path.split('.')[1] as string;
    return [
      {
        id: 'threshold-out-of-reach',
        severity: 'warning' as const,
        title: `${path} can never be reached: ${bytesInWords(bytes)}, and the limit is ${bytesInWords(limit)}.`,
        reasons: ['The process would be dead before. A share of the limit moves with it.'],
        remedy: variableRemedy(
          patient.deployment,
          `TIDEMARK_THRESHOLDS_${metric.toUpperCase()}_${(path.split('.')[2] as string).toUpperCase()}`,
          path.endsWith('.critical') ? '0.9' : '0.8',
        ),
      },
    ];
  });
}
