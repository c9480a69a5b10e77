import { type Behaviour, behaviour } from './Behaviour.ts';
import type { Random } from './Random.ts';
import { Wander } from './Wander.ts';

const minute = 60;
const hour = 3600;
/** A store of entries that live for a fixed time is bounded well above what it usually holds. */
const storeRoom = 2;

/**
 * A cache that fills at one rate and then replaces its oldest entries at that rate. Some begin hours later, some are
 * flushed at times.
 */
export function fullCache(random: Random, capBytes: number): Behaviour {
  const rate = capBytes / random.logUniform(minute, hour);
  const begin = random.chance(0.3) ? random.uniform(0.5 * hour, 12 * hour) : 0;
  const flushMeanSeconds = random.chance(0.3) ? random.logUniform(hour, 8 * hour) : Number.POSITIVE_INFINITY;
  let flush = begin + random.exponential(flushMeanSeconds);
  let bytes = 0;
  return behaviour({ site: 'lru', order: 'oldest', boundBytes: capBytes }, (second) => {
    if (second < begin) return { bytes };
    if (second >= flush) {
      bytes = 0;
      flush = second + random.exponential(flushMeanSeconds);
    }
    const added = Math.min(rate, capBytes - bytes);
    bytes += added;
    return { bytes, replacedBytes: rate - added };
  });
}

/**
 * A cache whose keys repeat, so that it fills ever more slowly: distinct keys grow as a power of the requests. What it
 * replaces is of any age, since an entry that is asked for again stays.
 */
export function zipfCache(random: Random, capBytes: number): Behaviour {
  const seconds = random.logUniform(minute, hour);
  const power = random.uniform(0.4, 0.8);
  let due = 0;
  return behaviour({ site: 'lruzipf', order: 'any', boundBytes: capBytes }, (second) => {
    const before = due;
    due = capBytes * ((second + 1) / seconds) ** power;
    const bytes = Math.min(capBytes, due);
    return { bytes, replacedBytes: due - before - (bytes - Math.min(capBytes, before)) };
  });
}

/** A store whose entries live for a fixed time: grows for that long, then stays about where it is. */
export function ttlStore(random: Random, capBytes: number): Behaviour {
  const lifeSeconds = Math.round(random.logUniform(30, hour));
  const rate = capBytes / lifeSeconds;
  const wander = new Wander(random, random.uniform(0.05, 0.3), random.logUniform(10, 10 * minute));
  const entries = new Float64Array(lifeSeconds);
  let bytes = 0;
  return behaviour({ site: 'ttl', order: 'oldest', boundBytes: storeRoom * capBytes }, (second) => {
    const place = second % lifeSeconds;
    const added = rate * Math.max(0, 1 + wander.next());
    const expired = entries[place]!;
    entries[place] = added;
    bytes += added - expired;
    return { bytes, replacedBytes: Math.min(added, expired) };
  });
}
