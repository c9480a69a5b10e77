import { escapeHtml } from '../../wire/escapeHtml.ts';
import type { MemoryReport } from '../MemoryReport.ts';
import { reportText } from '../reportText.ts';
import type { IncidentText } from '../words/incidentText.ts';
import { splitLabel } from '../words/splitLabel.ts';

/** The words of a report as an `article` element, which is complete where no script runs. */
export function reportArticle(report: MemoryReport): string {
  const { tone, verdict, headline, seen, evidence, entries, incidents, advice } = reportText(report);
  const figures = entries.map(
    ([label, sentences]) => `<dt>${escapeHtml(label)}</dt><dd>${sentences.map(escapeHtml).join('<br>')}</dd>`,
  );
  const sections = [
    `<section data-tone="${tone}"><h2>Report</h2><p class="headline"><strong>${escapeHtml(verdict)}</strong>${escapeHtml(headline)}</p><p class="seen">${escapeHtml(seen)}</p></section>`,
    evidence.length > 0 ? `<section><h2>Evidence</h2>${list(evidence)}</section>` : '',
    `<section><h2>Figures</h2><dl>${figures.join('')}</dl></section>`,
    incidents.length > 0
      ? `<section><h2>Incidents</h2>${incidents.map(incidentPart).join('')}</section>`
      : '',
    `<section><h2>Next</h2><p>${escapeHtml(advice)}</p></section>`,
  ];
  return `<article class="report" role="region" aria-label="In words">${sections.join('')}</article>`;
}

function incidentPart({ heading, when, headline, steps, sentences }: IncidentText): string {
  const told = [headline, ...steps, ...sentences].filter((sentence) => sentence !== '');
  return `<h3>${escapeHtml(heading)}<span>${escapeHtml(when)}</span></h3>${list(told)}`;
}

function list(sentences: readonly string[]): string {
  return `<ul>${sentences.map(item).join('')}</ul>`;
}

function item(sentence: string): string {
  const { label, rest } = splitLabel(sentence);
  const name = label === '' ? '' : `<b>${escapeHtml(label)}</b> `;
  return `<li>${name}${escapeHtml(rest)}</li>`;
}
