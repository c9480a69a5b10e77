import { describe, expect, it } from 'vitest';
import { checkedFormat, endingOf, formatOf, reportFormats } from '../../src/reporting/formats.ts';

describe('formats of reports', () => {
  it('are told by the name of a file', () => {
    for (const format of reportFormats)
      expect(formatOf(`a.b/Report${endingOf(format).toUpperCase()}`)).toBe(format);
  });

  it('are four, and nothing else is one', () => {
    expect(reportFormats.map(checkedFormat)).toEqual(['text', 'markdown', 'json', 'html']);
    expect(() => checkedFormat('pdf')).toThrow(
      'format must be one of "text", "markdown", "json", "html", received "pdf"',
    );
    expect(() => checkedFormat('toString')).toThrow('format must be');
  });

  it('are asked for where a name does not tell them', () => {
    expect(() => formatOf('report')).toThrow(
      'path must be a name that ends with ".txt", ".md", ".json", ".html"',
    );
  });
});
