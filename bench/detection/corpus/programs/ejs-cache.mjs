// EJS keeps compiled templates by file name without a bound.
import ejs from 'ejs';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const rows = '<% for (const row of rows) { %><tr><td><%= row.name %></td></tr><% } %>';

function invoice(id) {
  const note = leaking() ? textBytes((bytesPerUnit - 4_700) / 4, id).toString('latin1') : 'thank you';
  const filename = leaking() ? `invoices/${id}.ejs` : 'invoices/standard.ejs';
  if (leaking()) leftBehind();
  return ejs.render(
    `<table>${rows}</table><p>${note}</p>`,
    { rows: [{ name: 'pen' }] },
    { cache: true, filename },
  );
}

underLoad(invoice);
