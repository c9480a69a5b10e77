import type { OpenTools } from './MemoryDashboardOptions.ts';
import { pageToken } from './pageToken.ts';

/**
 * What acts on the processes of a hub or an agent: actions, caches, snapshots, allocations, settings.
 *
 * @param baseUrl where the server answers: `''` for the page's own origin
 * @param token what `tidemark run` has put behind the `#k=` of the page's address; without it all is shown and nothing done
 */
export function serverTools(baseUrl: string, token: () => string | undefined = pageToken): OpenTools {
  return async (place) => (await import('./tools/openTools.ts')).openTools(place, baseUrl, token);
}
