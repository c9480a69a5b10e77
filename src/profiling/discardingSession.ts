import type { InspectorSession } from './InspectorSession.ts';

/** What a {@link discardingSession} works with. */
interface Discarding {
  /** Whether somebody's debugger may be there, who wants to see what was logged. */
  readonly isDebugged: () => boolean;
  /** Repeats something each second, and never keeps the process alive; returns what ends that. @default the platform's */
  readonly repeat?: ((action: () => void) => () => void) | undefined;
}

const discardMs = 1000;
// As they are when this is loaded, before anybody's tests replace them.
const { setInterval: setTimer, clearInterval: clearTimer } = globalThis;

/**
 * A session that keeps nothing of the application's alive. While any session is open, V8 holds the last 1,000 things that
 * were given to `console`, whole objects, for whoever might open a debugger; and holds them for good once it is closed.
 * They are let go of each second, and at the end.
 */
export function discardingSession(
  session: InspectorSession,
  { isDebugged, repeat = eachSecond }: Discarding,
): InspectorSession {
  let end: (() => void) | undefined;
  const discard = (): void => {
    try {
      if (!isDebugged()) session.post('Runtime.discardConsoleEntries', {}, () => undefined);
    } catch {
      // It is closed.
    }
  };
  return {
    connect: () => {
      session.connect();
      end = repeat(discard);
    },
    disconnect: () => {
      end?.();
      end = undefined;
      discard();
      session.disconnect();
    },
    post: (method, parameters, answer) => session.post(method, parameters, answer),
  };
}

function eachSecond(action: () => void): () => void {
  try {
    const handle = setTimer(action, discardMs);
    (handle as { unref?: () => void }).unref?.();
    return () => clearTimer(handle);
  } catch {
    // An application that has replaced its timers: at the end, then.
    return () => undefined;
  }
}
