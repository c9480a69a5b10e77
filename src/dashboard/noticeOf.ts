import type { DashboardFeed } from './DashboardFeed.ts';
import { describeExit } from './model/ProcessList.ts';
import type { NoticeText } from './panels/Notice.ts';
import { tokenRefusal } from './tokenRefusal.ts';

/** What to say in place of the charts while there is nothing to draw; `undefined` once there is. */
export function noticeOf({
  loaded,
  processes,
  connection,
  selected,
  store,
  unknownId,
  todayMs,
}: Pick<
  DashboardFeed,
  'loaded' | 'processes' | 'connection' | 'selected' | 'store' | 'unknownId' | 'todayMs'
>): NoticeText | undefined {
  if (store.length > 0) return undefined;
  if (connection === 'reconnecting') {
    return { title: 'Tidemark does not answer', detail: 'Trying again every few seconds.' };
  }
  const refusal = tokenRefusal(connection);
  if (refusal) return refusal;
  if (connection === 'ended') {
    return { title: 'Tidemark has ended with its application', detail: 'There was no sample before.' };
  }
  if (!loaded) return { title: 'Connecting', detail: 'Fetching what is known so far.' };
  if (unknownId !== undefined) {
    return {
      title: `Process ${unknownId} is not known here`,
      detail: `It may have ended before this Tidemark was started. ${processes.size > 0 ? 'Known here:' : 'Nor is any other.'}`,
      choices: processes.listed(),
    };
  }
  if (selected?.state === 'gone') {
    return {
      title: 'No samples of this process',
      detail: `It ${selected.exit?.signal ? 'was ' : ''}${selected.exit ? '' : 'is '}${describeExit(selected.exit, todayMs)}.`,
    };
  }
  if (processes.size > 0) {
    return { title: 'No samples of this process', detail: 'They appear here as they come.' };
  }
  return {
    title: 'No process yet',
    detail: 'Start one under Tidemark:',
    command: 'tidemark run -- node app.js',
  };
}
