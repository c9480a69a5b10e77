import { embeddedJson, escapeHtml } from './escapeHtml.ts';
import type { RecordedProcess } from './recorded.ts';

/** What the page of a report is made of; the build puts both beside the dashboard. */
export interface PageParts {
  /** `reportPage.js` */
  readonly script: string;
  /** `report.css` */
  readonly styles: string;
}

/** What makes one report. */
export interface ReportContent {
  readonly title: string;
  /** The words, as HTML, which are complete where no script runs. */
  readonly article: string;
  readonly recorded: RecordedProcess;
  /** SHA-256 of {@link inlinedScript}, in base64; where it is not known, any script within the file may run. */
  readonly scriptHash: string | undefined;
}

/**
 * A report as one HTML file that needs nothing else: the dashboard with the data in it, and the words below it. Its
 * Content-Security-Policy lets that one script run and nothing be fetched.
 */
export function reportDocument(
  { title, article, recorded, scriptHash }: ReportContent,
  { script, styles }: PageParts,
): string {
  const allowed = scriptHash === undefined ? "'unsafe-inline'" : `'sha256-${scriptHash}'`;
  const policy = `default-src 'none'; script-src ${allowed}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${styles}</style>
</head>
<body>
<div id="tidemark-dashboard"></div>
${article}
<script type="application/json" id="tidemark-data">${embeddedJson(recorded)}</script>
<script type="module">${inlinedScript(script)}</script>
</body>
</html>
`;
}

/** Code as it may stand within its element: nothing in it may look like the end of that. */
export function inlinedScript(script: string): string {
  return script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}
