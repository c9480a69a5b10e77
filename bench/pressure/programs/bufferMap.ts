import { Application } from '../application/Application.ts';

// Thumbnails are kept in a Map for as long as the process lives.
const thumbnails = new Map<string, Buffer>();
const application = await Application.create();
application.manage(thumbnails, 'thumbnails');
application.server.get('/thumbnails/:id', (request) => {
  const { id } = request.params as { id: string };
  let thumbnail = thumbnails.get(id);
  if (thumbnail === undefined) {
    thumbnail = Buffer.alloc(200 * 1024, id);
    thumbnails.set(id, thumbnail);
  }
  return { id, bytes: thumbnail.length };
});
await application.listen();
