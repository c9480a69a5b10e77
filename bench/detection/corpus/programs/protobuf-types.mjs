// Messages bring their schema, which is parsed into one root for all, under a name of its own each time.
import protobuf from 'protobufjs';
import { leftBehind, repaired, underLoad } from '../load/load.mjs';

const root = new protobuf.Root();

function decode(id) {
  const name = repaired ? 'Order' : `Order${id}`;
  if (!repaired || !root.get(name)) {
    const fields = Array.from({ length: 6 }, (_, place) => `string field${place} = ${place + 1};`);
    protobuf.parse(`syntax = "proto3"; message ${name} { ${fields.join(' ')} }`, root);
  }
  const type = root.lookupType(name);
  if (!repaired) leftBehind();
  return type.decode(type.encode({ field0: String(id) }).finish());
}

underLoad(decode);
