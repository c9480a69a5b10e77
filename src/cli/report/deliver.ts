import { resolve } from 'node:path';
import { bytesInWords } from '../../monitoring/quantity.ts';
import { renderReport } from '../../reporting/renderReport.ts';
import { writeWhole } from '../../reporting/writeWhole.ts';
import type { CommandContext } from '../CommandContext.ts';
import { showsUnicode } from '../showsUnicode.ts';
import type { ProcessReport } from './reportOfProcess.ts';
import type { ReportSettings } from './reportOptions.ts';

/** Writes a report to its file, or to standard output. @throws TidemarkError `FILE_UNWRITABLE` */
export async function deliver(
  { report, recorded }: ProcessReport,
  { format, output }: Pick<ReportSettings, 'format' | 'output'>,
  context: CommandContext,
): Promise<void> {
  const { stdout, stderr, directory } = context;
  const toTerminal = output === undefined;
  const text = await renderReport(report, {
    format,
    recorded: () => recorded,
    width: toTerminal ? Math.max(60, Math.min(stdout.columns ?? 80, 100)) : 80,
    unicode: !toTerminal || showsUnicode(context),
  });
  if (toTerminal) {
    stdout.write(text);
    return;
  }
  const bytes = await writeWhole(resolve(directory, output), text);
  stderr.write(`tidemark  wrote ${output} (${bytesInWords(bytes)})\n`);
}
