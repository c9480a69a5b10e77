import { type Behaviour, behaviour, together } from './Behaviour.ts';
import { fullCache, ttlStore, zipfCache } from './caches.ts';
import type { Random } from './Random.ts';
import { Wander } from './Wander.ts';

/** Makes one healthy behaviour: its constants are drawn, and it holds about `capBytes` at its height. */
export type Family = (random: Random, capBytes: number) => Behaviour;

const minute = 60;
const hour = 3600;
const day = 24 * hour;
const megabyte = 1e6;
/** So much of what is held is replaced where another level is taken. */
const replacedShare = 0.9;

const simple = {
  constant: () => together([]),

  /** Fills up ever more slowly after the start. */
  warmup(random, capBytes) {
    const tau = random.logUniform(20, 30 * minute);
    return behaviour({ site: 'warmup', order: 'oldest' }, (second) => ({
      bytes: capBytes * (1 - Math.exp(-second / tau)),
    }));
  },

  /** Takes another level at once, up or down, now and then, and replaces most of what it holds. */
  steps(random, capBytes) {
    const meanSeconds = random.logUniform(10 * minute, 4 * hour);
    let bytes = random.uniform(0, capBytes);
    let next = random.exponential(meanSeconds);
    return behaviour({ site: 'steps', order: 'any' }, (second) => {
      if (second < next) return { bytes };
      const before = bytes;
      bytes = random.uniform(0, capBytes);
      next = second + random.exponential(meanSeconds);
      return { bytes, replacedBytes: replacedShare * Math.min(before, bytes) };
    });
  },

  /** Load that swings within minutes to hours, and what is held for it. */
  sineload: (random, capBytes) => swinging(random, capBytes, random.logUniform(minute, 6 * hour), 'sineload'),

  /** Short times of much work, which hold something until they end. */
  bursts(random, capBytes) {
    const meanSeconds = random.logUniform(2 * minute, hour);
    const factor = random.uniform(2, 5);
    let begin = random.exponential(meanSeconds);
    let seconds = random.logUniform(5, 2 * minute);
    let peakBytes = capBytes * random.next();
    return behaviour({ site: 'bursts', order: 'oldest' }, (second) => {
      if (second >= begin + seconds) {
        begin = second + random.exponential(meanSeconds);
        seconds = random.logUniform(5, 2 * minute);
        peakBytes = capBytes * random.next();
      }
      if (second < begin) return { bytes: 0 };
      return { bytes: (peakBytes * (second - begin)) / seconds, load: factor };
    });
  },

  lru: fullCache,
  lruzipf: zipfCache,
  ttl: ttlStore,

  /** A job at fixed times, which gathers for a while and lets everything go. */
  batch(random, capBytes) {
    const period = random.logUniform(2 * minute, hour);
    const share = random.uniform(0.2, 0.9);
    const phase = random.uniform(0, period);
    return behaviour({ site: 'batch', order: 'oldest', boundBytes: capBytes }, (second) => {
      const done = (((second + phase) % period) / period) * (1 / share);
      return { bytes: done < 1 ? capBytes * done : 0 };
    });
  },

  /** Modules that are loaded at first use, ever more rarely, and stay. */
  lazycode(random, capBytes) {
    const tau = random.logUniform(5 * minute, 6 * hour);
    const most = Math.min(capBytes, random.logUniform(megabyte, 30 * megabyte));
    let bytes = 0;
    return behaviour({ site: 'lazycode', order: 'oldest' }, (second) => {
      const due = most * (1 - Math.exp(-second / tau));
      const module = random.logUniform(0.05 * megabyte, megabyte);
      if (due - bytes > module) bytes += module;
      return { bytes };
    });
  },

  /** Wanders without aim; what it holds comes and goes. */
  ou(random, capBytes) {
    const wander = new Wander(random, capBytes / 5, random.logUniform(30, hour));
    const lifeSeconds = sessionSeconds(random);
    return behaviour({ site: 'ou', order: 'any' }, () => {
      const bytes = Math.min(capBytes, Math.max(0, capBytes / 2 + wander.next()));
      return { bytes, replacedBytes: bytes / lifeSeconds };
    });
  },

  /** Load that swings with the day. */
  diurnal: (random, capBytes) => swinging(random, capBytes, day, 'diurnal'),
} as const satisfies Record<string, Family>;

/** What healthy programs do that looks like a leak for a while. */
export const families = {
  ...simple,

  /** Three of the others at once. */
  mix(random, capBytes) {
    const makers = Object.values<Family>(simple);
    return together(Array.from({ length: 3 }, () => random.pick(makers)(random.fork(), capBytes / 3)));
  },
} as const satisfies Record<string, Family>;

/** The name of a family. */
export type FamilyName = keyof typeof families;

/** All families. */
export const familyNames: readonly FamilyName[] = Object.keys(families) as FamilyName[];

function swinging(random: Random, capBytes: number, period: number, site: string): Behaviour {
  const amplitude = random.uniform(0.2, 0.9);
  const phase = random.uniform(0, period);
  const lifeSeconds = sessionSeconds(random);
  return behaviour({ site, order: 'any' }, (second) => {
    const load = 1 + amplitude * Math.sin((2 * Math.PI * (second + phase)) / period);
    const bytes = (capBytes / 2) * load;
    return { bytes, replacedBytes: bytes / lifeSeconds, load };
  });
}

/** How long a session lives, on average. */
function sessionSeconds(random: Random): number {
  return random.logUniform(20, 15 * minute);
}
