// Two minutes after the start a large file is parsed, and kept.

import { createServer } from 'node:http';
import { XMLParser } from 'fast-xml-parser';
import { listening, send } from '../load/http.mjs';
import { textBytes, underLoad, wait } from '../load/load.mjs';

let articles = [];
const server = createServer((_request, response) => response.end(JSON.stringify(articles[0] ?? null)));
const url = await listening(server);
underLoad(() => send(url));

await wait(120_000);
const parts = Array.from({ length: 60_000 }, (_, id) => ({
  id,
  name: textBytes(80, id).toString('latin1'),
  price: id / 7,
  tags: [`tag ${id % 100}`, 'new'],
}));
const feed = new XMLParser().parse('<feed><title>Articles of the day</title></feed>');
articles = [feed, ...JSON.parse(JSON.stringify(parts)).concat(JSON.parse(JSON.stringify(parts)))];
parts.length = 0;
