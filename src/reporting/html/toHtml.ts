import { createHash } from 'node:crypto';
import type { RecordedProcess } from '../../wire/recorded.ts';
import { inlinedScript, type PageParts, reportDocument } from '../../wire/reportDocument.ts';
import type { MemoryReport } from '../MemoryReport.ts';
import { verdictWords } from '../reportText.ts';
import { reportArticle } from './reportArticle.ts';

/** A report as one HTML file that needs nothing else: the dashboard with the data in it, and the words below it. */
export function toHtml(report: MemoryReport, recorded: RecordedProcess, parts: PageParts): string {
  const scriptHash = createHash('sha256').update(inlinedScript(parts.script)).digest('base64');
  const title = `${report.process.name}: ${verdictWords(report)}`;
  return reportDocument({ title, article: reportArticle(report), recorded, scriptHash }, parts);
}
