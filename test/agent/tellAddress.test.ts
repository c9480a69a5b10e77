import { describe, expect, it } from 'vitest';
import { tellAddress } from '../../src/agent/tellAddress.ts';

const url = 'http://127.0.0.1:7171/';
const address = `${url}#k=secret`;

function told(server: { url: string; address: string }, isShown: boolean | undefined): string[] {
  const warnings: string[] = [];
  const host = { emitWarning: (message: string | Error) => void warnings.push(String(message)) };
  tellAddress(host, server, () => '/tmp/x/dashboard', isShown === undefined ? undefined : () => isShown);
  return warnings;
}

describe('the address of a process that serves itself', () => {
  it('is told with its token at a terminal alone', () => {
    expect(told({ url, address }, true)).toEqual([`The dashboard is at ${address}`]);
    const [sentence] = told({ url, address }, false);
    expect(sentence).toContain(`The dashboard is at ${url} `);
    expect(sentence).toContain('/tmp/x/dashboard');
    expect(sentence).not.toContain('secret');
  });

  it('needs no file where the token was given by somebody, who knows it', () => {
    expect(told({ url, address: url }, false)).toEqual([`The dashboard is at ${url}`]);
  });

  it('is told without it where somebody else hears of warnings', () => {
    const hear = (): void => undefined;
    process.on('warning', hear).on('warning', hear);
    expect(told({ url, address }, undefined).join()).not.toContain('secret');
    process.off('warning', hear).off('warning', hear);
  });
});
