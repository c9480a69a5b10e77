/** Where tools ask, and what they may. */
export interface ToolServer {
  /** Whether there is the token that actions need. */
  readonly authorized: boolean;
  /** Asks under `/api`. @throws Error with a sentence for people */
  get<Answer>(path: string): Promise<Answer>;
  /** Has something done. @throws likewise */
  post<Answer>(path: string): Promise<Answer>;
  /** Has something done that takes its time: an object a line, as they come. @throws likewise, or the signal's reason */
  follow(path: string, heard: (news: unknown) => void, signal: AbortSignal): Promise<void>;
}

/** A hub or an agent over HTTP. The token goes into one header and nowhere else. */
export class HttpToolServer implements ToolServer {
  readonly #api: string;
  readonly #token: () => string | undefined;

  constructor(baseUrl: string, token: () => string | undefined) {
    this.#api = `${baseUrl.replace(/\/$/, '')}/api`;
    this.#token = token;
  }

  get authorized(): boolean {
    return this.#token() !== undefined;
  }

  async get<Answer>(path: string): Promise<Answer> {
    return (await this.#ask('GET', path)).json() as Promise<Answer>;
  }

  async post<Answer>(path: string): Promise<Answer> {
    return (await this.#ask('POST', path)).json() as Promise<Answer>;
  }

  async follow(path: string, heard: (news: unknown) => void, signal: AbortSignal): Promise<void> {
    const { body } = await this.#ask('POST', path, signal);
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    let pending = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = `${pending}${decoder.decode(value, { stream: true })}`.split('\n');
      pending = lines.pop() as string;
      for (const line of lines) heard(JSON.parse(line));
    }
  }

  async #ask(method: string, path: string, signal?: AbortSignal): Promise<Response> {
    const token = this.#token();
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await fetch(`${this.#api}${path}`, { method, headers, ...(signal && { signal }) });
    if (response.ok) return response;
    const body = (await response.json().catch(() => undefined)) as
      | { readonly error?: { readonly message?: string } }
      | undefined;
    throw new Error(body?.error?.message ?? `The server answered with status ${response.status}.`);
  }
}

/** What went wrong, as a sentence. */
export function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
