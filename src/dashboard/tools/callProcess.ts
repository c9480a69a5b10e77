import type { ActionCosts, ProcessAnswer } from '../../wire/call.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import type { ToolServer } from './ToolServer.ts';

type Kind = ProcessAnswer['type'];
type Answered<Type extends Kind> = Extract<ProcessAnswer, { readonly type: Type }>;

/** The path of a process under `/api`. */
export function pathOf({ identity }: ProcessSummary): string {
  return `/processes/${encodeURIComponent(identity.id)}`;
}

/** The answer, where it is of that kind. @throws Error with the reason why the process refuses */
export async function expectAnswer<Type extends Kind>(
  asking: Promise<ProcessAnswer>,
  type: Type,
): Promise<Answered<Type>> {
  const answer = await asking;
  if (answer.type === 'refused') throw new Error(answer.reason);
  if (answer.type !== type) throw new Error('The process answered something else than was asked.');
  return answer as Answered<Type>;
}

/** What actions will cost. @throws likewise */
export async function costsOf(server: ToolServer, process: ProcessSummary): Promise<ActionCosts> {
  const asking = server.get<ProcessAnswer>(`${pathOf(process)}/costs`);
  return (await expectAnswer(asking, 'costs')).costs;
}
