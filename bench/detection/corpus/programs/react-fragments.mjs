// Rendered pages are kept by their address, query string included. Repaired, by article.
import { createServer } from 'node:http';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leftBehind, repaired, textBytes, underLoad } from '../load/load.mjs';

const rendered = new Map();
const Row = ({ name, price }) => createElement('li', { className: 'row' }, name, ' ', price);
const Page = ({ rows, legal }) =>
  createElement(
    'main',
    null,
    createElement(
      'ul',
      null,
      rows.map((row) => createElement(Row, row)),
    ),
    legal,
  );

function page(address, article) {
  const key = repaired ? article : address;
  let html = rendered.get(key);
  if (html === undefined) {
    if (!repaired) leftBehind();
    const rows = Array.from({ length: 10 }, (_, place) => ({
      key: place,
      name: `article ${place}`,
      price: place * 3,
    }));
    html = Buffer.from(
      renderToString(
        createElement(Page, { rows, legal: textBytes(bytesPerUnit - 700, article).toString('latin1') }),
      ),
    );
    html = html.toString('latin1');
    rendered.set(key, html);
  }
  return html;
}

const server = createServer((request, response) => {
  const address = new URL(request.url, 'http://localhost');
  response.end(page(request.url, address.searchParams.get('article')));
});
const url = await listening(server);
underLoad((id) => send(`${url}/?article=${id % 40}&click=${id}`));
