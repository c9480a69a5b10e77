import { invalidOption } from '../../TidemarkError.ts';
import type { RecyclingCause } from '../../wire/response.ts';
import { isAmount } from '../caches/isAmount.ts';
import {
  decideRecycling,
  type RecyclingDecision,
  type RecyclingLimits,
  type RecyclingSituation,
} from './decideRecycling.ts';

type Fields = Readonly<Record<string, unknown>>;

const causes: readonly RecyclingCause[] = ['requested', 'pressure', 'out-of-memory', 'leak'];
const limitNames = ['maxPerHour', 'maxAtOnce', 'minAge', 'jitter'] satisfies (keyof RecyclingLimits)[];
const aTime = 'a finite number of milliseconds';

/**
 * {@link decideRecycling} for whoever calls it with a situation of his own: what is missing in it would count as a limit that
 * is not there, or as a worker that is never due.
 *
 * @throws TidemarkError `INVALID_OPTION`
 */
export function checkedDecision(situation: RecyclingSituation): RecyclingDecision {
  const given = fieldsOf('situation', situation);
  checkTime('situation.time', given.time);
  for (const [index, worker] of listOf('situation.workers', given.workers).entries()) {
    checkWorker(`situation.workers[${index}]`, worker);
  }
  checkAmount('situation.underway', given.underway);
  for (const name of ['begun', 'shortLives'] as const) {
    const times = listOf(`situation.${name}`, given[name]);
    for (const [index, time] of times.entries()) checkTime(`situation.${name}[${index}]`, time);
  }
  const limits = fieldsOf('situation.limits', given.limits);
  for (const name of limitNames) {
    const limit = limits[name];
    // No limit at all is one, too.
    if (limit !== Number.POSITIVE_INFINITY) checkAmount(`situation.limits.${name}`, limit);
  }
  return decideRecycling(situation);
}

function checkWorker(option: string, given: unknown): void {
  const { id, startedAt, serving, usedBytes, chance, wish } = fieldsOf(option, given);
  if (typeof id !== 'string') throw invalidOption(`${option}.id`, 'a text', id);
  checkTime(`${option}.startedAt`, startedAt);
  if (typeof serving !== 'boolean') throw invalidOption(`${option}.serving`, 'true or false', serving);
  checkAmount(`${option}.usedBytes`, usedBytes);
  if (!isAmount(chance) || chance > 1) {
    throw invalidOption(`${option}.chance`, 'a number from 0 to 1', chance);
  }
  if (wish !== undefined) checkWish(`${option}.wish`, wish);
}

function checkWish(option: string, given: unknown): void {
  const { cause, reason, since, endsAt, foretoldAt } = fieldsOf(option, given);
  if (!causes.includes(cause as RecyclingCause)) {
    const names = causes.map((each) => `"${each}"`).join(', ');
    throw invalidOption(`${option}.cause`, `one of ${names}`, cause);
  }
  if (typeof reason !== 'string') throw invalidOption(`${option}.reason`, 'a text', reason);
  checkTime(`${option}.since`, since);
  if (endsAt !== undefined) checkTime(`${option}.endsAt`, endsAt);
  if (foretoldAt !== undefined) checkTime(`${option}.foretoldAt`, foretoldAt);
}

function fieldsOf(option: string, given: unknown): Fields {
  if (typeof given !== 'object' || given === null) throw invalidOption(option, 'an object', given);
  return given as Fields;
}

function listOf(option: string, given: unknown): readonly unknown[] {
  if (!Array.isArray(given)) throw invalidOption(option, 'a list', given);
  return given;
}

function checkTime(option: string, given: unknown): void {
  if (typeof given !== 'number' || !Number.isFinite(given)) throw invalidOption(option, aTime, given);
}

function checkAmount(option: string, given: unknown): void {
  if (!isAmount(given)) throw invalidOption(option, 'a finite number, at least 0', given);
}
