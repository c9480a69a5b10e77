import { processAnswer, processCall } from './callReader.ts';
import { memoryEvent } from './eventReader.ts';
import type { AgentMessage, HubMessage } from './message.ts';
import { count, line, list, nullable, oneOf, optional, readLine, record, tagged, text } from './reader.ts';
import { snapshotOrder, type TakingNews, takingNews } from './snapshotTaking.ts';
import { identity, wireRow } from './validate.ts';

const agentMessage = tagged<AgentMessage>({
  hello: record({ type: oneOf('hello'), protocol: count, process: identity, fields: list(text) }),
  sample: record<Extract<AgentMessage, { type: 'sample' }>>({
    type: oneOf('sample'),
    row: wireRow,
    dropped: optional(count),
  }),
  event: record({ type: oneOf('event'), event: memoryEvent }),
  taking: record({ type: oneOf('taking'), request: count, news: takingNews }),
  answer: record({ type: oneOf('answer'), request: count, answer: processAnswer }),
  'child-ended': record<Extract<AgentMessage, { type: 'child-ended' }>>({
    type: oneOf('child-ended'),
    pid: count,
    code: nullable(count),
    signal: nullable(line(32)),
  }),
  goodbye: record({ type: oneOf('goodbye'), reason: text }),
});

const hubMessage = tagged<HubMessage>({
  welcome: record({ type: oneOf('welcome'), protocol: count }),
  refused: record({ type: oneOf('refused'), reason: text }),
  leave: record({ type: oneOf('leave') }),
  call: record({ type: oneOf('call'), request: count, call: processCall }),
  'take-snapshot': record({ type: oneOf('take-snapshot'), request: count, order: snapshotOrder }),
  'call-off-snapshot': record({ type: oneOf('call-off-snapshot'), request: count }),
});

/**
 * Reads one line of an agent.
 *
 * @throws TidemarkError `INVALID_MESSAGE`, naming the field, the rule and the value received. Unknown fields are ignored.
 */
export function parseAgentMessage(line: string): AgentMessage {
  return readLine(line, agentMessage);
}

/** Reads one line of the hub. @throws TidemarkError `INVALID_MESSAGE` */
export function parseHubMessage(line: string): HubMessage {
  return readLine(line, hubMessage);
}

/** Reads one line of the answer to a taking of a heap snapshot. @throws TidemarkError `INVALID_MESSAGE` */
export function parseTakingNews(line: string): TakingNews {
  return readLine(line, takingNews);
}
