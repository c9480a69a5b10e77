import type { Points } from '../../analysis/thinning.ts';
import { bytesInWords } from '../quantity.ts';
import type { GrowthParticulars } from './GrowthSeries.ts';

const pageBytes = 65_536;
const pageTolerance = 4096;
const smallestStep = pageBytes / 2;
const fewestSteps = 4;
const pagedShare = 0.8;
const mostlyShare = 0.5;
/** From here on it is all that has grown, and its bytes are told already. */
const wholeShare = 0.95;
const hourMs = 3_600_000;

/** External memory over one time. */
export interface ExternalPoints {
  readonly all: Points;
  /** Without array buffers, and without what can have died and is not swept yet. */
  readonly beyond: Points;
  /** Without array buffers alone: in whole pages still where small buffers come and go. */
  readonly toldBeyond: Points;
}

/**
 * What the external memory is made of that has grown. V8 counts WebAssembly memories as external, and Node does not
 * count them as array buffers. So they are in what is left when those are taken off, together with the memory that
 * native modules report; and they alone grow in pages of 64 kB, one step like the other.
 */
export function externalParticulars({ all, beyond, toldBeyond }: ExternalPoints): GrowthParticulars {
  const grown = growthOf(beyond);
  if (!(grown > mostlyShare * growthOf(all))) {
    return {
      evidence: ['It is in array buffers: Buffer, ArrayBuffer, typed arrays.'],
      advice:
        'Look for what collects buffers: chunks of streams that are kept, a queue or a cache of bodies, slices that hold a whole buffer.',
    };
  }
  const amount = grown >= wholeShare * growthOf(all) ? 'It' : `${bytesInWords(grown)} of it`;
  if (!inPages(toldBeyond) && !inPages(beyond)) {
    return {
      evidence: [
        `${amount} is not in array buffers: native modules, text that lies outside of the heap, or WebAssembly memories among buffers that hide their pages.`,
      ],
      advice:
        'Look for objects of native modules that are made and not closed, freed or dropped, and for WebAssembly modules that are instantiated again and again.',
    };
  }
  const count = Math.round(beyond.values.at(-1)! / pageBytes);
  const spanMs = beyond.times.at(-1)! - beyond.times[0]!;
  return {
    resource: {
      kind: 'wasm',
      type: 'memory page (64 kB)',
      count,
      perHour: Math.round((grown / pageBytes) * (hourMs / spanMs)),
    },
    evidence: [
      `${amount} is not in array buffers and grows in whole pages of 64 kB: these are WebAssembly memories.`,
    ],
    advice:
      'Look for WebAssembly modules that are instantiated again and again, and for what is allocated inside of one and never freed there. A WebAssembly memory never shrinks.',
  };
}

function growthOf({ values }: Points): number {
  return values.length < 2 ? 0 : values.at(-1)! - values[0]!;
}

function inPages({ values }: Points): boolean {
  let steps = 0;
  let paged = 0;
  for (let index = 1; index < values.length; index++) {
    const step = values[index]! - values[index - 1]!;
    if (step < smallestStep) continue;
    const beyondPage = step % pageBytes;
    steps += 1;
    if (Math.min(beyondPage, pageBytes - beyondPage) <= pageTolerance) paged += 1;
  }
  return steps >= fewestSteps && paged >= pagedShare * steps;
}
