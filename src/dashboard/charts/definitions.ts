import type { LimitKind } from '../../wire/capacity.ts';
import type { SampleField } from '../../wire/sample.ts';
import { type DerivedField, derivedFrom } from '../model/derived.ts';
import type { ChartUnit } from '../model/units.ts';

/** One line or layer of a chart. `colour` names a custom property of the theme. */
export interface SeriesDefinition {
  readonly field: SampleField | DerivedField;
  readonly label: string;
  readonly colour: string;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly filled?: boolean;
  /** Holds its value until the next one, instead of leaning towards it. */
  readonly stepped?: boolean;
  /** What it means, in one sentence. */
  readonly hint: string;
}

/** What one chart shows. */
export interface ChartDefinition {
  readonly id: string;
  readonly title: string;
  readonly unit: ChartUnit;
  /** What always fits below the top, whatever the values are. */
  readonly least?: number;
  readonly stacked: boolean;
  readonly series: readonly SeriesDefinition[];
  /** Whether it is left out where nothing of it is known, as in recordings of older versions and in pages. */
  readonly optional?: boolean;
  /** Limits that belong into this chart, where they are near enough. */
  readonly limits: readonly LimitKind[];
  /** Whether it carries the marks of alerts and major collections. */
  readonly marked: boolean;
}

const heapChart: ChartDefinition = {
  id: 'heap',
  title: 'Heap',
  unit: 'bytes',
  stacked: false,
  limits: ['heap'],
  marked: true,
  series: [
    {
      field: 'heapUsedBytes',
      label: 'Used',
      colour: 'used',
      width: 1.25,
      filled: true,
      hint: 'What is on the heap now, garbage included',
    },
    {
      field: 'liveBytes',
      label: 'Live size',
      colour: 'live',
      width: 2.5,
      stepped: true,
      hint: 'What was still in use right after the last major collection',
    },
  ],
};

const processChart: ChartDefinition = {
  id: 'process',
  title: 'Process',
  unit: 'bytes',
  optional: true,
  stacked: false,
  limits: ['container'],
  marked: false,
  series: [
    {
      field: 'rssBytes',
      label: 'RSS',
      colour: 'rss',
      width: 1.75,
      filled: true,
      hint: 'Memory of the process that is in RAM',
    },
    {
      field: 'externalBytes',
      label: 'External',
      colour: 'external',
      width: 1.5,
      dash: [7, 3],
      hint: 'Memory outside the heap that objects on it own',
    },
    {
      field: 'arrayBufferBytes',
      label: 'Array buffers',
      colour: 'array-buffers',
      width: 1.5,
      dash: [2, 3],
      hint: 'Buffers and typed arrays; part of external',
    },
  ],
};

function layer(field: SampleField, label: string, colour: string, hint: string): SeriesDefinition {
  return { field, label, colour, hint, width: 1, filled: true };
}

/** The restless layer lies on top, so that the others stay calm. */
const spacesChart: ChartDefinition = {
  id: 'spaces',
  title: 'Heap spaces',
  unit: 'bytes',
  optional: true,
  stacked: true,
  limits: [],
  marked: false,
  series: [
    layer('oldSpaceBytes', 'Old', 'space-old', 'Objects that survived'),
    layer('largeObjectSpaceBytes', 'Large', 'space-large', 'Old objects too large for a page'),
    layer('codeSpaceBytes', 'Code', 'space-code', 'Compiled code'),
    layer('trustedSpaceBytes', 'Trusted', 'space-trusted', 'What V8 keeps apart from objects'),
    layer('sharedSpaceBytes', 'Shared', 'space-shared', 'Shared between threads'),
    layer('readOnlySpaceBytes', 'Read-only', 'space-read-only', 'Constants of V8'),
    layer('newSpaceBytes', 'New', 'space-new', 'Young objects'),
  ],
};

const collectionsChart: ChartDefinition = {
  id: 'collections',
  title: 'Major collections',
  unit: 'per minute',
  optional: true,
  stacked: false,
  limits: [],
  marked: false,
  series: [
    {
      field: 'collectionsPerMinute',
      label: 'Collections',
      colour: 'space-large',
      width: 1.5,
      filled: true,
      stepped: true,
      hint: 'How often V8 has collected the whole heap',
    },
  ],
};

function share(
  field: SampleField | DerivedField,
  label: string,
  colour: string,
  hint: string,
  dash?: readonly number[],
): SeriesDefinition {
  return { field, label, colour, hint, width: 1.75, ...(dash ? { dash } : {}) };
}

/** Container and host, in the one unit in which they can be compared. */
const limitsChart: ChartDefinition = {
  id: 'limits',
  title: 'Share of each limit',
  unit: 'percent',
  optional: true,
  least: 100,
  stacked: false,
  limits: ['heap', 'container', 'host'],
  marked: false,
  series: [
    share('heapPercent', 'Heap', 'used', 'Old generation in use, of its limit'),
    share('containerPercent', 'Container', 'rss', 'What the container is charged with, of its limit', [7, 3]),
    share('hostPercent', 'Host', 'external', 'Memory of the host that is in use', [2, 3]),
    share(
      'stallPercent',
      'Stalled',
      'critical',
      'Share of the last 10 s in which some task waited for memory',
    ),
  ],
};

/** What the thread's time goes to. */
const loopChart: ChartDefinition = {
  id: 'loop',
  title: 'Event loop',
  unit: 'percent',
  optional: true,
  stacked: false,
  limits: [],
  marked: false,
  series: [
    {
      ...share('busyPercent', 'Busy', 'used', 'Share of time in which the event loop had something to do'),
      filled: true,
    },
    share('gcMajorPercent', 'Major GC', 'critical', 'Share of time in pauses for major collections', [7, 3]),
    share('gcMinorPercent', 'Minor GC', 'space-large', 'Share of time in minor collections', [2, 3]),
  ],
};

const pausesChart: ChartDefinition = {
  id: 'pauses',
  title: 'Pauses',
  unit: 'ms',
  optional: true,
  stacked: false,
  limits: [],
  marked: false,
  series: [
    {
      ...share('eventLoopDelayMs', 'Late by', 'rss', 'How late the timer of the sample has fired'),
      filled: true,
    },
    share('gcMajorMs', 'Major GC', 'critical', 'Pauses for major collections, in each sample', [7, 3]),
    share('gcMinorMs', 'Minor GC', 'space-large', 'Minor collections, in each sample', [2, 3]),
  ],
};

export const charts: readonly ChartDefinition[] = [
  heapChart,
  processChart,
  spacesChart,
  collectionsChart,
  limitsChart,
  loopChart,
  pausesChart,
];

/** Every field of samples that a chart needs. */
export const chartFields: readonly SampleField[] = [
  ...new Set<SampleField>([
    ...[heapChart, processChart, spacesChart].flatMap(({ series }) =>
      series.map(({ field }) => field as SampleField),
    ),
    ...derivedFrom,
    'stallPercent',
    'eventLoopDelayMs',
  ]),
];
