import { chart, figure, type Panel, table } from './panels.ts';
import { bindingShare, fleet, who } from './queries.ts';

const leaks = (state: string): string => `sum(tidemark_leaks{${fleet}, state="${state}"})`;
const expectedEnd = `tidemark_out_of_memory_seconds{${fleet}, estimate="expected"}`;

/** All processes of the chosen jobs: how many, who is worst, who leaks. */
export const fleetPanels: readonly Panel[] = [
  figure(
    { title: 'Processes and threads', description: 'All that Tidemark tells of.', unit: 'short' },
    `count(tidemark_last_sample_timestamp_seconds{${fleet}})`,
  ),
  figure(
    {
      title: 'Silent',
      description:
        'Their event loop is blocked: they are told of by their last sample. A hub alone can say so.',
      unit: 'short',
    },
    `sum(tidemark_process_silent{${fleet}}) or vector(0)`,
    { critical: 1 },
  ),
  figure(
    { title: 'Leaks confirmed', description: 'Now, of all kinds of memory.', unit: 'short' },
    leaks('confirmed'),
    {
      critical: 1,
    },
  ),
  figure(
    {
      title: 'Leaks suspected',
      description: 'Neither confirmed nor withdrawn yet: a cache that fills looks the same.',
      unit: 'short',
    },
    leaks('suspected'),
    { warning: 1, critical: 1e9 },
  ),
  figure(
    {
      title: 'Fullest',
      description: 'The largest share of the limit that binds: of the heap, the container or the host.',
      unit: 'percentunit',
    },
    `max(${bindingShare(fleet)})`,
    { warning: 0.7, critical: 0.85 },
  ),
  figure(
    {
      title: 'Out of memory in',
      description: 'The soonest expected end. None where nothing grows steadily towards a limit.',
      unit: 's',
    },
    `min(${expectedEnd})`,
    undefined,
    'no end in sight',
  ),
  chart(
    {
      title: 'Nearest to their limit',
      description: 'The ten worst, as a share of the limit with the fewest bytes left, which kind names.',
      unit: 'percentunit',
    },
    [{ expression: `topk(10, ${bindingShare(fleet)})`, legend: `${who} {{kind}}` }],
    { max: 1 },
  ),
  chart(
    {
      title: 'Worst process of each version',
      description: 'Put a label version on targets, and what came with a deploy is in its version alone.',
      unit: 'percentunit',
    },
    [{ expression: `max by (job, version) (${bindingShare(fleet)})`, legend: '{{job}} {{version}}' }],
    { max: 1 },
  ),
  chart(
    {
      title: 'Live size, largest ten',
      description: 'Old generation right after the last major collection: what is in use, without garbage.',
      unit: 'bytes',
    },
    [{ expression: `topk(10, tidemark_heap_live_bytes{${fleet}})`, legend: who }],
  ),
  chart(
    {
      title: 'Leaks confirmed, by version',
      description: 'A leak that came with a deploy is in its version alone.',
      unit: 'short',
    },
    [
      {
        expression: `sum by (job, version) (tidemark_leaks{${fleet}, state="confirmed"})`,
        legend: '{{job}} {{version}}',
      },
    ],
  ),
  table(
    {
      title: 'Leaks, by how fast they grow',
      description: 'The same fingerprint on another instance is the same leak.',
      unit: 'binBps',
    },
    `topk(20, tidemark_leak_growth_bytes_per_second{${fleet}})`,
  ),
  chart(
    {
      title: 'Expected end, soonest ten',
      description: 'Seconds until a limit is reached. No line is the good case.',
      unit: 's',
    },
    [{ expression: `bottomk(10, ${expectedEnd})`, legend: `${who} {{limit}}` }],
  ),
];
