import type { FetchReportParts } from '../MemoryDashboardOptions.ts';
import { rowsWithin } from './rowsWithin.ts';
import { toCsv } from './toCsv.ts';
import { toJson } from './toJson.ts';
import { toPicture } from './toPicture.ts';
import type { ExportFormat, WindowExport } from './WindowExport.ts';

/** The address of a file lives on for so long, since browsers begin to save it after the click. */
const savingMs = 60_000;

/** Hands a window to the browser as a file. Resolves with its name. */
export async function saveWindow(
  format: ExportFormat,
  content: WindowExport,
  report: FetchReportParts | undefined,
): Promise<string> {
  const name = fileName(format, content);
  const address = URL.createObjectURL(await fileOf(format, content, report));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), savingMs);
  return name;
}

async function fileOf(
  format: ExportFormat,
  content: WindowExport,
  report: FetchReportParts | undefined,
): Promise<Blob> {
  if (format === 'png') return toPicture(content);
  const history = rowsWithin(content);
  if (format === 'html' && report !== undefined) {
    const { toReport } = await import('./toReport.ts');
    return new Blob([await toReport(content, history, await report())], { type: 'text/html' });
  }
  return format === 'csv'
    ? new Blob([toCsv(history)], { type: 'text/csv' })
    : new Blob([toJson(content, history)], { type: 'application/json' });
}

/** `tidemark-api-4711-2026-11-28T14-45-00.csv`, in UTC like the times within. */
function fileName(format: ExportFormat, { process, range }: WindowExport): string {
  const { name, id } = process.identity;
  const moment = new Date(range.toMs).toISOString().slice(0, 19).replaceAll(':', '-');
  return `tidemark-${name.replace(/[^\w.-]+/g, '-')}-${id}-${moment}.${format}`;
}
