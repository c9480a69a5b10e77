import { magic } from '../recording/flightFormat.ts';
import { TidemarkError } from '../TidemarkError.ts';

/** Kinds of files that somebody may have at hand. */
export type FileKind = 'recording' | 'flight' | 'snapshot' | 'allocations' | 'gzip' | 'zstd';

const shownBytes = 64;
const words: { readonly [Kind in FileKind]: readonly [what: string, command: string] } = {
  recording: ['a recording', 'tidemark analyze FILE tells what it tells'],
  flight: ['a file of the flight recorder', 'tidemark postmortem FILE tells how the process has died'],
  snapshot: ['a heap snapshot', 'tidemark snapshot analyze FILE tells what holds the memory'],
  allocations: ['an allocation profile', 'the dashboard, DevTools and speedscope open it'],
  gzip: ['compressed', 'unpack it with gunzip'],
  zstd: ['compressed', 'unpack it with zstd -d'],
};

/** What a file is by its first bytes; `undefined` where they are of nothing that is known here. */
export function fileKind(bytes: Uint8Array): FileKind | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  if (bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd) return 'zstd';
  const text = new TextDecoder().decode(bytes.subarray(0, shownBytes));
  if (text.startsWith(magic)) return 'flight';
  if (/^\s*\{\s*"snapshot"\s*:/.test(text)) return 'snapshot';
  if (/^\s*\{\s*"head"\s*:/.test(text)) return 'allocations';
  return /^\s*\{\s*"time"\s*:/.test(text) ? 'recording' : undefined;
}

/**
 * Refuses a file of another kind than the command reads, with the command that reads it; lets pass what it does not know.
 *
 * @param wanted what the command reads
 * @param file as it was given on the command line
 * @throws TidemarkError `INVALID_RECORDING`
 */
export function refuseOtherKind(bytes: Uint8Array, wanted: FileKind, file: string): void {
  const kind = fileKind(bytes);
  if (kind === undefined || kind === wanted) return;
  const [what, command] = words[kind];
  const given = file === '-' ? 'FILE' : /^[\w./@:+-]+$/.test(file) ? file : JSON.stringify(file);
  const subject = file === '-' ? 'What came' : file;
  const rule = words[wanted][0];
  const message = `${subject} is ${what}: ${command.replace('FILE', () => given)}.`;
  throw new TidemarkError('INVALID_RECORDING', message, { option: 'FILE', rule, received: file });
}
