import type { Configuration } from './Configuration.ts';
import { duration, flag } from './kinds.ts';
import type { Setting } from './schema.ts';

type Watchdog = Configuration['watchdog'];

/** The settings of the watchdog, by path. */
export const watchdogSettings: {
  readonly [Key in keyof Watchdog as `watchdog.${Key}`]: Setting<Watchdog[Key]>;
} = {
  'watchdog.enabled': {
    kind: flag,
    default: false,
    description:
      'Whether a thread watches over the main thread: it records that its event loop stands still, for how long, and the JavaScript stack. It takes 8 to 18 MB.',
  },
  'watchdog.blockedAfter': {
    kind: duration(1000, 600_000),
    default: 5000,
    description: 'For how long the event loop must stand still to be recorded.',
  },
};
