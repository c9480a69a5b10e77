// Cuts a few dozen nodes out of a real snapshot, with the edges between them, and writes them as a snapshot of the same
// layout: node writeExcerpt.mjs FROM.heapsnapshot corpus/TO.json
import { readFileSync, writeFileSync } from 'node:fs';

const mostNodes = 45;
const mostEdges = 7;
const [from, to] = process.argv.slice(2);
const { snapshot, nodes, edges, locations, strings } = JSON.parse(readFileSync(from, 'utf8'));
const { node_fields: fields, edge_types, location_fields } = snapshot.meta;
const width = fields.length;
const at = (name) => fields.indexOf(name);
const firstEdges = [0];
for (let node = 0; node < snapshot.node_count; node++)
  firstEdges.push(firstEdges[node] + nodes[node * width + at('edge_count')]);
const edgesOf = (node) => {
  const found = [];
  for (let edge = firstEdges[node]; edge < firstEdges[node + 1]; edge++) {
    const [type, name, target] = edges.slice(3 * edge, 3 * edge + 3);
    found.push({ type, name, target: target / width });
  }
  return found;
};
const isText = ({ type }) => !['element', 'hidden'].includes(edge_types[0][type]);
const isTwin = (edge) => isText(edge) && / pair in WeakMap /.test(strings[edge.name]);

const chosen = new Set([0]);
const twins = [];
for (let node = 0; node < snapshot.node_count && twins.length < 4; node++) {
  const twin = edgesOf(node).find(isTwin);
  if (twin !== undefined) twins.push(node, twin.target);
}
for (const node of twins) chosen.add(node);
const located = locations.filter((_, index) => index % location_fields.length === 0).slice(0, 4);
for (const index of located) chosen.add(index / width);
for (const node of chosen) {
  for (const { target } of edgesOf(node).slice(0, mostEdges)) if (chosen.size < mostNodes) chosen.add(target);
}

const order = [...chosen];
const placeOf = new Map(order.map((node, place) => [node, place]));
const texts = ['<dummy>'];
const textOf = (index) => {
  const text = strings[index].slice(0, 60);
  if (!texts.includes(text)) texts.push(text);
  return texts.indexOf(text);
};
const nodeRows = [];
const edgeRows = [];
for (const node of order) {
  const kept = edgesOf(node)
    .filter(({ target }) => placeOf.has(target))
    .slice(0, 4 * mostEdges);
  const row = nodes.slice(node * width, (node + 1) * width);
  row[at('name')] = textOf(row[at('name')]);
  row[at('edge_count')] = kept.length;
  nodeRows.push(row.join());
  for (const edge of kept) {
    const name = isTwin(edge)
      ? texts.push(strings[edge.name]) - 1
      : isText(edge)
        ? textOf(edge.name)
        : edge.name;
    edgeRows.push([edge.type, name, placeOf.get(edge.target) * width].join());
  }
}
const locationRows = [];
for (let place = 0; place < locations.length; place += location_fields.length) {
  const [index, ...rest] = locations.slice(place, place + location_fields.length);
  if (placeOf.has(index / width)) locationRows.push([placeOf.get(index / width) * width, ...rest].join());
}
const head = JSON.stringify({ ...snapshot, node_count: nodeRows.length, edge_count: edgeRows.length });
const text = `{"snapshot":${head},
"nodes":[${nodeRows.join('\n,')}
],
"edges":[${edgeRows.join('\n,')}
],
"trace_function_infos":[],
"trace_tree":[],
"samples":[],
"locations":[${locationRows.join('\n,')}],
"strings":[${texts.map((one) => JSON.stringify(one)).join(',\n')}]}
`;
writeFileSync(
  to,
  `${JSON.stringify({ about: 'an excerpt of a real snapshot', pieces: [1000], text: Buffer.from(text).toString('latin1') })}\n`,
);
