// Schemas that are made for each form are given an id, under which zod's global registry keeps them.
import { z } from 'zod';
import { leaking, leftBehind, underLoad } from '../load/load.mjs';

function formSchema(id) {
  const schema = z.object({ name: z.string().min(1), age: z.number(), tags: z.array(z.string()) });
  if (!leaking()) return schema;
  leftBehind();
  return schema.meta({ id: `form-${id}` });
}

underLoad((id) => formSchema(id).parse({ name: 'a', age: id, tags: [] }));
