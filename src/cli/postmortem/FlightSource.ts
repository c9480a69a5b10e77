import { IncidentLog } from '../../monitoring/IncidentLog.ts';
import type { Death } from '../../recording/death/Death.ts';
import type { Flight } from '../../recording/readFlight.ts';
import { type HistoryRange, SampleHistory } from '../../sampling/SampleHistory.ts';
import type { Incident } from '../../wire/incident.ts';
import type { HistoryAnswer } from '../../wire/message.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import type { ReportSource } from '../report/ReportSource.ts';

/** What a flight tells, asked for as a hub is asked. */
export class FlightSource implements ReportSource {
  readonly #flight: Flight;
  readonly #history: SampleHistory;
  readonly #incidents = new IncidentLog();

  constructor(flight: Flight) {
    this.#flight = flight;
    this.#history = new SampleHistory({ size: Math.max(1, flight.samples.length) });
    for (const row of flight.samples) this.#history.push(row);
    for (const event of flight.events) this.#incidents.record(flight.header.process.id, event);
  }

  history(id: string, range: HistoryRange): HistoryAnswer {
    const { fields, columns, stepMs } = this.#history.columns(range);
    const events = this.#flight.events.filter(({ time }) => time >= range.fromMs && time <= range.toMs);
    return { id, fields, columns, stepMs, events };
  }

  /** Those that were open at the end are open here. */
  incidents(): readonly Incident[] {
    return this.#incidents.incidents();
  }

  /** Who it was, and how it ended. */
  summary({ manner, time, exit }: Death): ProcessSummary {
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
