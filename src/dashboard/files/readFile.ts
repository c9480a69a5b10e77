import type { RecordedProcess } from '../../wire/recorded.ts';
import { recordedProcess } from '../../wire/recordedReader.ts';
import { recordedReport } from './recordedReport.ts';
import { recordedSamples } from './recordedSamples.ts';

/** Of a file that is not read line by line, so much is held as text. */
const mostDocumentLetters = 200_000_000;
const page = /<script[^>]*id="tidemark-data"[^>]*>([\s\S]*?)<\/script>/;

/**
 * Reads what Tidemark writes: a recording (`--samples`, also gzipped), a window that the dashboard has saved, a report as
 * JSON or as a page. Of a recording no more than the line in hand and what is shown is held.
 *
 * @param progress hears the share of the file that was read, 0 to 1
 * @param signal ends it: what is thrown then is its reason
 * @throws TidemarkError or Error which says what is wrong with the file
 */
export async function readFile(
  file: Blob,
  progress: (share: number) => void = () => {},
  signal?: AbortSignal,
): Promise<readonly RecordedProcess[]> {
  const lines = linesOf(await textStreamOf(file, progress), signal);
  const first = await firstOf(lines);
  if (first === '') throw new Error('It is empty.');
  if (isOfRecording(first)) return checked(await recordedSamples(resumed(first, lines)));
  let document = first;
  for await (const line of lines) {
    document += `\n${line}`;
    if (document.length > mostDocumentLetters) throw new Error('It is too large for a report.');
  }
  return checked([documentOf(document)]);
}

function documentOf(text: string): RecordedProcess {
  const value = parsed(page.exec(text)?.[1] ?? text) as { readonly [field: string]: unknown } | null;
  if (value !== null && typeof value === 'object') {
    if ('histories' in value) return recordedProcess(value, '');
    if ('liveSize' in value) return recordedReport(value);
  }
  throw new Error(
    'It is neither a recording (tidemark run --samples FILE), nor a window saved by a dashboard, nor a report of Tidemark.',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`It is no recording and no JSON: ${(error as Error).message}.`);
  }
}

function checked(processes: readonly RecordedProcess[]): readonly RecordedProcess[] {
  const some = processes.some(({ histories }) => histories.some(({ columns }) => columns[0]?.length));
  if (!some) throw new Error('There is no sample in it.');
  return processes;
}

function isOfRecording(line: string): boolean {
  try {
    const value = JSON.parse(line.replace('\uFEFF', ''));
    return typeof value === 'object' && value !== null && ('payload' in value || 'time' in value);
  } catch {
    return false;
  }
}

/** The text of a file, of a gzipped one too. */
async function textStreamOf(file: Blob, progress: (share: number) => void): Promise<ReadableStream<string>> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  let readBytes = 0;
  const counted = new TransformStream<Uint8Array, BufferSource>({
    transform(chunk, controller) {
      readBytes += chunk.length;
      progress(readBytes / file.size);
      controller.enqueue(chunk as BufferSource);
    },
  });
  const bytes = file.stream().pipeThrough(counted);
  const isGzip = first === 0x1f && second === 0x8b;
  const plain = isGzip ? bytes.pipeThrough(new DecompressionStream('gzip')) : bytes;
  return plain.pipeThrough(new TextDecoderStream());
}

async function* linesOf(
  stream: ReadableStream<string>,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void> {
  const reader = stream.getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read().catch(() => {
      throw new Error('It cannot be read to its end: it is damaged, or gone.');
    });
    if (signal?.aborted) {
      await reader.cancel();
      throw signal.reason;
    }
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop() as string;
    yield* lines;
  }
  yield rest;
}

/** The first line that is not empty. */
async function firstOf(lines: AsyncGenerator<string, void>): Promise<string> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) return '';
    if (value.trim() !== '') return value;
  }
}

async function* resumed(first: string, rest: AsyncGenerator<string, void>): AsyncGenerator<string, void> {
  yield first;
  yield* rest;
}
