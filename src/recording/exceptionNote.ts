import type { ExceptionNote } from './FlightNote.ts';

const longestMessage = 300;
const longestPlace = 120;
const mostKeys = 5;

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

interface Parts {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

function partsOf(thrown: unknown): Parts {
  switch (typeof thrown) {
    case 'object':
      return thrown === null
        ? valueParts(thrown)
        : objectParts(thrown as Partial<Record<keyof Parts, unknown>>);
    case 'string':
    case 'symbol':
      return { name: typeof thrown, message: String(thrown), stack: '' };
    case 'function':
      return { name: 'function', message: textOf(() => thrown.name), stack: '' };
    default:
      return valueParts(thrown);
  }
}

/** `undefined`, `null`, `7`, which say all that there is. */
function valueParts(value: unknown): Parts {
  return { name: String(value), message: '', stack: '' };
}

/** An error, also one of another context, which is no instance of ours; its properties may be anything, and throw. */
function objectParts(thrown: Partial<Record<keyof Parts, unknown>>): Parts {
  const stack = textOf(() => thrown.stack);
  const name = textOf(() => thrown.name) || textOf(() => thrown.constructor.name) || 'object';
  const message = textOf(() => thrown.message);
  return { name, message: message || stack ? message : textOf(() => keysOf(thrown)), stack };
}

/** `{ code, detail }`: of what is no error the names of its properties, and not what they hold. */
function keysOf(thrown: object): string {
  const keys = Object.keys(thrown);
  if (keys.length === 0) return '';
  return `{ ${[...keys.slice(0, mostKeys), ...(keys.length > mostKeys ? ['…'] : [])].join(', ')} }`;
}

function textOf(read: () => unknown): string {
  try {
    const value = read();
    return typeof value === 'object' || value === undefined ? '' : String(value);
  } catch {
    return '';
  }
}
