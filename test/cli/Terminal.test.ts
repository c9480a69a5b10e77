import { describe, expect, it } from 'vitest';
import { Terminal } from '../../src/cli/Terminal.ts';
import { FakeOutput } from './FakeOutput.ts';

const now = () => new Date(2026, 0, 2, 14, 2, 10).getTime();

function terminalOn(output: FakeOutput, environment: NodeJS.ProcessEnv = {}): Terminal {
  return new Terminal({ output: output as never, environment, now });
}

describe('Terminal', () => {
  it('speaks under its name, with the time, and indents what follows', () => {
    const output = new FakeOutput();
    const terminal = terminalOn(output);
    terminal.greet('watching node app.js\nand more');
    terminal.add('capacity 512 MB');
    terminal.say('warning', 'leak suspected', 'live heap +12 MB', ['One sentence.', 'Another.']);
    terminal.say('good', 'heap recovered', '');
    expect(output.lines).toEqual([
      'tidemark  watching node app.js',
      '          and more',
      '          capacity 512 MB',
      'tidemark  14:02:10  leak suspected   live heap +12 MB',
      '          One sentence.',
      '          Another.',
      'tidemark  14:02:10  heap recovered',
    ]);
  });

  it('wraps sentences at the width of the terminal, with hanging columns', () => {
    const output = new FakeOutput({ isTTY: true, columns: 50 });
    terminalOn(output, { NO_COLOR: '1' }).say('calm', 'note', '', [
      'next     bound the Map by its size, or delete what is not used any more',
      'https://example.test/a-word-that-is-longer-than-the-line-is-wide',
    ]);
    expect(output.lines.slice(1)).toEqual([
      '          next     bound the Map by its size, or',
      '                   delete what is not used any',
      '                   more',
      '          https://example.test/a-word-that-is-longer-than-the-line-is-wide',
    ]);
  });

  it('has an address on a line of its own where a terminal is too narrow for both', () => {
    const parts = ['watching node app.js (pid 4711)', 'http://127.0.0.1:7171/#k=abcdefghijklmnopqrstuv'];
    const [narrow, wide, file] = [
      new FakeOutput({ isTTY: true, columns: 80 }),
      new FakeOutput({ isTTY: true, columns: 120 }),
      new FakeOutput(),
    ];
    for (const output of [narrow, wide, file]) terminalOn(output, { NO_COLOR: '1' }).greetWith(parts);
    expect(narrow.lines).toEqual([`tidemark  ${parts[0]}`, `          ${parts[1]}`]);
    expect([wide.lines, file.lines]).toEqual([
      [`tidemark  ${parts.join('   ')}`],
      [`tidemark  ${parts.join('   ')}`],
    ]);
  });

  it('wraps a heading that is wider than a terminal, and leaves it one line where there is none', () => {
    const text = 'tidemark doctor 4711 says which options fit the limit of the container';
    const terminal = new FakeOutput({ isTTY: true, columns: 50 });
    terminalOn(terminal, { NO_COLOR: '1' }).say('warning', 'note', text, ['One sentence.']);
    expect(terminal.lines).toEqual([
      'tidemark  14:02:10  note   tidemark doctor 4711',
      '          says which options fit the limit of the',
      '          container',
      '          One sentence.',
    ]);
    const greeted = new FakeOutput({ isTTY: true, columns: 50 });
    terminalOn(greeted, { NO_COLOR: '1' }).greet('holds nothing at all that could be told to anybody');
    terminalOn(greeted, { NO_COLOR: '1' }).add(text);
    expect(greeted.lines).toEqual([
      'tidemark  holds nothing at all that could be told',
      '          to anybody',
      '          tidemark doctor 4711 says which options',
      '          fit the limit of the container',
    ]);
    const file = new FakeOutput();
    terminalOn(file).say('warning', 'note', text);
    expect(file.lines).toEqual([`tidemark  14:02:10  note   ${text}`]);
  });

  it('keeps a number and its unit on one line', () => {
    const output = new FakeOutput({ columns: 40 });
    terminalOn(output).say('calm', 'note', '', [
      'At the end, resident is 120 MB.',
      'It has now been growing for 2 h 40 steadily.',
      'It has been growing at 52 kB/s since.',
      'Of its limit it has in use 94 % now.',
      'Grown by 1 MB in the last 4 of 120 minutes.',
    ]);
    expect(output.lines.slice(1).map((line) => line.trim())).toEqual([
      'At the end, resident is',
      '120 MB.',
      'It has now been growing for',
      '2 h 40 steadily.',
      'It has been growing at 52 kB/s',
      'since.',
      'Of its limit it has in use',
      '94 % now.',
      'Grown by 1 MB in the last 4 of',
      '120 minutes.',
    ]);
  });

  it.each([undefined, 0])('fits into 80 columns where the width is not known (%s)', (columns) => {
    const output = new FakeOutput(columns === undefined ? {} : { columns });
    terminalOn(output).say('calm', 'note', '', ['word '.repeat(100).trim()]);
    expect(Math.max(...output.lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(output.text.match(/word/g)).toHaveLength(100);
  });

  it('has colours on a terminal alone, and not against the wish of its owner', () => {
    const said = (isTTY: boolean, environment: NodeJS.ProcessEnv) => {
      const output = new FakeOutput({ isTTY });
      terminalOn(output, environment).say('critical', 'leak confirmed', 'text');
      return output.text;
    };
    expect(said(true, {})).toContain('\u001b[');
    for (const text of [said(false, {}), said(true, { NO_COLOR: '1' }), said(true, { TERM: 'dumb' })]) {
      expect(text).toBe('tidemark  14:02:10  leak confirmed   text\n');
    }
  });

  it('speaks for the rooms below', () => {
    const output = new FakeOutput();
    const logger = terminalOn(output).logger();
    logger.warn('the disk is full');
    logger.error('tidemark: a listener failed', new Error('a defect'), { odd: 1 });
    expect(output.lines.slice(0, 3)).toEqual([
      'tidemark  14:02:10  note   the disk is full',
      'tidemark  14:02:10  fault   a listener failed',
      '          Error: a defect',
    ]);
    const bare = new Error('no stack');
    delete bare.stack;
    logger.error('again', bare);
    expect(output.text).toContain('          no stack\n');
  });
});
