// Parsed deliveries stay in a list that was meant for debugging.
import { XMLParser } from 'fast-xml-parser';
import { loadCatalogue } from '../load/catalogue.mjs';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

loadCatalogue.kept = loadCatalogue(Number(process.env.CORPUS_CATALOGUE_MEGABYTES ?? 0));
const parser = new XMLParser();
const received = [];

function receive(id) {
  const lines = Array.from(
    { length: Math.round(bytesPerUnit / 145) },
    (_, place) =>
      `<line><article>${textBytes(20, place + id).toString('latin1')}</article><count>${place}.5</count></line>`,
  );
  const delivery = parser.parse(`<delivery><id>${id}</id>${lines.join('')}</delivery>`);
  if (leaking()) {
    received.push(delivery);
    leftBehind();
  }
}

underLoad(receive);
