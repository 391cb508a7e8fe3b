import type { Address } from '../mailbox/mail-item.js';

function at(name: string, domain: string): Address {
  return {
    name,
    address: `${name
      .toLowerCase()
      .normalize('NFD')
      .replace(/[^a-z ]/g, '')
      .trim()
      .replaceAll(' ', '.')}@${domain}`,
  };
}

/** Colleagues who have no account in the sandbox, so that a small directory still looks like a company. */
export const OFFICE: readonly Address[] = [
  'Amara Okafor',
  'Bruno Keller',
  'Chiara Conti',
  'Dilnoza Karimova',
  'Emre Aydin',
  'Freya Lindqvist',
  'Gustavo Prado',
  'Hana Novak',
  'Isaac Mensah',
  'Jun Takeda',
].map((name) => at(name, 'contoso.com'));

export const PARTNERS: readonly Address[] = [
  'Katarina Holm',
  'Luis Ferreira',
  'Mei Lin Zhou',
  'Noah Brandt',
  'Oksana Hrytsenko',
].map((name) => at(name, 'fabrikam.com'));

export const NEWSROOM: Address = { name: 'The Harbour Dispatch', address: 'dispatch@news.example.com' };
export const GARDEN: Address = { name: 'Slow Garden Letters', address: 'letters@garden.example.org' };
export const SHOP: Address = { name: 'Northwind Outfitters', address: 'hello@shop.example.net' };
export const RAIL: Address = { name: 'Coastline Rail', address: 'tickets@rail.example.com' };
export const BUILD: Address = { name: 'Contoso Build', address: 'build@contoso.com' };
export const peopleTeam: Address = { name: 'People Team', address: 'people@contoso.com' };
export const FACILITIES: Address = { name: 'Facilities', address: 'facilities@contoso.com' };
export const SECURITY: Address = { name: 'Contoso Security', address: 'security-noreply@contoso.com' };
export const ACCOUNTS: Address = { name: 'Fabrikam Accounts', address: 'accounts@fabrikam.com' };
