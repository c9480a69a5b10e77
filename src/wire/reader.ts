import { describe, receivedInWords, TidemarkError } from '../TidemarkError.ts';

/**
 * Turns a parsed JSON value into a checked one, or throws `INVALID_MESSAGE` naming the field, the rule and the value
 * received. Readers copy what they know and leave out the rest, so that a newer peer may say more.
 */
export type Reader<Value> = (value: unknown, field: string) => Value;

function wrong(field: string, rule: string, received: unknown): TidemarkError {
  const name = field === '' ? 'the message' : field;
  return new TidemarkError('INVALID_MESSAGE', `${name} must be ${rule}, ${receivedInWords(received)}`, {
    option: name,
    rule,
    received,
  });
}

export const text: Reader<string> = (value, field) => {
  if (typeof value !== 'string') throw wrong(field, 'text', value);
  return value;
};

/** A text of one line, not empty, of so many letters at most. */
export function line(most: number): Reader<string> {
  return (value, field) => {
    if (typeof value !== 'string' || value === '' || [...value].length > most || /\p{Cc}/u.test(value)) {
      throw wrong(field, `a line of 1 to ${most} letters`, value);
    }
    return value;
  };
}

export const flag: Reader<boolean> = (value, field) => {
  if (typeof value !== 'boolean') throw wrong(field, 'true or false', value);
  return value;
};

export const number: Reader<number> = (value, field) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(field, 'a finite number', value);
  return value;
};

export const count: Reader<number> = (value, field) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw wrong(field, 'a whole number from 0', value);
  return value as number;
};

/** What names a process: part of addresses, so no other characters. */
export const identifier: Reader<string> = (value, field) => {
  if (typeof value !== 'string' || !/^[\w.-]{1,64}$/.test(value)) {
    throw wrong(field, '1 to 64 letters, digits, dots, dashes or underscores', value);
  }
  return value;
};

export function oneOf<const Value extends string>(...values: readonly Value[]): Reader<Value> {
  return (value, field) => {
    if (!values.includes(value as Value)) throw wrong(field, `one of ${values.join(', ')}`, value);
    return value as Value;
  };
}

/** `undefined` where the field is missing or `null`, which is how JSON says `NaN`. */
export function optional<Value>(reader: Reader<Value>): Reader<Value | undefined> {
  return (value, field) => (value === undefined || value === null ? undefined : reader(value, field));
}

export function nullable<Value>(reader: Reader<Value>): Reader<Value | null> {
  return (value, field) => (value === null ? null : reader(value, field));
}

export function list<Value>(reader: Reader<Value>): Reader<readonly Value[]> {
  return (value, field) => {
    if (!Array.isArray(value)) throw wrong(field, 'a list', value);
    return value.map((item, index) => reader(item, `${field}[${index}]`));
  };
}

type Readers<Shape> = {
  readonly [Key in keyof Shape]-?: Reader<Shape[Key] | undefined> | Reader<Shape[Key]>;
};

/** An object with these fields. A field that reads as `undefined` is left out. */
export function record<Shape extends object>(readers: Readers<Shape>): Reader<Shape> {
  const entries = Object.entries<Reader<unknown>>(readers);
  return (value, field) => {
    const source = objectOf(value, field);
    const result: Record<string, unknown> = {};
    for (const [key, reader] of entries) {
      const item = reader(source[key], field === '' ? key : `${field}.${key}`);
      if (item !== undefined) result[key] = item;
    }
    return result as Shape;
  };
}

/** An object whose `type` says which of the readers applies. */
export function tagged<Shape extends { readonly type: string }>(
  readers: {
    readonly [Type in Shape['type']]: Reader<Extract<Shape, { readonly type: Type }>>;
  },
): Reader<Shape> {
  const types = oneOf(...(Object.keys(readers) as Shape['type'][]));
  return (value, field) => {
    const type = types(objectOf(value, field).type, field === '' ? 'type' : `${field}.type`);
    return readers[type](value, field);
  };
}

/** Parses a line and reads it. */
export function readLine<Value>(line: string, reader: Reader<Value>): Value {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    const details = { option: 'the message', rule: 'JSON', received: line, cause };
    throw new TidemarkError(
      'INVALID_MESSAGE',
      `the message must be JSON, received ${describe(line)}`,
      details,
    );
  }
  try {
    return reader(value, '');
  } catch (cause) {
    // Lists in lists, until the stack was full.
    if (!(cause instanceof RangeError)) throw cause;
    const rule = 'nested less deeply';
    const details = { option: 'the message', rule, cause };
    throw new TidemarkError('INVALID_MESSAGE', `the message must be ${rule}`, details);
  }
}

function objectOf(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(field, 'an object', value);
  }
  return value as Record<string, unknown>;
}
