import { RateLimit } from '../monitoring/RateLimit.ts';
import type { MemoryEvent } from '../wire/event.ts';
import { incidentRecord } from './incidentRecord.ts';
import type { TelemetryLogger } from './telemetry.ts';

/** Of each kind of event so many at once, and then one in ten seconds. */
const usualRecords = { perSecond: 0.1, most: 20 };

interface Account {
  readonly limit: RateLimit;
  leftOut: number;
}

/** Writes incidents to a logger, as log records with a name. The rate of each kind is bounded; what is left out is counted. */
export class IncidentRecords {
  readonly #logger: TelemetryLogger;
  readonly #now: () => number;
  readonly #accounts: Map<string, Account> = new Map();

  /** @param now milliseconds of a clock that never goes back */
  constructor(logger: TelemetryLogger, now: () => number) {
    this.#logger = logger;
    this.#now = now;
  }

  /** Writes an event, if it is an incident. Throws what the logger throws. */
  take(event: MemoryEvent): void {
    const record = incidentRecord(event);
    if (record === undefined) return;
    const account = this.#account(event.type);
    if (!account.limit.take()) {
      account.leftOut += 1;
      return;
    }
    const { leftOut } = account;
    account.leftOut = 0;
    const attributes =
      leftOut === 0 ? record.attributes : { ...record.attributes, 'tidemark.events.left_out': leftOut };
    this.#logger.emit({ ...record, attributes } as never);
  }

  #account(type: string): Account {
    const known = this.#accounts.get(type);
    if (known !== undefined) return known;
    const account = { limit: new RateLimit({ ...usualRecords, now: this.#now }), leftOut: 0 };
    this.#accounts.set(type, account);
    return account;
  }
}
