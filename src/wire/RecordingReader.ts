import { receivedInWords, TidemarkError } from '../TidemarkError.ts';
import { column, highestOf, type SampleField, type SampleRow, sampleFields } from './sample.ts';

/** One sample of a recording and the process it came from. */
export interface RecordedSample {
  readonly pid: number;
  /** `4711`, or `4711.2` for its worker thread 2. */
  readonly id: string;
  readonly row: SampleRow;
}

type Fields = Readonly<Record<string, unknown>>;

const sampled = 'memory:sampled';
/** The last millisecond that a Date can hold. */
const latestTime = 8.64e15;
const identifierRule = '1 to 64 letters, digits, dots, dashes or underscores';

/**
 * Reads a recording line by line, so that nothing but the line in hand is held: what `tidemark run --samples FILE`
 * writes, one `{"time", "pid", "id", "type": "memory:sampled", "payload"}` a line. A counter that is left out or `null` is
 * unknown; what is not known here is ignored; lines of other types and empty lines are passed over. A line with a reading
 * that no machine can have is corrupt: it is passed over, and counted.
 */
export class RecordingReader {
  #lines = 0;
  #events = 0;
  #corruptLines = 0;
  #firstCorruption: string | undefined;
  /** A line that is not whole JSON: an error once another follows, and a torn end if none does. */
  #doubtful: { readonly line: number; readonly text: string } | undefined;

  /** 1 where the last line was cut short, because its writer was killed while writing it. */
  get tornLines(): number {
    return this.#doubtful === undefined ? 0 : 1;
  }

  /** Lines passed over because they are events, and no samples. */
  get events(): number {
    return this.#events;
  }

  /** Lines passed over because a reading in them is below 0, or higher than a machine can count. */
  get corruptLines(): number {
    return this.#corruptLines;
  }

  /** Where the first of them is, and what it says: `line 7, payload.rssBytes: 1e+300`. */
  get firstCorruption(): string | undefined {
    return this.#firstCorruption;
  }

  /**
   * Reads the next line; `undefined` where it holds no sample.
   *
   * @param row where the counters go; its former content is lost
   * @throws TidemarkError `INVALID_RECORDING`, naming the line, the field, the rule and the value
   */
  read(text: string, row: SampleRow = new Float64Array(sampleFields.length)): RecordedSample | undefined {
    this.#lines += 1;
    if (this.#lines === 1) {
      checkEncoding(text);
      // A byte order mark is no white space to JSON.
      if (text.startsWith('\uFEFF')) return this.#line(text.slice(1), row);
    }
    return this.#line(text, row);
  }

  #line(text: string, row: SampleRow): RecordedSample | undefined {
    if (text.trim() === '') return undefined;
    if (this.#doubtful) throw invalid(this.#doubtful.line, '', 'a JSON object', this.#doubtful.text);
    const value = parsed(text);
    if (value === undefined) {
      this.#doubtful = { line: this.#lines, text };
      return undefined;
    }
    const line = fieldsOf(value, this.#lines, '');
    if (line.type !== undefined && line.type !== sampled) {
      this.#events += 1;
      return undefined;
    }
    return this.#sampleOf(line, row);
  }

  #sampleOf({ time, pid, id = String(pid), payload }: Fields, row: SampleRow): RecordedSample | undefined {
    const line = this.#lines;
    if (!isNumber(time)) throw invalid(line, 'time', 'epoch milliseconds', time);
    if (time < 0 || time > latestTime) {
      throw invalid(line, 'time', `epoch milliseconds from 0 to ${latestTime}`, time);
    }
    if (!Number.isInteger(pid)) throw invalid(line, 'pid', 'a whole number', pid);
    if (typeof id !== 'string' || !/^[\w.-]{1,64}$/.test(id)) throw invalid(line, 'id', identifierRule, id);
    const counters = fieldsOf(payload, line, 'payload');
    row.fill(Number.NaN);
    for (const field of sampleFields) {
      const given = counters[field as SampleField] ?? undefined;
      if (given === undefined) continue;
      if (typeof given !== 'number') throw invalid(line, `payload.${field}`, 'a number or null', given);
      if (!(given >= 0 && given <= highestOf(field))) {
        this.#corruptLines += 1;
        this.#firstCorruption ??= `line ${line}, payload.${field}: ${given}`;
        return undefined;
      }
      row[column[field]] = given;
    }
    row[column.time] = time;
    return { pid: pid as number, id, row };
  }
}

/** What is no text is named, and not quoted. */
function checkEncoding(text: string): void {
  const kind = text.startsWith('\x1f\ufffd')
    ? 'is compressed by gzip: zcat FILE | tidemark analyze -'
    : text.startsWith('\ufffd\ufffd') || text.slice(0, 4).includes('\0')
      ? 'is UTF-16: iconv -f UTF-16 -t UTF-8 FILE | tidemark analyze -'
      : undefined;
  if (kind === undefined) return;
  throw new TidemarkError('INVALID_RECORDING', `A recording is text in UTF-8; this one ${kind}`, {
    rule: 'text in UTF-8',
  });
}

/** `undefined` where it is not JSON, which no JSON is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown, line: number, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(line, field, field === '' ? 'a JSON object' : 'an object', value);
  }
  return value as Fields;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function invalid(line: number, field: string, rule: string, received: unknown): TidemarkError {
  const place = `line ${line}${field === '' ? '' : `, ${field}`}`;
  return new TidemarkError('INVALID_RECORDING', `${place} must be ${rule}, ${receivedInWords(received)}`, {
    option: place,
    rule,
    received,
  });
}
