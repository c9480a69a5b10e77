// The heap of an application of that many users, written as a heap snapshot: PATH USERS.
import { writeHeapSnapshot } from 'node:v8';
import { populate } from '../population.ts';

const [path, users] = process.argv.slice(2) as [string, string];
populate(Number(users));
writeHeapSnapshot(path);
process.stdout.write(JSON.stringify({ written: path }));
