import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

import { secondsToExpiry, secondsToFirstExpiry } from './certificate-expiry.js';

describe('the expiry of client certificates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'expiry-'));
  const files = rootCertificates.slice(0, 3).map((certificate, index) => {
    const file = join(folder, `${index}.pem`);
    writeFileSync(file, certificate);
    return { file, endsAt: Date.parse(new X509Certificate(certificate).validTo) };
  });
  const now = Date.parse('2026-01-01T00:00:00Z');

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is counted from now, for each of several certificates', () => {
    const first = Math.min(...files.map(({ endsAt }) => endsAt));

    expect(secondsToFirstExpiry([join(folder, 'none.pem'), ...files.map(({ file }) => file)], now)).toBe(
      (first - now) / 1000,
    );
  });

  it('is counted by the clock of the machine when no time is given', () => {
    const [{ file, endsAt } = { file: '', endsAt: 0 }] = files;
    const expected = (endsAt - Date.now()) / 1000;

    expect(Math.abs(secondsToFirstExpiry([file]) - expected)).toBeLessThan(60);
    expect(Math.abs(secondsToExpiry(file) - expected)).toBeLessThan(60);
  });

  it.each([[[]], [[join(folder, 'none.pem')]]])('is not a number of %j', (none) => {
    expect(secondsToFirstExpiry(none)).toBeNaN();
  });
});
