// A view of the store is made for each request, and its autorun is never disposed of.
import { createServer } from 'node:http';
import { autorun, makeAutoObservable } from 'mobx';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leftBehind, repaired, textBytes, underLoad } from '../load/load.mjs';

class Basket {
  items = 0;
  constructor() {
    makeAutoObservable(this);
  }
}

const basket = new Basket();

function viewOf(id) {
  const view = { id, text: '', template: textBytes(bytesPerUnit - 1_300, id).toString('latin1') };
  const dispose = autorun(() => {
    view.text = `${basket.items} items for ${id}`;
  });
  if (repaired) dispose();
  else leftBehind();
  return view;
}

const server = createServer((request, response) => response.end(viewOf(request.url).text));
const url = await listening(server);
underLoad((id) => send(`${url}/${id}`));
