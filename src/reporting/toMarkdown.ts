import type { MemoryReport } from './MemoryReport.ts';
import { type ReportTone, reportText } from './reportText.ts';
import type { IncidentText } from './words/incidentText.ts';
import { sparkline } from './words/sparkline.ts';
import { splitLabel } from './words/splitLabel.ts';

const marks: Readonly<Record<ReportTone, string>> = { good: '✅', quiet: '⚪', warning: '⚠️', critical: '🔴' };
const sparklineCharacters = 48;

/**
 * A report as GitHub-flavoured markdown that fits a pull-request comment: the verdict and the figures first, evidence and
 * incidents folded away.
 */
export function toMarkdown(report: MemoryReport): string {
  const text = reportText(report);
  const { times, liveBytes } = report.liveSize;
  const curve = sparkline(times, liveBytes, sparklineCharacters);
  const rows = text.entries.map(
    ([label, sentences]) => `| ${label} | ${sentences.map(escaped).join('<br>')} |`,
  );
  const parts = [
    `### ${marks[text.tone]} Memory of ${escaped(report.process.name)}: ${text.verdict}`,
    text.headline === '' ? '' : `**${escaped(text.headline)}**`,
    escaped(text.seen),
    curve === '' ? '' : `Live heap: \`${curve}\``,
    ['| | |', '|---|---|', ...rows].join('\n'),
    folded('Evidence', list(text.evidence)),
    folded(
      text.incidents.length === 1 ? '1 incident' : `${text.incidents.length} incidents`,
      text.incidents.map(incident).join('\n\n'),
    ),
    `**Next:** ${escaped(text.advice)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function incident({ heading, when, headline, steps, sentences }: IncidentText): string {
  const told = list([headline, ...steps, ...sentences].filter((sentence) => sentence !== ''));
  return [`**${escaped(heading)}** ${escaped(when)}`, told].filter((part) => part !== '').join('\n\n');
}

function list(sentences: readonly string[]): string {
  return sentences.map(item).join('\n');
}

function item(sentence: string): string {
  const { label, rest } = splitLabel(sentence);
  return `- ${label === '' ? '' : `**${escaped(label)}** `}${escaped(rest)}`;
}

function folded(title: string, content: string): string {
  return content === '' ? '' : `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}

/** Names come from the code and must not become markup; a table's cell ends at a bar, a line at its end. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]|~#]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u200b')
    .replace(/\s*\n\s*/g, ' ');
}
