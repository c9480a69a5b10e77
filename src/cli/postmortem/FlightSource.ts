import { IncidentLog } from '../../monitoring/IncidentLog.ts';
import type { Death } from '../../recording/death/Death.ts';
import { deathHeadline } from '../../recording/death/deathWords.ts';
import type { Flight } from '../../recording/readFlight.ts';
import { type HistoryRange, SampleHistory } from '../../sampling/SampleHistory.ts';
import { longestLabel, type MemoryEvent } from '../../wire/event.ts';
import type { Incident } from '../../wire/incident.ts';
import type { HistoryAnswer } from '../../wire/message.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import type { ReportSource } from '../report/ReportSource.ts';

/** What a flight tells, asked for as a hub is asked. */
export class FlightSource implements ReportSource {
  readonly #flight: Flight;
  readonly #death: Death;
  readonly #events: readonly MemoryEvent[];
  readonly #history: SampleHistory;
  readonly #incidents = new IncidentLog();

  constructor(flight: Flight, death: Death) {
    this.#flight = flight;
    this.#death = death;
    this.#events = [...flight.events, ...endMark(death)];
    this.#history = new SampleHistory({ size: Math.max(1, flight.samples.length) });
    for (const row of flight.samples) this.#history.push(row);
    for (const event of flight.events) this.#incidents.record(flight.header.process.id, event);
  }

  history(id: string, range: HistoryRange): HistoryAnswer {
    const { fields, columns, stepMs } = this.#history.columns(range);
    const events = this.#events.filter(({ time }) => time >= range.fromMs && time <= range.toMs);
    return { id, fields, columns, stepMs, events };
  }

  /** Those that were open at the end are open here. */
  incidents(): readonly Incident[] {
    return this.#incidents.incidents();
  }

  /** Who it was, and how it ended. */
  summary(): ProcessSummary {
    const { manner, time, exit } = this.#death;
    const isRunning = manner === 'running';
    return {
      identity: this.#flight.header.process,
      state: isRunning ? 'live' : 'gone',
      exit:
        isRunning || time === undefined
          ? undefined
          : { time, code: exit?.code ?? null, signal: exit?.signal ?? null },
      droppedSamples: 0,
    };
  }
}

/** The end on the time axis of a report, in the words of the post-mortem. */
function endMark(death: Death): MemoryEvent[] {
  if (death.time === undefined || death.manner === 'running') return [];
  const label = `It ${deathHeadline(death)}`.slice(0, longestLabel);
  return [{ time: death.time, type: 'memory:mark', payload: { label } }];
}
