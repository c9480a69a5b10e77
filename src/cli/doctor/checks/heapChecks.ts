import { largestSemiSpaceBytes } from '../../../sampling/node/defaultHeapLimit.ts';
import { bytesInWords } from '../../../wire/quantity.ts';
import type { Finding } from '../Finding.ts';
import { nameOf } from '../heapFlags.ts';
import { majorOf, type Patient, roomBytes } from '../Patient.ts';
import { heapOptionsOf, programBytes, recommendedHeap } from '../recommendedHeap.ts';

const gibibyte = 2 ** 30;

/** Whether the heap fits into what the kernel lets the process have. */
export function checkHeapSize(patient: Patient): Finding[] {
  const { heap, container, hostBytes } = patient;
  if (heap === undefined) return [unknownVersion];
  const room = roomBytes(patient);
  const isContainer = container !== undefined && container.limitBytes <= hostBytes;
  const old = bytesInWords(heap.oldGenerationBytes);
  const young = bytesInWords(heap.youngGenerationBytes);
  const limit = `${isContainer ? "the container's limit" : "the host's memory"} of ${bytesInWords(room)}`;
  const most = heap.oldGenerationBytes + heap.youngGenerationBytes + programBytes;
  const options = optionsFor(patient, room);
  if (most > room) {
    return [
      {
        id: 'heap-exceeds-room',
        severity: 'problem',
        title: `The heap may outgrow ${limit}.`,
        reasons: [
          `V8 lets it grow to ${old} of old generation and ${young} of young, and Node takes some ${bytesInWords(programBytes)} besides.`,
          'The kernel would kill the process (SIGKILL, exit code 137) before V8 collects in earnest, and nothing would be told.',
          ...(heap.chosenBy === 'default' && isContainer && !container.isSeen
            ? [
                'Node looks at the limit of its own control group alone, and here one above it limits: V8 chose by the memory of the host.',
              ]
            : []),
        ],
        ...options,
      },
    ];
  }
  if (
    heap.chosenBy === 'default' &&
    isContainer &&
    room >= gibibyte &&
    heap.oldGenerationBytes < 0.6 * room
  ) {
    return [
      {
        id: 'heap-leaves-room',
        severity: 'advice',
        title: `The heap may use ${old} of ${limit}.`,
        reasons: [
          'That is what V8 chooses where nobody says. The rest is for Buffers and native code alone, and the process would run out of heap with memory left.',
        ],
        ...options,
      },
    ];
  }
  return [
    {
      id: 'heap-fits',
      severity: 'fine',
      title: `The heap fits: ${old} of old generation and ${young} of young, within ${limit}.`,
      reasons: [],
    },
  ];
}

/** Whether the heaps of all Node processes that share a limit fit below it together. */
export function checkNeighbours(patient: Patient): Finding[] {
  const { container, heap, vitals } = patient;
  if (container === undefined || heap === undefined || vitals === undefined) return [];
  const heaps = [heap, ...vitals.neighbours.flatMap((neighbour) => neighbour.heap ?? [])];
  if (heaps.length < 2) return [];
  const sum = heaps.reduce(
    (total, each) => total + each.oldGenerationBytes + each.youngGenerationBytes + programBytes,
    0,
  );
  const together = `${heaps.length} Node.js processes share ${bytesInWords(container.limitBytes)}`;
  if (sum <= container.limitBytes) {
    return [
      {
        id: 'neighbours-fit',
        severity: 'fine',
        title: `${together}, and their heaps fit together.`,
        reasons: [],
      },
    ];
  }
  const options = optionsFor(patient, container.limitBytes / heaps.length);
  return [
    {
      id: 'neighbours-exceed-container',
      severity: 'problem',
      title: `${together}, and may take ${bytesInWords(sum)} together.`,
      reasons: [
        'Each chose its heap as if it were alone. The kernel kills the largest when the limit is reached, whoever took the memory.',
      ],
      ...options,
    },
  ];
}

const unknownVersion: Finding = {
  id: 'node-version-unknown',
  severity: 'warning',
  title: 'Nobody can tell which Node.js this is, and so how large V8 lets the heap become.',
  reasons: ['Run tidemark doctor inside its container.'],
};

/** Heap options for so much room; none where no heap would fit. */
function optionsFor(patient: Patient, room: number): Pick<Finding, 'options'> {
  const given = patient.options
    .findLast((option) => nameOf(option) === '--max-semi-space-size')
    ?.split('=')[1];
  const semiSpaceBytes = Number(given) * 2 ** 20 || largestSemiSpaceBytes(majorOf(patient) as number);
  const recommended = recommendedHeap(room, semiSpaceBytes);
  return recommended === undefined ? {} : { options: heapOptionsOf(recommended) };
}
