import type { FetchReportParts } from './MemoryDashboardOptions.ts';

/**
 * What an HTML file of the dashboard is made of, as a hub or an agent serves it.
 *
 * @param baseUrl where the server answers: `''` for the page's own origin
 */
export function serverReport(baseUrl: string): FetchReportParts {
  const text = async (name: string): Promise<string> => {
    const answer = await fetch(`${baseUrl}/${name}`);
    if (!answer.ok) throw new Error(`${name} was answered with ${answer.status}`);
    return answer.text();
  };
  return async () => {
    const [script, styles] = await Promise.all([text('reportPage.js'), text('report.css')]);
    return { script, styles };
  };
}
