// Pages are opened to read a price from them, run a timer of their own, and are never closed.
import { JSDOM } from 'jsdom';
import { leftBehind, repaired, underLoad } from '../load/load.mjs';

const rows = Array.from(
  { length: 30 },
  (_, row) => `<tr><td>${row}</td><td class="price">${row * 3}</td></tr>`,
);

function readPrice(id) {
  const page = new JSDOM(
    `<title>${id}</title><table>${rows.join('')}</table><script>setInterval(() => { document.title += '.'; }, 30000)</script>`,
    { runScripts: 'dangerously' },
  );
  const price = page.window.document.querySelector('.price').textContent;
  if (repaired) page.window.close();
  else leftBehind();
  return price;
}

underLoad(readPrice);
