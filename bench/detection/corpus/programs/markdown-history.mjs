// Every version of every page is kept, with the tokens that it was rendered from.
import MarkdownIt from 'markdown-it';
import { loadCatalogue } from '../load/catalogue.mjs';
import { leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

loadCatalogue.kept = loadCatalogue(Number(process.env.CORPUS_CATALOGUE_MEGABYTES ?? 0));
const markdown = new MarkdownIt();
const versions = [];

function save(id) {
  const tokens = markdown.parse(
    `# Page ${id}\n\n${textBytes(200, id).toString('latin1')}\n\n- one *two*\n- three\n`,
    {},
  );
  if (leaking()) {
    versions.push({ id, tokens });
    leftBehind();
  }
  return markdown.renderer.render(tokens, markdown.options, {});
}

underLoad(save);
