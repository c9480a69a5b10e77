import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { bytesInWords } from '../../monitoring/quantity.ts';
import { redacted } from '../../profiling/heap-snapshot/redaction/redacted.ts';
import { PartialFile } from '../../profiling/heap-snapshot/taking/PartialFile.ts';
import { writeChunks } from '../../profiling/heap-snapshot/taking/writeChunks.ts';
import { unpacked } from '../../profiling/heap-snapshot/unpacked.ts';
import { invalidOption, TidemarkError } from '../../TidemarkError.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import type { RedactOptions } from './commands.ts';
import { openInput } from './openInput.ts';
import { counting, SnapshotSession } from './SnapshotSession.ts';

/**
 * `tidemark snapshot redact FILE --out FILE2`: writes a copy in which what may be data is replaced.
 *
 * @throws TidemarkError `FILE_UNREADABLE`, `FILE_UNWRITABLE`, `INVALID_SNAPSHOT`, `INVALID_OPTION`
 */
export async function redactSnapshot(
  given: string,
  { out }: RedactOptions,
  context: CommandContext,
): Promise<Outcome> {
  if (out === undefined || out === '') throw invalidOption('--out', 'the file to write to', out);
  const path = resolve(context.directory, out);
  return SnapshotSession.run(context, async (session) => {
    const input = openInput(given, context);
    const file = opened(path, out);
    try {
      const bytes = await session.follow(`redacting ${input.name}`, input, async (signal, progress) => {
        const source = counting(input.chunks(signal), progress);
        await writeChunks(file.path, redacted(unpacked(source)), { gzip: out.endsWith('.gz'), signal });
        return file.finish(signal);
      });
      return session.shown([
        `${out}: ${bytesInWords(bytes)}. Objects, sizes and references are those of ${input.name};`,
        'texts and keys that the code does not mention are letters x.',
      ]);
    } catch (error) {
      await file.discard();
      const isOurs = error instanceof TidemarkError || (error as Error).name === 'AbortError';
      throw isOurs ? error : unwritable(out, error as Error);
    }
  });
}

/** A folder that is not there is rather a slip than a wish: who looks for the copy would not find it. */
function opened(path: string, given: string): PartialFile {
  const folder = dirname(path);
  try {
    if (existsSync(path)) throw new Error('there is one already');
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new Error(`there is no folder ${folder}`);
    return new PartialFile(path);
  } catch (cause) {
    throw unwritable(given, cause as Error);
  }
}

function unwritable(given: string, cause: Error): TidemarkError {
  const rule = 'a file that can be written';
  const message = `--out must be ${rule}, received ${given} (${cause.message})`;
  return new TidemarkError('FILE_UNWRITABLE', message, { option: '--out', rule, received: given, cause });
}
