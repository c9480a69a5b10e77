import { DashboardFeed } from './DashboardFeed.ts';
import { parseView } from './model/viewState.ts';
import { serverSource } from './sources/serverSource.ts';
import { pageAddress } from './ViewAddress.ts';

/**
 * What the page shows. It is a script of its own, small and run first, so that the processes and their history are
 * on their way while the browser still reads what draws them.
 */
export const feed: DashboardFeed = new DashboardFeed(serverSource(''));

const { process } = parseView(pageAddress().read());
if (process !== undefined) feed.prefer(process);
