#!/usr/bin/env node
import { writeSync } from 'node:fs';

// Nothing of ours is imported before this, so that a limit which keeps its files from being opened can be told.
try {
  await import('./program.ts');
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EMFILE' && code !== 'ENFILE') throw error;
  const limit = code === 'EMFILE' ? 'this process may open no more at a time' : 'this machine has no more';
  // Without a stream, which would open more.
  writeSync(
    2,
    `tidemark  There are too few files (${code}): ${limit}. A greater limit helps: ulimit -n 1024, LimitNOFILE=.\n`,
  );
  process.exitCode = 1;
}
