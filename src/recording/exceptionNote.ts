import type { ExceptionNote } from './FlightNote.ts';

const longestMessage = 300;
const longestPlace = 120;

/** What is recorded of an error that nobody caught; of anything else that was thrown, what it is. */
export function exceptionNote(error: unknown, origin: ExceptionNote['origin'], time: number): ExceptionNote {
  const { name, message, stack } = partsOf(error);
  const place = /^\s+at (.+)$/m.exec(stack)?.[1]?.slice(0, longestPlace);
  return {
    type: 'exception',
    time,
    origin,
    name: name.slice(0, longestPlace),
    message: message.slice(0, longestMessage),
    ...(place !== undefined && { place }),
  };
}

/** Its properties may be anything, and throw. */
function partsOf(error: unknown): { name: string; message: string; stack: string } {
  try {
    if (error instanceof Error) {
      return { name: `${error.name}`, message: `${error.message}`, stack: `${error.stack ?? ''}` };
    }
    return { name: typeof error, message: String(error), stack: '' };
  } catch {
    return { name: typeof error, message: '', stack: '' };
  }
}
