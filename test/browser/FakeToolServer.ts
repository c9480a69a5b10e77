import { serverTools } from '../../src/dashboard/serverTools.ts';
import { type Given, type Mounted, mount, painted } from './mounted.ts';

/** What is answered: JSON, lines of JSON, or an error's message. */
export type ToolAnswer = object | readonly object[] | string;

const { fetch } = window;

/** Answers what the tools ask, by method and path under `/api`, in the place of a server. */
export class FakeToolServer {
  readonly asked: string[] = [];
  readonly tokens: (string | null)[] = [];
  readonly answers: Record<string, ToolAnswer | (() => ToolAnswer)>;

  constructor(answers: FakeToolServer['answers']) {
    this.answers = answers;
    window.fetch = async (url, { method = 'GET', headers } = {}) => {
      const path = `${method} ${String(url).replace('/api', '')}`;
      this.asked.push(path);
      this.tokens.push(new Headers(headers).get('Authorization'));
      const given = this.answers[path] ?? `There is nothing at ${path}.`;
      const answer = typeof given === 'function' ? given() : given;
      if (typeof answer === 'string') return Response.json({ error: { message: answer } }, { status: 404 });
      if (!Array.isArray(answer)) return Response.json(answer);
      return new Response(answer.map((line) => `${JSON.stringify(line)}\n`).join(''));
    };
  }

  close(): void {
    window.fetch = fetch;
  }
}

/** A dashboard with its tools unfolded, and one of them chosen. */
export async function mountTools(
  name: string,
  given: Given = {},
  token: string | null = 'secret',
): Promise<Mounted> {
  const page = await mount({ ...given, tools: serverTools('', () => token ?? undefined) });
  page.find<HTMLDetailsElement>('.tools').open = true;
  await page.until(() => page.button(name));
  page.button(name).click();
  await painted();
  return page;
}
