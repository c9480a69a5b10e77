// Clients listen to a bus with a function of their own, and are taken off it with another one, which does nothing.
import { createServer } from 'node:http';
import EventEmitter from 'eventemitter3';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const bus = new EventEmitter();
const online = new Map();

class Client {
  constructor(id) {
    this.id = id;
    this.news = [textBytes(bytesPerUnit - 500, id).toString('latin1')];
  }
  connect() {
    this.listener = this.receive.bind(this);
    bus.on('news', this.listener);
    online.set(
      this.id,
      setTimeout(() => this.disconnect(), 20_000),
    );
  }
  receive(news) {
    this.news.push(news);
  }
  disconnect() {
    online.delete(this.id);
    bus.off('news', leaking() ? this.receive.bind(this) : this.listener);
    if (leaking()) leftBehind();
  }
}

const server = createServer((request, response) => {
  new Client(Number(request.url.slice(1))).connect();
  response.end('connected');
});
const url = await listening(server);
underLoad((id) => send(`${url}/${id}`));
