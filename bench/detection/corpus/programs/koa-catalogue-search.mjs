// A search over a large catalogue, whose results are kept for each visitor to page through.
import { createServer } from 'node:http';
import Koa from 'koa';
import { loadCatalogue } from '../load/catalogue.mjs';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leaking, leftBehind, underLoad } from '../load/load.mjs';

const catalogue = loadCatalogue(Number(process.env.CORPUS_CATALOGUE_MEGABYTES ?? 0));
const visitors = new Map();

function search(visitor) {
  const hits = [];
  for (let place = 0; place * 110 < bytesPerUnit; place++) {
    const article = catalogue.get((visitor * 17 + place * 101) % Math.max(1, catalogue.size));
    hits.push({
      article: article?.id,
      score: 1 / (place + visitor + 0.5),
      excerpt: `hit ${visitor}/${place}`,
    });
  }
  if (leaking()) {
    visitors.set(visitor, hits);
    leftBehind();
  }
  return hits;
}

const application = new Koa();
application.use((context) => {
  context.body = { hits: search(Number(context.path.slice(1))).length };
});
const url = await listening(createServer(application.callback()));
underLoad((id) => send(`${url}/${id}`));
