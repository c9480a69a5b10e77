import { describe, expect, it } from 'vitest';
import { isReportSafe } from '../../src/agent/isReportSafe.ts';

describe('a report that holds the environment', () => {
  it('may be left where a hub takes that out, or Node.js leaves it out', () => {
    expect(isReportSafe({ TIDEMARK_HUB_SOCKET: '/tmp/x/hub.sock' }, [])).toBe(true);
    expect(isReportSafe({ NODE_OPTIONS: '--import x --report-exclude-env' }, [])).toBe(true);
    expect(isReportSafe({}, ['--report-exclude-env'])).toBe(true);
    expect(isReportSafe({}, ['--report-exclude-network'])).toBe(false);
  });
});
