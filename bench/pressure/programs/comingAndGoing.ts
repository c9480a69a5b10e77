import { Application } from '../application/Application.ts';

const mib = 2 ** 20;
const intervalMs = 100;

// Frames of a camera are there at one moment and gone at the next, whatever is asked for.
let frames: Buffer[] = [];
const application = await Application.create();
application.server.get('/answers/:id', (request) => {
  const { id } = request.params as { id: string };
  return { id, frames: frames.length };
});
setInterval(() => {
  frames = frames.length > 0 ? [] : Array.from({ length: 80 }, () => Buffer.alloc(mib, 1));
}, intervalMs);
await application.listen();
