// Some hundred templates, each compiled when it is first wanted, some of them rarely.
import Handlebars from 'handlebars';
import { underLoad } from '../load/load.mjs';

const compiled = new Map();

function render(number) {
  let template = compiled.get(number);
  if (!template) {
    template = Handlebars.compile(
      `<h1>${number}</h1>{{#each rows}}<p>{{name}} {{#if last}}!{{/if}}</p>{{/each}}`,
    );
    compiled.set(number, template);
  }
  return template({ rows: [{ name: 'a' }, { name: 'b', last: true }] });
}

underLoad(() => render(Math.floor(250 * Math.random() ** 2.5)));
