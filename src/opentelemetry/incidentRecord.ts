import { bytesInWords, percentInWords } from '../monitoring/quantity.ts';
import { effectInWords } from '../pressure/strategies/effectInWords.ts';
import { leakHeadline } from '../reporting/words/leakSentences.ts';
import { outOfMemorySentence } from '../reporting/words/outOfMemorySentence.ts';
import type { MemoryEvent } from '../wire/event.ts';
import type { PressureChange, StrategyApplied } from '../wire/response.ts';
import {
  leakAttributes,
  outOfMemoryAttributes,
  pressureAttributes,
  strategyAttributes,
} from './attributes.ts';
import type { Attributes, TelemetryLogRecord } from './telemetry.ts';

type Severity = 'INFO' | 'WARN' | 'ERROR';

/** By the numbers of OpenTelemetry's data model for logs. */
const severityNumbers: Readonly<Record<Severity, number>> = { INFO: 9, WARN: 13, ERROR: 17 };
const severityOfLevel = { normal: 'INFO', warning: 'WARN', critical: 'ERROR' } as const;
/** A suspicion is advisory, as in the terminal: only what is confirmed is an alert. */
const severityOfLeak = { suspected: 'INFO', confirmed: 'ERROR', withdrawn: 'INFO' } as const;

/** An incident as a log record; `undefined` for events that are none. */
export function incidentRecord(event: MemoryEvent): TelemetryLogRecord | undefined {
  switch (event.type) {
    case 'memory:leak_suspected':
    case 'memory:leak_confirmed':
    case 'memory:leak_withdrawn': {
      const { payload } = event;
      const body = `leak ${payload.level}: ${leakHeadline(payload)}`;
      return record(
        event.time,
        `leak.${payload.level}`,
        severityOfLeak[payload.level],
        body,
        leakAttributes(payload),
      );
    }
    case 'memory:out_of_memory_predicted': {
      const { payload } = event;
      const attributes = outOfMemoryAttributes(payload);
      return record(event.time, 'out_of_memory.predicted', 'ERROR', outOfMemorySentence(payload), attributes);
    }
    case 'memory:pressure_changed': {
      const { payload } = event;
      const severity = severityOfLevel[payload.level];
      return record(
        event.time,
        'pressure.changed',
        severity,
        pressureBody(payload),
        pressureAttributes(payload),
      );
    }
    case 'memory:strategy_applied': {
      const { payload } = event;
      const isTrouble = payload.result === 'failed' || payload.result === 'timed-out';
      const severity = isTrouble ? 'WARN' : 'INFO';
      return record(
        event.time,
        'strategy.applied',
        severity,
        strategyBody(payload),
        strategyAttributes(payload),
      );
    }
    default:
      return undefined;
  }
}

function record(
  time: number,
  name: string,
  severity: Severity,
  body: string,
  attributes: Attributes,
): TelemetryLogRecord {
  return {
    eventName: `tidemark.${name}`,
    timestamp: new Date(time),
    severityNumber: severityNumbers[severity],
    severityText: severity,
    body,
    attributes,
  };
}

function pressureBody({ level, capacity: { binding }, reason }: PressureChange): string {
  if (reason !== undefined) return `pressure ${level}: ${reason}`;
  if (binding === undefined) return `pressure ${level}`;
  const { kind, usedBytes, ratio, limitBytes } = binding;
  const share = `${percentInWords(ratio)} of ${bytesInWords(limitBytes)}`;
  return `pressure ${level}: ${kind} at ${bytesInWords(usedBytes)}, ${share}`;
}

function strategyBody(applied: StrategyApplied): string {
  return `${applied.strategy} at ${applied.level}: ${effectInWords(applied)}`;
}
