import type { HistoryRange } from '../sampling/SampleHistory.ts';
import { receivedInWords, TidemarkError } from '../TidemarkError.ts';

const parameters = ['from', 'to', 'step', 'statistic'];
const statistics = ['mean', 'min', 'max'] as const;
const latestTime = 8.64e15;

/**
 * Reads `?from&to&step&statistic`: epoch milliseconds, milliseconds, `mean`, `min` or `max`. Without `from` everything
 * that is kept; without `to` until now.
 *
 * @throws TidemarkError `INVALID_REQUEST` naming the parameter, its rule and the value received
 */
export function parseHistoryQuery(query: URLSearchParams, nowMs: number): HistoryRange {
  for (const name of new Set(query.keys())) {
    if (!parameters.includes(name)) throw invalid(name, `one of ${parameters.join(', ')}`, name);
    if (query.getAll(name).length > 1) throw invalid(name, 'given once', query.getAll(name));
  }
  const fromMs = numberOf(query, 'from', 0, 'epoch milliseconds, a number from 0') ?? 0;
  const toMs = numberOf(query, 'to', 0, 'epoch milliseconds, a number from 0') ?? nowMs;
  const stepMs = numberOf(query, 'step', 1, 'milliseconds, a number from 1');
  if (fromMs > toMs) throw invalid('from', `at most to (${toMs})`, fromMs);
  const statistic = query.get('statistic');
  if (statistic !== null && !isStatistic(statistic)) {
    throw invalid('statistic', `one of ${statistics.join(', ')}`, statistic);
  }
  return { fromMs, toMs, stepMs, statistic: statistic ?? undefined };
}

function numberOf(query: URLSearchParams, name: string, least: number, rule: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= least && value <= latestTime)) throw invalid(name, rule, text);
  return value;
}

function isStatistic(text: string): text is (typeof statistics)[number] {
  return (statistics as readonly string[]).includes(text);
}

function invalid(option: string, rule: string, received: unknown): TidemarkError {
  const message = `${option} must be ${rule}, ${receivedInWords(received)}`;
  return new TidemarkError('INVALID_REQUEST', message, { option, rule, received });
}
