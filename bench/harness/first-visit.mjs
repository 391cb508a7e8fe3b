/** What a browser loads to show a page of the app for the first time: the document, and its scripts and styles with all that they import. */
const scriptImport = /(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g;

/** Requests and bytes on the line (Brotli). `chunk` is the beginning of the name of the chunk that the page loads besides its entry. */
export async function firstVisit(origin, chunk) {
  const document = await load(`${origin}/`);
  const linked = [...document.text.matchAll(/\/assets\/([\w.-]+\.(?:js|css))/g)].map(([, name]) => name);
  const loaded = new Map();
  await loadAll(origin, linked, loaded);
  if (chunk !== undefined) {
    const named = [...loaded.values()].flatMap(({ text }) => [...text.matchAll(/([\w-]+-[\w-]{8}\.js)/g)]);
    const file = named.map(([, name]) => name).find((name) => name.startsWith(chunk));
    if (file === undefined) {
      throw new Error(`no chunk ${chunk}`);
    }
    await loadAll(origin, [file], loaded);
  }
  const files = [document, ...loaded.values()];
  return { requests: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

async function loadAll(origin, names, loaded) {
  for (const name of names) {
    if (!loaded.has(name)) {
      const file = await load(`${origin}/assets/${name}`);
      loaded.set(name, file);
      const imports = name.endsWith('.js') ? [...file.text.matchAll(scriptImport)].map(([, each]) => each) : [];
      await loadAll(origin, imports, loaded);
    }
  }
}

async function load(url) {
  const response = await fetch(url, { headers: { 'accept-encoding': 'br' } });
  if (!response.ok) {
    throw new Error(`${url}: ${response.status}`);
  }
  const text = await response.text();
  return { text, bytes: Number(response.headers.get('content-length') ?? text.length) };
}
