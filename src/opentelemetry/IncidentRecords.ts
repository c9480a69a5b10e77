import { Allowance } from '../monitoring/Allowance.ts';
import type { MemoryEvent } from '../wire/event.ts';
import { incidentRecord } from './incidentRecord.ts';
import type { TelemetryLogger } from './telemetry.ts';

/** Of each kind of event so many at once, and then one in ten seconds. */
const atOnce = 20;
const betweenMs = 10_000;

interface Account {
  readonly allowance: Allowance;
  lastMs: number;
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
    if (!account.allowance.covers(betweenMs)) {
      account.leftOut += 1;
      return;
    }
    account.allowance.spend(betweenMs);
    const { leftOut } = account;
    account.leftOut = 0;
    const attributes =
      leftOut === 0 ? record.attributes : { ...record.attributes, 'tidemark.events.left_out': leftOut };
    this.#logger.emit({ ...record, attributes } as never);
  }

  #account(type: string): Account {
    const nowMs = this.#now();
    let account = this.#accounts.get(type);
    if (account === undefined) {
      account = { allowance: new Allowance(1, atOnce * betweenMs), lastMs: nowMs, leftOut: 0 };
      account.allowance.pass(atOnce * betweenMs);
      this.#accounts.set(type, account);
    }
    account.allowance.pass(nowMs - account.lastMs);
    account.lastMs = nowMs;
    return account;
  }
}
