import type { HistoryAnswer } from '../../wire/message.ts';
import type { RecordedProcess } from '../../wire/recorded.ts';
import type { DashboardSource, HistoryRange } from './DashboardSource.ts';

/** Processes that were recorded: nothing comes after what is there. */
export function recordedSource(recorded: RecordedProcess | readonly RecordedProcess[]): DashboardSource {
  const all = [recorded].flat() as readonly RecordedProcess[];
  const historiesOf = (id: string): readonly HistoryAnswer[] =>
    all.find(({ process }) => process.identity.id === id)?.histories ?? [];
  return {
    recorded: true,
    recordedAtMs: Math.max(...all.map(({ recordedAt }) => recordedAt)),
    samplesOnly: all.some(({ samplesOnly }) => samplesOnly === true),
    leftOut: (id) => all.find(({ process }) => process.identity.id === id)?.leftOut ?? 0,
    processes: async () => all.map(({ process }) => process),
    history: async (id, range) => within(finestReaching(historiesOf(id), range.fromMs, id), range),
    subscribe(listener) {
      listener.connection('open');
      return () => {};
    },
  };
}

/** The finest one that begins at that time or before; where none does, the one that begins first. */
function finestReaching(histories: readonly HistoryAnswer[], fromMs: number, id: string): HistoryAnswer {
  const [coarsest = { id, fields: ['time'], columns: [[]], stepMs: 0, events: [] }] = histories;
  return histories.findLast((history) => startOf(history) <= fromMs + history.stepMs) ?? coarsest;
}

function startOf({ columns }: HistoryAnswer): number {
  return columns[0]?.[0] ?? Number.POSITIVE_INFINITY;
}

function within(history: HistoryAnswer, { fromMs, toMs }: HistoryRange): HistoryAnswer {
  const times = (history.columns[0] ?? []) as readonly number[];
  const begin = times.findIndex((time) => time >= fromMs);
  const end = times.findLastIndex((time) => time <= toMs) + 1;
  const rows = begin < 0 ? 0 : Math.max(0, end - begin);
  return {
    ...history,
    columns: history.columns.map((column) => column.slice(Math.max(0, begin), Math.max(0, begin) + rows)),
    events: history.events.filter(({ time }) => time >= fromMs && time <= toMs),
  };
}
