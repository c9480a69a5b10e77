import { createHash } from 'node:crypto';
import type { RecordedProcess } from '../../wire/recorded.ts';
import type { MemoryReport } from '../MemoryReport.ts';
import { verdictWords } from '../reportText.ts';
import { embeddedJson, escapeHtml } from './escapeHtml.ts';
import type { PageParts } from './loadPageParts.ts';
import { reportArticle } from './reportArticle.ts';

/**
 * A report as one HTML file that needs nothing else: the dashboard with the data in it, and the words below it. Its
 * Content-Security-Policy lets that one script run and nothing be fetched.
 */
export function toHtml(
  report: MemoryReport,
  recorded: RecordedProcess,
  { script, styles }: PageParts,
): string {
  const code = inlined(script);
  const hash = createHash('sha256').update(code).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  const title = escapeHtml(`${report.process.name}: ${verdictWords(report)}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${styles}</style>
</head>
<body>
<div id="tidemark-dashboard"></div>
${reportArticle(report)}
<script type="application/json" id="tidemark-data">${embeddedJson(recorded)}</script>
<script type="module">${code}</script>
</body>
</html>
`;
}

/** Nothing in the code may look like the end of its element. */
function inlined(script: string): string {
  return script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}
