import { durationInWords } from '../../monitoring/quantity.ts';
import type { ExceptionNote } from '../FlightNote.ts';

type Handler = NonNullable<ExceptionNote['handler']>;

const endings: Readonly<Record<Handler, string>> = {
  running: 'was ended in a handler of',
  returned: 'was most likely ended for',
};
const proofs: Readonly<Record<Handler, string>> = {
  running:
    "The application's own handler was told of it (unhandledRejection), and the process exited within that.",
  returned:
    "The application's own handler was told of it (unhandledRejection), and the process exited soon after that.",
};

/** `died of an unhandled rejection: TypeError`, or that a handler of the application's ended it. */
export function rejectionHeadline(rejection: ExceptionNote | undefined, goneOnMs?: number): string {
  return `${endingOf(rejection, goneOnMs)} an unhandled rejection: ${rejection?.name ?? 'error'}`;
}

/** `died of an uncaught TypeError`, or that it was most likely ended for it. */
export function exceptionHeadline(exception: ExceptionNote | undefined, goneOnMs?: number): string {
  return `${endingOf(exception, goneOnMs)} an uncaught ${exception?.name ?? 'error'}`;
}

function endingOf(error: ExceptionNote | undefined, goneOnMs: number | undefined): string {
  const handler = goneOnMs === undefined ? error?.handler : 'returned';
  return handler === undefined ? 'died of' : endings[handler];
}

/** What was thrown, and who was told of it: one fact a sentence. */
export function errorSentences(error: ExceptionNote | undefined, goneOnMs?: number): string[] {
  if (error === undefined) return [];
  const { handler } = error;
  const thrown = thrownSentence(error);
  if (goneOnMs !== undefined) {
    const wentOn = `the process went on for ${durationInWords(goneOnMs)} before it exited`;
    return [thrown, `A handler of the application's was told of it, and ${wentOn}.`];
  }
  return handler === undefined ? [thrown] : [thrown, proofs[handler]];
}

/** Of an error that came before an end of another kind: whoever caught it may have ended the process. */
export function lastErrorSentence(error: ExceptionNote | undefined): string | undefined {
  if (error === undefined) return undefined;
  const what = error.origin === 'unhandledRejection' ? 'rejection' : 'exception';
  return `Its last uncaught ${what} came shortly before that: ${thrownSentence(error)}`;
}

function thrownSentence({ name, message, place }: ExceptionNote): string {
  return `${message === '' ? name : `${name}: ${message}`}${place ? ` at ${place}` : ''}`;
}

/** Anything can be thrown; what is no error has no name of its own. */
export function thrownName(error: ExceptionNote | undefined): string {
  return error === undefined || /^[a-z\d-]/.test(error.name) ? 'it' : error.name;
}
