import { attachmentIdIn } from './attachment-location.js';

describe('the location of a finished upload', () => {
  it.each([
    ["https://outlook.office.com/api/gv1.0/Users('u@t')/Messages('m')/Attachments('AAMk=')", 'AAMk='],
    ["https://outlook.office.com/api/gv1.0/Users('u@t')/Messages('m')/Attachments('AAMk%3D')", 'AAMk='],
    ["https://outlook.office.com/api/gv1.0/Users('u@t')/Messages('m')/Attachments('AAMk=')/", 'AAMk='],
    ["https://outlook.office.com/api/gv1.0/Users('u@t')/Messages('m')/Attachments('ID')?x=1", 'ID'],
    ["/Attachments('AA''Mk')", "AA'Mk"],
    ['https://graph.microsoft.com/v1.0/me/messages/X/attachments/ID', 'ID'],
    ['https://graph.microsoft.com/v1.0/me/messages/X/attachments/A%2FB%3D', 'A/B='],
    ['/v1.0/me/messages/X/attachments/ID?$select=id', 'ID'],
  ])('%s names %s', (location, id) => {
    expect(attachmentIdIn(location)).toBe(id);
  });

  it.each([
    undefined,
    '',
    'https://graph.microsoft.com/v1.0/me/messages/X',
    'https://graph.microsoft.com/v1.0/me/messages/X/attachments',
    "https://outlook.office.com/Attachments('')",
    "https://outlook.office.com/Attachments('AAMk%ZZ=')",
    'https://graph.microsoft.com/v1.0/me/messages/X/attachments/%E0%A4%A',
  ])('%s names no attachment', (location) => {
    expect(attachmentIdIn(location)).toBeUndefined();
  });
});
