import { describe, expect, it } from 'vitest';
import { type Section, withSection } from '../../../bench/harness/report.ts';

function section(name: string, figure: string): Section {
  return {
    name,
    about: `What ${name} measures.`,
    command: `npm run bench:${name}`,
    date: '2026-11-23',
    machine: 'Node v20, 2 cores',
    tables: [{ title: 'Figures', columns: ['what', 'measured'], rows: [['time', figure]] }],
  };
}

describe('the page of the benches', () => {
  it('names for each section the command, the day and the machine', () => {
    const page = withSection('', section('overhead', '5 µs'));
    expect(page).toMatch(/^# Benchmarks\n/);
    expect(page).toContain(
      '## overhead\n\nWhat overhead measures.\n\n`npm run bench:overhead` · 2026-11-23 · Node v20, 2 cores\n\n### Figures',
    );
    expect(page).toMatch(/\| time \| 5 µs \|\n$/);
  });

  it('replaces a section and leaves the others as they were', () => {
    const first = withSection(withSection('', section('overhead', '5 µs')), section('detection', '99 %'));
    const second = withSection(first, section('overhead', '6 µs'));
    expect(second).toBe(first.replace('5 µs', '6 µs'));
  });

  it('does not change when the same section is written again', () => {
    const page = withSection(withSection('', section('overhead', '5 µs')), section('detection', '99 %'));
    expect(withSection(page, section('detection', '99 %'))).toBe(page);
  });
});
