/** What values a setting takes. */
export interface Kind {
  /** The rule as an error message and the docs say it, after "must be". */
  readonly rule: string;
  /** Text of an environment variable as the value that a file would hold; text it cannot read comes back as it is. */
  fromVariable(text: string): unknown;
  /** What the configuration holds for a given value: `"5s"` becomes 5000. What it cannot read comes back as it is. */
  convert(given: unknown): unknown;
  accepts(value: unknown): boolean;
  /** Units that its text may have, by what they stand for in milliseconds or bytes, or as a share. @default none */
  readonly units?: Readonly<Record<string, number>>;
  /** Whether a value is shown to nobody. @default false */
  readonly isSecret?: boolean;
}

const kib = 1024;
const durations = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const percent = { '%': 0.01 };
const sizes = {
  b: 1,
  kb: kib,
  kib,
  mb: kib ** 2,
  mib: kib ** 2,
  gb: kib ** 3,
  gib: kib ** 3,
};
const smallestSizeBytes = kib ** 2;
const longestPath = 4096;

const words: ReadonlyMap<string, boolean> = new Map(
  Object.entries({
    true: true,
    1: true,
    on: true,
    yes: true,
    false: false,
    0: false,
    off: false,
    no: false,
  }),
);

function same(given: unknown): unknown {
  return given;
}

/** `true` or `false`. */
export const flag: Kind = {
  rule: 'true or false',
  fromVariable: (text) => words.get(text.toLowerCase()) ?? text,
  convert: same,
  accepts: (value) => typeof value === 'boolean',
};

/** A short text for people. */
export const label: Kind = {
  rule: 'text of 1 to 100 characters',
  fromVariable: same,
  convert: same,
  accepts: (value) => typeof value === 'string' && value.length > 0 && value.length <= 100,
};

/** One of some words. */
export function choice(...values: readonly string[]): Kind {
  return {
    rule: `one of ${values.map((value) => `"${value}"`).join(', ')}`,
    fromVariable: (text) => text.toLowerCase(),
    convert: same,
    accepts: (value) => values.includes(value as string),
  };
}

function numeric(
  rule: string,
  accepts: (value: number) => boolean,
  units: Readonly<Record<string, number>> = {},
): Kind {
  return {
    rule,
    units,
    fromVariable: (text) => (/^[-+]?[\d.]+(e\d+)?$/i.test(text) ? Number(text) : text),
    convert: (given) => (typeof given === 'string' ? withUnit(given, units) : given),
    accepts: (value) => typeof value === 'number' && Number.isFinite(value) && accepts(value),
  };
}

function withUnit(text: string, units: Readonly<Record<string, number>>): unknown {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z%]+)\s*$/i.exec(text);
  const unit = match?.[2]?.toLowerCase() ?? '';
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  // 12 digits: 57 % is 0.57, and not 0.5700000000000001.
  return factor === undefined ? text : Number((Number(match?.[1]) * factor).toPrecision(12));
}

/** A whole number in a range. */
export function count(least: number, most: number): Kind {
  return numeric(
    `a whole number from ${least} to ${most}`,
    (value) => Number.isInteger(value) && value >= least && value <= most,
  );
}

/** Milliseconds, or text with a unit: `"500ms"`, `"5s"`, `"2m"`, `"1h"`. */
export function duration(least: number, most: number): Kind {
  return numeric(
    `milliseconds from ${least} to ${most}, or text such as "5s"`,
    (value) => value >= least && value <= most,
    durations,
  );
}

/** Bytes, or text with a unit: `"512KB"`, `"64MB"`. */
export function size(least: number, most: number): Kind {
  return numeric(
    `bytes from ${least} to ${most}, or text such as "64MB"`,
    (value) => Number.isInteger(value) && value >= least && value <= most,
    sizes,
  );
}

/** The path of a folder; `null` says that there is none, which the configuration holds as `undefined`. */
export const folder: Kind = {
  rule: 'the path of a folder, or null',
  fromVariable: (text) => (isNone(text) ? null : text),
  convert: (given) => given ?? undefined,
  accepts: (value) =>
    value === undefined || (typeof value === 'string' && value.length > 0 && value.length <= longestPath),
};

/** A share above 0, or text such as `"10%"`. */
export const share: Kind = numeric(
  'a share above 0 and at most 1, or text such as "10%"',
  (value) => value > 0 && value <= 1,
  percent,
);

/** A share that may be 0 but not the whole. */
export const margin: Kind = numeric(
  'a share from 0 to below 1, or text such as "5%"',
  (value) => value >= 0 && value < 1,
  percent,
);

const levelStart = numeric(
  'a share above 0 and at most 1, bytes from 1048576 on, text such as "80%" or "512MB", or null',
  (value) => value > 0 && (value <= 1 || value >= smallestSizeBytes),
  { ...percent, ...sizes },
);

/** Where a level of a threshold begins; `null` turns it off. */
export const threshold: Kind = {
  ...levelStart,
  fromVariable: (text) => (isNone(text) ? null : levelStart.fromVariable(text)),
  accepts: (value) => value === null || levelStart.accepts(value),
};

const portNumber = count(0, 65_535);

/** A TCP port, 0 for any free one; `null` says that there is none, which the configuration holds as `undefined`. */
export const port: Kind = {
  rule: `${portNumber.rule}, or null`,
  fromVariable: (text) => (isNone(text) ? null : portNumber.fromVariable(text)),
  convert: (given) => given ?? undefined,
  accepts: (value) => value === undefined || portNumber.accepts(value),
};

/** A name or an address to listen on. Whether there is such a one is seen when somebody listens there. */
export const host: Kind = {
  rule: 'an address or a name of this machine, such as "0.0.0.0"',
  fromVariable: same,
  convert: same,
  accepts: (value) => typeof value === 'string' && /^[\w.:%-]{1,253}$/.test(value),
};

/** What somebody must know; `null` says that there is none, which the configuration holds as `undefined`. */
export const secret: Kind = {
  rule: '16 to 200 printable characters without spaces, or null',
  fromVariable: (text) => (isNone(text) ? null : text),
  convert: (given) => given ?? undefined,
  accepts: (value) => value === undefined || (typeof value === 'string' && /^[!-~]{16,200}$/.test(value)),
  isSecret: true,
};

function isNone(text: string): boolean {
  return ['null', 'none', 'off'].includes(text.toLowerCase());
}
