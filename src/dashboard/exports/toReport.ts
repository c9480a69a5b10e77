import { escapeHtml } from '../../wire/escapeHtml.ts';
import type { HistoryAnswer } from '../../wire/message.ts';
import { inlinedScript, type PageParts, reportDocument } from '../../wire/reportDocument.ts';
import { describeEvent } from '../model/eventText.ts';
import { formatMoment } from '../model/time.ts';
import { recordedWindow } from './toJson.ts';
import type { WindowExport } from './WindowExport.ts';

/** The words stand in for the page where no script runs; it shows all events. */
const mostEvents = 50;

/** A window as one HTML file that needs nothing else: the dashboard with the samples and events of the window in it. */
export async function toReport(
  content: WindowExport,
  history: HistoryAnswer,
  parts: PageParts,
): Promise<string> {
  const { process, headline } = content;
  return reportDocument(
    {
      title: `${process.identity.name}: ${headline}`,
      article: articleOf(content, history),
      recorded: recordedWindow(content, history),
      scriptHash: await hashOf(inlinedScript(parts.script)),
    },
    parts,
  );
}

function articleOf({ process, headline, range, nowMs }: WindowExport, { events }: HistoryAnswer): string {
  const { name, pid } = process.identity;
  const moment = (timeMs: number): string => escapeHtml(formatMoment(timeMs, nowMs, true));
  const day = new Date(range.toMs).toLocaleDateString('en-CA');
  const seen = `${escapeHtml(name)}, pid ${pid}, ${day} ${moment(range.fromMs)} to ${moment(range.toMs)}`;
  const items = events.slice(-mostEvents).map((event) => {
    const { title, detail } = describeEvent(event);
    return `<li><b>${moment(event.time)}</b> ${escapeHtml(title)}${detail === '' ? '' : `: ${escapeHtml(detail)}`}</li>`;
  });
  const list =
    items.length === 0 ? '' : `<section><h2>Events</h2><ul>${items.reverse().join('')}</ul></section>`;
  return `<article class="report" role="region" aria-label="In words"><section><h2>Saved window</h2><p class="headline"><strong>${escapeHtml(headline)}</strong></p><p class="seen">${seen}</p></section>${list}</article>`;
}

/** Pages that were not fetched from this machine, nor over TLS, have no digests. */
async function hashOf(text: string): Promise<string | undefined> {
  if (!globalThis.isSecureContext) return undefined;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
