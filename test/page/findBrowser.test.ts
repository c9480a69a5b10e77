import { describe, expect, it } from 'vitest';
import { type BrowserSearch, findBrowser } from '../../src/page/findBrowser.ts';

const search = (given: Partial<BrowserSearch>, programs: readonly string[]) => () =>
  findBrowser({
    option: undefined,
    environment: { PATH: '/opt/bin:/bin' },
    platform: 'linux',
    isProgram: (path) => programs.includes(path),
    ...given,
  });

describe('the browser', () => {
  it('is what the option names, before a variable, before what is installed', () => {
    const environment = { PATH: '/bin', CHROME_PATH: '/b', TIDEMARK_BROWSER: '/c' };
    const programs = ['/a', '/b', '/c', '/bin/chromium'];
    expect(search({ option: '/a', environment }, programs)()).toBe('/a');
    expect(search({ environment }, programs)()).toBe('/c');
    expect(search({ environment: { ...environment, TIDEMARK_BROWSER: '' } }, programs)()).toBe('/b');
    expect(search({ environment: { PATH: '/bin' } }, programs)()).toBe('/bin/chromium');
  });

  it('is found along the PATH, in /usr/bin, and where systems have it', () => {
    expect(search({}, ['/opt/bin/google-chrome'])()).toBe('/opt/bin/google-chrome');
    expect(search({}, ['/usr/bin/chromium'])()).toBe('/usr/bin/chromium');
    expect(search({}, ['/snap/bin/chromium'])()).toBe('/snap/bin/chromium');
    const mac = '/Applications/Chromium.app/Contents/MacOS/Chromium';
    expect(search({ platform: 'darwin' }, [mac])()).toBe(mac);
    const edge = 'C:\\Programs\\Microsoft\\Edge\\Application\\msedge.exe';
    expect(search({ platform: 'win32', environment: { ProgramFiles: 'C:\\Programs' } }, [edge])()).toBe(edge);
  });

  it('is missed with the names and places that were looked for, and what to do', () => {
    expect(search({}, [])).toThrow(
      expect.objectContaining({
        code: 'BROWSER_UNAVAILABLE',
        message: expect.stringMatching(
          /chromium, .*google-chrome.* in PATH and \/usr\/bin; .*--browser or TIDEMARK_BROWSER/,
        ),
      }),
    );
  });

  it('is not another one where the one that is named is none', () => {
    const installed = ['/bin/chromium'];
    expect(search({ option: '/no/such' }, installed)).toThrow('--browser names no program: /no/such');
    expect(search({ environment: { CHROME_PATH: '/no/such' } }, installed)).toThrow(
      'CHROME_PATH names no program: /no/such',
    );
  });
});
