import { isInward, isUploadAddress } from './upload-hosts.js';

const global = 'https://graph.microsoft.com';

describe('the address of an upload session', () => {
  it.each([
    'https://outlook.office.com/api/gv1.0/x?authtoken=T',
    'https://outlook.office365.com/x',
    'https://OUTLOOK.office365.us/x',
    'https://partner.outlook.cn/x',
    'https://graph.microsoft.com/v1.0/x',
  ])('%s accepts bytes', (address) => {
    expect(isUploadAddress(new URL(address), global)).toBe(true);
  });

  it.each([
    'http://outlook.office.com/x',
    'https://outlook.office.com:8443/x',
    'https://user@outlook.office.com/x',
    'https://outlook.office.com.evil.example/x',
    'https://evil.example/x',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://[::1]/x',
    'https://localhost/x',
    'https://169.254.169.254/x',
    'https://10.0.0.8/x',
  ])('%s accepts no bytes', (address) => {
    expect(isUploadAddress(new URL(address), global)).toBe(false);
  });

  it('may be on loopback when Graph is', () => {
    expect(isUploadAddress(new URL('https://localhost:9444/x'), 'https://127.0.0.1:9443')).toBe(true);
    expect(isUploadAddress(new URL('https://evil.example/x'), 'https://127.0.0.1:9443')).toBe(false);
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '::1',
    'fd00::1',
    '::ffff:10.0.0.1',
  ])('%s is not an address on the internet', (address) => {
    expect(isInward(address)).toBe(true);
  });

  it.each(['52.96.0.1', '2603:1026::1'])('%s is an address on the internet', (address) => {
    expect(isInward(address)).toBe(false);
  });
});
