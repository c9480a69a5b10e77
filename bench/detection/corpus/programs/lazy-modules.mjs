// Loads a package at its first use, one after the other, as a service does whose features are used one by one.
import { underLoad } from '../load/load.mjs';

const packages = `acorn ajv any-signal async avsc axios cheerio csv-parse dataloader ejs eventemitter3 express
express-session fast-xml-parser fastify fastq generic-pool graphql handlebars i18next immer koa lodash lru-cache luxon
markdown-it marked memoizee mobx node-cache opossum p-queue pino prom-client protobufjs pug quick-lru react
react-dom/server redux rxjs socket.io undici vue winston ws xml2js zod jsdom`.split(/\s+/);

underLoad(async (id) => {
  if (id < packages.length) await import(packages[id]);
});
