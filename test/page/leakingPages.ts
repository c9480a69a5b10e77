import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Scripts of pages with a button that opens a view and one that closes it: `opened(view)` is what some of them keep. */
const pages: Readonly<Record<string, string>> = {
  clean: '',
  detached: 'opened = (view) => kept.push(view);',
  listeners: "opened = () => addEventListener('resize', () => void kept);",
  closures: `opened = () => {
    const large = new Array(5_000).fill(1);
    kept.push(function openedView() { return large; });
  };`,
  buffers: 'opened = () => kept.push(new Uint8Array(20_000));',
  frames: `opened = (view) => {
    const frame = document.createElement('iframe');
    view.append(frame);
    kept.push(frame.contentWindow);
  };`,
  // Fills in the first round trips, and stays full.
  cache: `let number = 0;
  const cache = new Map();
  opened = () => {
    cache.set(number++, new Array(300).fill(number));
    if (cache.size > 5) cache.delete(cache.keys().next().value);
  };`,
  // An application of one page that has its own way back.
  tidy: `let gone;
  opened = (view) => {
    gone = new AbortController();
    addEventListener('resize', () => void view, { signal: gone.signal });
    history.pushState({}, '', '#view');
    console.log('opened', view);
  };
  closed = () => { gone.abort(); history.back(); };`,
  once: 'opened = (view) => kept.length === 0 && kept.push(view, new Array(50_000).fill(1));',
};

const body = (script: string): string => `<!doctype html><title>views</title>
<button id="open">open</button><button id="close">close</button><input id="name"><div id="place"></div>
<script>
  const kept = [];
  let opened = () => undefined;
  let closed = () => undefined;
  ${script}
  document.querySelector('#open').onclick = () => {
    const view = document.createElement('section');
    view.className = 'view wide';
    view.innerHTML = '<ul>' + '<li>entry</li>'.repeat(20) + '</ul>';
    document.querySelector('#place').append(view);
    opened(view);
  };
  document.querySelector('#close').onclick = () => {
    document.querySelector('#place').replaceChildren();
    closed();
  };
</script>`;

/** A server of them on 127.0.0.1. */
export class LeakingPages {
  readonly #server: Server = createServer(({ url = '/' }, response) => {
    const script = pages[url.slice(1)];
    response.writeHead(script === undefined ? 404 : 200, { 'content-type': 'text/html' });
    response.end(script === undefined ? 'nothing' : body(script));
  });

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  at(name: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${name}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** Opens the view and closes it. */
export const openAndClose = `
export const action = async (page) => { await page.click('#open'); await page.waitFor('.view'); };
export const back = async (page) => { await page.click('#close'); await page.waitFor('.view', { hidden: true }); };
`;
