import type { ProcessSummary } from '../../wire/process.ts';
import type { FeedConnection } from '../sources/DashboardSource.ts';
import type { TimeRange } from './frame.ts';
import type { Extent } from './SampleStore.ts';
import { formatMoment, formatRange } from './time.ts';

/** What the window shows: the present, or why it is not that. */
type WindowKind = 'live' | 'silent' | 'gone' | 'recorded' | 'paused' | 'no data' | 'reconnecting' | 'ended';

/** The state of the window, in words. */
export interface WindowState {
  readonly kind: WindowKind;
  readonly text: string;
  /** What leads back to the present, or to the whole recording; `undefined` where the window is there. */
  readonly back: string | undefined;
}

/** What the state is made of. */
export interface WindowSituation {
  readonly connection: FeedConnection;
  readonly process: ProcessSummary | undefined;
  readonly recorded: boolean;
  readonly range: TimeRange;
  readonly extent: Extent;
  /** Whether the window follows the newest sample. */
  readonly live: boolean;
  /** Samples that arrived since it stands still. */
  readonly arrived: number;
  /** Samples within it. */
  readonly sampleCount: number;
  readonly todayMs: number;
}

/** Says in one line what the window shows. */
export function windowState(situation: WindowSituation): WindowState {
  const { connection, range, extent, recorded, live, arrived, sampleCount, todayMs } = situation;
  const refused = connection.startsWith('token');
  const newest = `The newest sample is of ${formatMoment(extent.lastMs, todayMs, true)}`;
  const end = Math.min(range.toMs, Math.max(extent.lastMs, range.fromMs));
  const shown = formatRange(range.fromMs, end, todayMs);
  const back = live ? undefined : recorded ? 'Show all' : 'Back to live';
  if (sampleCount === 0) {
    return {
      kind: 'no data',
      text: `No samples from ${formatRange(range.fromMs, range.toMs, todayMs)}`,
      back,
    };
  }
  switch (standingOf(situation)) {
    case 'reconnecting':
      return {
        kind: 'reconnecting',
        text: `${refused ? `The ${connection.replace(' ', ' is ')}` : 'No connection, trying again'}. ${newest}`,
        back,
      };
    case 'ended':
      return { kind: 'ended', text: `Tidemark has ended. ${newest}`, back };
    case 'paused': {
      const news =
        arrived === 0 ? '' : `, ${arrived.toLocaleString('en')} new ${arrived === 1 ? 'sample' : 'samples'}`;
      return { kind: 'paused', text: `${recorded ? 'Zoomed' : 'Paused'}: ${shown}${news}`, back };
    }
    case 'recorded':
      return { kind: 'recorded', text: shown, back };
    case 'gone':
      return { kind: 'gone', text: `${shown}, up to the end of the process`, back };
    case 'silent':
      return { kind: 'silent', text: `${shown}. No sample since`, back };
    default:
      return { kind: 'live', text: `${shown}, live`, back };
  }
}

function standingOf({ connection, live, recorded, process }: WindowSituation): WindowKind {
  if (connection === 'ended') return connection;
  // Another token may come, or the server again: it is tried until then.
  if (connection !== 'open' && connection !== 'connecting') return 'reconnecting';
  if (!live) return 'paused';
  return recorded ? 'recorded' : (process?.state ?? 'live');
}
