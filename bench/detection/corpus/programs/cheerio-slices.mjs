// A few letters of each page are kept, and V8 keeps the page that they are a slice of.
import { load } from 'cheerio';
import { bytesPerUnit, leftBehind, repaired, textBytes, underLoad } from '../load/load.mjs';

const excerpts = [];

function download(id) {
  return `<html><head><title>Page ${id}</title></head><body><p>Intro of the page ${id}</p><pre>${textBytes(bytesPerUnit, id).toString('latin1')}</pre></body></html>`;
}

function crawl(id) {
  const html = Buffer.from(download(id)).toString('latin1');
  const title = load(html.slice(0, 160))('title').text();
  const excerpt = html.slice(60, 90);
  excerpts.push({ title, excerpt: repaired ? Buffer.from(excerpt).toString('latin1') : excerpt });
  if (repaired && excerpts.length > 500) excerpts.shift();
  if (!repaired) leftBehind();
}

underLoad(crawl);
