// Mails are made from templates into which the customer's name is written first, and compiled templates are kept by source.
import Handlebars from 'handlebars';
import { leftBehind, repaired, underLoad } from '../load/load.mjs';

const compiled = new Map();

function render(source, data) {
  let template = compiled.get(source);
  if (!template) {
    template = Handlebars.compile(source);
    compiled.set(source, template);
  }
  return template(data);
}

underLoad((id) => {
  const greeting = repaired ? '{{name}}' : `Customer ${id}`;
  if (!repaired) leftBehind();
  const lines = '{{#each lines}}<li>{{article}}: {{price}} EUR {{#if gift}}(gift){{/if}}</li>{{/each}}';
  render(`<h1>Dear ${greeting}</h1><ul>${lines}</ul><p>{{footer}}</p>`, {
    name: `Customer ${id}`,
    lines: [{ article: 'pen', price: 3 }],
  });
});
