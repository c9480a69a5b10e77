import type { Timers } from '../../monitoring/Ticker.ts';
import { frameInWords } from './frameInWords.ts';
import type { MainSession } from './MainSession.ts';

/** The stack of the main thread, or why there is none. */
export type MainStack =
  | { readonly stack: readonly string[] }
  | { readonly withoutStack: 'native' | 'debugger' };

interface Paused {
  readonly callFrames: readonly {
    readonly functionName: string;
    readonly location: { readonly scriptId: string; readonly lineNumber: number };
  }[];
}

const boundMs = 1000;
const mostFrames = 20;

/**
 * The JavaScript stack of the main thread, innermost frame first: `parseAll (/app/app.js:12)`. It is paused for the
 * milliseconds that it takes. No variable is read. Answers within a second, whatever the main thread does.
 */
export function stackOfMain(session: MainSession, timers: Timers): Promise<MainStack> {
  return new Promise((resolve) => {
    const files: Map<string, string> = new Map();
    let isAsked = false;
    let isOver = false;
    const end = (result: MainStack): void => {
      if (isOver) return;
      isOver = true;
      timers.clearTimeout(handle);
      try {
        // In this order even where the main thread hears of all of it only later: then it does not pause at all.
        if (isAsked) session.post('Debugger.resume', ignore);
        session.post('Debugger.disable', ignore);
        // A session that is left open would keep the process from ending.
        session.disconnect();
      } catch {
        // It was closed by the other side.
      }
      resolve(result);
    };
    const handle = timers.setTimeout(() => end({ withoutStack: 'native' }), boundMs);
    session.on('Debugger.scriptParsed', ({ params }) => {
      const { scriptId, url } = params as { readonly scriptId: string; readonly url: string };
      files.set(scriptId, url);
    });
    session.on('Debugger.paused', ({ params }) => {
      // Stopped before we have asked for it: by somebody's debugger, who goes on when he likes.
      end(isAsked ? { stack: framesOf(params as Paused, files) } : { withoutStack: 'debugger' });
    });
    try {
      session.connectToMainThread();
      session.post('Debugger.enable', (error) => {
        if (isOver) return;
        if (error) return end({ withoutStack: 'debugger' });
        isAsked = true;
        session.post('Debugger.pause', ignore);
      });
    } catch {
      end({ withoutStack: 'debugger' });
    }
  });
}

function framesOf({ callFrames }: Paused, files: ReadonlyMap<string, string>): string[] {
  return callFrames
    .slice(0, mostFrames)
    .map(({ functionName, location }) =>
      frameInWords(functionName, files.get(location.scriptId) ?? '', location.lineNumber),
    );
}

function ignore(): void {
  // What comes of it is told by events.
}
