import type { RecordedProcess } from '../wire/recorded.ts';
import { checkedFormat, type ReportFormat } from './formats.ts';
import type { MemoryReport } from './MemoryReport.ts';
import type { TextOptions } from './toText.ts';

/** What a report is written down from, and how. */
export interface RenderOptions extends TextOptions {
  readonly format: ReportFormat;
  /** What the page draws; asked for by `html` alone. */
  readonly recorded: () => RecordedProcess;
}

/**
 * Writes a report down. The code of each format is loaded when it is first wanted.
 *
 * @throws TidemarkError `INVALID_OPTION` for an unknown format, `NOT_FOUND` where the page was not built
 */
export async function renderReport(
  report: MemoryReport,
  { format, recorded, width, unicode }: RenderOptions,
): Promise<string> {
  switch (checkedFormat(format)) {
    case 'text': {
      const { toText } = await import('./toText.ts');
      return toText(report, {
        ...(width !== undefined && { width }),
        ...(unicode !== undefined && { unicode }),
      });
    }
    case 'markdown': {
      const { toMarkdown } = await import('./toMarkdown.ts');
      return toMarkdown(report);
    }
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'html': {
      const [{ toHtml }, { loadPageParts }] = await Promise.all([
        import('./html/toHtml.ts'),
        import('./html/loadPageParts.ts'),
      ]);
      return toHtml(report, recorded(), await loadPageParts());
    }
  }
}
