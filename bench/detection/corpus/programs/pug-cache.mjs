// Pug's cache is keyed by file name, and every tenant's pages have a file name of their own.
import pug from 'pug';
import { leftBehind, repaired, textBytes, underLoad } from '../load/load.mjs';

const page = `doctype html
html
  head
    title= title
  body
    h1 Welcome #{name}
    each line in lines
      p(class=line.kind)= line.text
    footer ${textBytes(600, 1).toString('latin1')}`;

function renderPage(id) {
  const filename = repaired ? 'page.pug' : `tenant-${id}/page.pug`;
  return pug.render(page, {
    cache: true,
    filename,
    title: 'Orders',
    name: `user ${id}`,
    lines: [{ kind: 'a', text: 'b' }],
  });
}

underLoad((id) => {
  renderPage(id);
  if (!repaired) leftBehind();
});
