import { growthOf } from '../../../test/support/cpu-time.js';
import { safeName, ZipNames } from './zip-names.js';

describe('the name of a file in an archive', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['C:\\Windows\\x.dll', 'C__Windows_x.dll'],
    ['con.txt', '_con.txt'],
    ['LPT1', '_LPT1'],
    ['console.log', 'console.log'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['a\u0000b\n.txt', 'ab.txt'],
    ['trailing. . ', 'trailing'],
    ['..', 'attachment'],
    ['', 'attachment'],
    ['.env', '.env'],
    ['Überblick 東京.docx', 'Überblick 東京.docx'],
    ['\ud800.txt', '\ufffd.txt'],
  ])('%j is %j', (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });

  it.each(['x', '東', '😀'])('keeps its extension, and is short enough for every file system: %s, repeated', (part) => {
    const names = new ZipNames();
    const long = `${part.repeat(400)}.xlsx`;
    const [first, second] = [names.next(long), names.next(long)];

    expect(first).toMatch(/^(.)\1{40,}\.xlsx$/u);
    expect(second).toMatch(/ \(2\)\.xlsx$/);
    expect(Buffer.byteLength(second)).toBeLessThanOrEqual(255);
  });

  it.each(['.', ' ', '. ', '.x', ' x'])('takes time linear in its length: %j, repeated', (part) => {
    const growth = growthOf((length) => safeName(`${part.repeat(length / part.length)}x`), 80_000);

    expect(growth).toBeLessThan(3);
  });

  it('is unique, also where capitals and composed letters do not count', () => {
    const names = new ZipNames();
    expect(
      ['a.txt', 'A.TXT', 'a.txt', 'a (2).txt', 'e\u0301', '\u00e9', '', ''].map((name) => names.next(name)),
    ).toEqual([
      'a.txt',
      'A (2).TXT',
      'a (3).txt',
      'a (2) (2).txt',
      'e\u0301',
      '\u00e9 (2)',
      'attachment',
      'attachment (2)',
    ]);
  });
});
