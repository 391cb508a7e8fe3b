import { cloudOfGraph, cloudProblems } from './microsoft-clouds.js';

const global = 'https://login.microsoftonline.com';
const graph = 'https://graph.microsoft.com/v1.0';

describe('an authority and a Graph', () => {
  it.each([
    [global, graph],
    ['https://login.microsoftonline.us', 'https://graph.microsoft.us/v1.0'],
    ['https://login.microsoftonline.us', 'https://dod-graph.microsoft.us/v1.0'],
    ['https://login.partner.microsoftonline.cn', 'https://microsoftgraph.chinacloudapi.cn/v1.0'],
    ['https://127.0.0.1:8443', 'https://127.0.0.1:8443/v1.0'],
    [global, 'http://127.0.0.1:9000/v1.0'],
    ['https://login.corp.example', graph],
  ])('at %s and %s belong together', (authority, base) => {
    expect(cloudProblems(authority, base)).toEqual([]);
  });

  it.each([
    ['https://login.windows.net', global],
    ['https://login.microsoft.com', global],
    ['https://sts.windows.net', global],
    ['https://login.usgovcloudapi.net', 'https://login.microsoftonline.us'],
    ['https://login.chinacloudapi.cn', 'https://login.partner.microsoftonline.cn'],
  ])('are refused at the alias %s, by the name of %s', (alias, name) => {
    const [problem] = cloudProblems(alias, 'https://127.0.0.1/v1.0');
    expect(problem).toMatch(/^ENTRA_AUTHORITY_HOST names an alias/);
    expect(problem).toContain(new URL(alias).host);
    expect(problem?.endsWith(`write ${name}`)).toBe(true);
  });

  it('of two clouds are refused', () => {
    expect(cloudProblems('https://login.microsoftonline.us', graph)).toEqual([
      expect.stringMatching(/^GRAPH_BASE_URL is in the global cloud .* use https:\/\/graph\.microsoft\.us\/v1\.0/),
    ]);
  });

  it.each([
    [graph, true],
    ['https://graph.microsoft.us/v1.0', false],
    ['https://dod-graph.microsoft.us/v1.0', false],
    ['https://microsoftgraph.chinacloudapi.cn/v1.0', false],
  ])('at %s delete for good: %s', (base, hasPermanentDelete) => {
    expect(cloudOfGraph(base)?.hasPermanentDelete).toBe(hasPermanentDelete);
  });
});
